using Community.AppHost.Commands;
using Community.AppHost.Model;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>A fleet of shell scripts: quick to start, and as hard to kill as real servers.</summary>
internal static class SmallFleet
{
    /// <summary>This test project's own program, which is also an AppHost (Program.cs).</summary>
    public static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Community.AppHost.Tests");

    private const string WithPostgres = "SMALL_FLEET_WITH_POSTGRES";
    private const string WithRabbitMq = "SMALL_FLEET_WITH_RABBITMQ";

    // One child in the same group, one in its own session, and one without a living parent.
    private const string Family = "sleep 1000 & setsid sleep 1001 & (setsid sleep 1002 &) ; env; echo ready; wait";

    public static void Compose(FleetBuilder fleet, UpOptions options)
    {
        var alpha = fleet.AddExecutable("alpha", "sh", "-c", Family).WithHttpEndpoint(fleet.Data);
        var beta = fleet
            .AddExecutable("beta", "sh", "-c", Family)
            .WithHttpEndpoint(fleet.Data)
            .WithHttp2Endpoint(fleet.Data)
            .WithReference(alpha)
            .WaitFor(alpha)
            .WithEnvironment("Own__Setting", "42");
        fleet.AddExecutable("front", "sh", "-c", Family).WithReference(beta);
        fleet.AddExecutable("missing", "/no/such/program");
        if (Environment.GetEnvironmentVariable(WithPostgres) is not null)
        {
            var postgres = fleet.AddPostgres("postgres");
            fleet.AddExecutable("client", "sh", "-c", Family).WithReference(fleet.AddDatabase(postgres, "things")).WaitFor(postgres);
        }

        if (Environment.GetEnvironmentVariable(WithRabbitMq) is not null)
        {
            fleet.AddRabbitMQ("rabbitmq");
        }
    }

    /// <summary>Starts it in a separate process; returns when everything that can start has started.</summary>
    public static async Task<RunningFleet> StartAsync(string? data = null, bool postgres = false, bool rabbitMq = false)
    {
        var fleet = RunningFleet.Launch(
            Program,
            [],
            data,
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [WithPostgres] = postgres ? "1" : null,
                [WithRabbitMq] = rabbitMq ? "1" : null,
            }
        );
        foreach (
            var name in (string[])
                ["alpha", "beta", "front", .. postgres ? (string[])["postgres", "client"] : [], .. rabbitMq ? (string[])["rabbitmq"] : []]
        )
        {
            await fleet.UntilAsync(name, "running");
        }

        return fleet;
    }
}
