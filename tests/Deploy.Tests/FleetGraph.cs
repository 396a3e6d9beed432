using Community.AppHost;
using Community.AppHost.Commands;
using Community.AppHost.Model;
using Community.AppHost.Processes;

namespace Community.Deploy.Tests;

/// <summary>The gateway and the services as AppHost's Deployment.cs composes them.</summary>
internal static class FleetGraph
{
    private static readonly Lazy<Dictionary<string, HashSet<string>>> Composed = new(() => ComposeAsync().GetAwaiter().GetResult());

    /// <summary>For each program, the programs whose address it gets.</summary>
    public static IReadOnlyDictionary<string, HashSet<string>> References => Composed.Value;

    /// <summary>The instances of services in a local run, and the connections that its PostgreSQL has for them.</summary>
    public static Task<(int Instances, int Connections)> LocalRunAsync(UpOptions options) =>
        ComposeAsync(
            options,
            fleet =>
                (
                    fleet.Resources.OfType<ProjectResource>().Count(resource => resource.Name is not ("stripe" or "gateway")),
                    fleet.Resources.OfType<PostgresResource>().Single().MaxConnections!.Value
                )
        );

    private static Task<Dictionary<string, HashSet<string>>> ComposeAsync() =>
        ComposeAsync(
            new UpOptions(),
            fleet =>
                fleet
                    .Resources.OfType<ProjectResource>()
                    .Where(resource => resource.Name != "stripe")
                    .ToDictionary(
                        service => service.Name,
                        service =>
                            service
                                .References.OfType<ProjectResource>()
                                .Select(reference => reference.Name)
                                .ToHashSet(StringComparer.Ordinal),
                        StringComparer.Ordinal
                    )
        );

    private static async Task<T> ComposeAsync<T>(UpOptions options, Func<FleetBuilder, T> read)
    {
        var folder = Directory.CreateTempSubdirectory("community-deploy-").FullName;
        try
        {
            using var data = await DataFolder.TakeAsync(folder, fresh: false);
            using var guardian = new Guardian();
            var fleet = new FleetBuilder(data, guardian, ProjectOutputs.OfThisRun());
            Deployment.Compose(fleet, options);
            return read(fleet);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
