using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>A local run is private to this machine: no part of it accepts connections from the network.</summary>
public sealed class ListeningTests
{
    [Fact]
    public async Task EverySocketOfTheServersListensOnLoopback()
    {
        await using var fleet = await SmallFleet.StartAsync(postgres: true, rabbitMq: true);
        var sockets = ListeningSockets.Of(fleet.Pid);
        foreach (var program in (string[])["postgres", "beam.smp", "epmd"])
        {
            sockets.ShouldContain(socket => socket.Program == program, string.Join('\n', sockets));
        }

        sockets.Where(socket => !socket.IsLoopback).ShouldBeEmpty();
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }
}
