using Community.AppHost.Commands;

namespace Community.Deploy.Tests;

/// <summary>The local run with several instances of each service.</summary>
public sealed class LocalRunTests
{
    private static readonly string[] Services = ["identity", "social", "messaging", "events", "payments", "ai-companion"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public async Task PostgresHasTheConnectionsOfAllInstances(int each)
    {
        var options = new UpOptions { Instances = [.. Services.Select(service => KeyValuePair.Create(service, each))] };

        var (instances, connections) = await FleetGraph.LocalRunAsync(options);

        instances.ShouldBe(Services.Length * each);
        connections.ShouldBeGreaterThanOrEqualTo((instances * 32) + 20);
    }
}
