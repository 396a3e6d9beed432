using System.Globalization;
using Community.AppHost.Model;
using Community.AppHost.Processes;

namespace Community.AppHost.Commands;

/// <summary>
/// <c>server-start postgres|rabbitmq [--data DIR]</c>: starts one private server of a data folder alone, prints how many seconds it took
/// until it was healthy, and stops it. <c>./community bench startup</c> compares the start of the whole fleet with it.
/// </summary>
internal static class ServerStartCommand
{
    public static async Task<int> RunAsync(string server, UpOptions options)
    {
        using var data = await DataFolder.TakeAsync(options.Data, fresh: false);
        using var guardian = new Guardian(data.GuardianLock);
        var builder = new FleetBuilder(data, guardian, ProjectOutputs.OfThisRun());
        SupervisedResource resource = server switch
        {
            "postgres" => builder.AddPostgres(server),
            "rabbitmq" => builder.AddRabbitMQ(server),
            _ => throw new UsageException($"There is no server {server}. Usage: server-start postgres|rabbitmq [--data DIR]"),
        };
        await using var fleet = new Fleet(builder.Resources, data, guardian);
        var began = TimeProvider.System.GetTimestamp();
        await fleet.StartAsync();
        await resource.RunningAsync(CancellationToken.None);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds:0.00}"));
        return 0;
    }
}
