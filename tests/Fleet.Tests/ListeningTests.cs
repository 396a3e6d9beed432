using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A local run is private to this machine: no part of it accepts connections from the network.</summary>
public sealed class ListeningTests(SharedFleet fleet)
{
    [Fact]
    public async Task EverySocketOfTheFleetListensOnLoopback()
    {
        await fleet.HealthyAsync();
        var sockets = ListeningSockets.Of(fleet.Running.Pid);
        var addresses = (await fleet.Running.ResourcesAsync())
            .SelectMany(resource => resource.Urls)
            .Select(url => new Uri(url))
            .Where(url => url.Scheme == "http");
        foreach (var address in addresses)
        {
            sockets.ShouldContain(socket => socket.EndPoint.Port == address.Port, $"{address} is looked at");
        }

        sockets.Where(socket => !socket.IsLoopback).ShouldBeEmpty();
    }
}
