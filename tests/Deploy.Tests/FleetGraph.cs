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

    private static async Task<Dictionary<string, HashSet<string>>> ComposeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("community-deploy-").FullName;
        try
        {
            using var data = await DataFolder.TakeAsync(folder, fresh: false);
            using var guardian = new Guardian();
            var fleet = new FleetBuilder(data, guardian, ProjectOutputs.OfThisRun());
            Deployment.Compose(fleet, new UpOptions());
            var services = fleet.Resources.OfType<ProjectResource>().Where(resource => resource.Name != "stripe").ToList();
            return services.ToDictionary(
                service => service.Name,
                service =>
                    service.References.OfType<ProjectResource>().Select(reference => reference.Name).ToHashSet(StringComparer.Ordinal),
                StringComparer.Ordinal
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
