using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Community.Gateway.Proxying;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Gateway.Tests;

/// <summary>Instances that are found by the addresses of a name, as behind a headless service.</summary>
public sealed class InstanceNameTests : IAsyncLifetime
{
    private const string Name = "events.example.org";

    private readonly FakeIdentity _fake = new();
    private readonly List<Backend> _events = [];
    private Backend _identity = null!;
    private GatewayHost _gateway = null!;

    /// <summary>Null: no name server answers.</summary>
    private volatile IPAddress[]? _addresses = [IPAddress.Parse("127.0.0.2")];

    public async ValueTask InitializeAsync()
    {
        _identity = await Backend.StartAsync("identity", _fake.Map);
        foreach (var address in (string[])["127.0.0.2", "127.0.0.3", "127.0.0.4"])
        {
            _events.Add(await Backend.StartAsync("events", samePortsAs: _events.FirstOrDefault(), address: IPAddress.Parse(address)));
        }
        _gateway = await GatewayHost.StartAsync(
            [_identity],
            services => services.AddSingleton<ResolveName>((host, _) => ResolveAsync(host)),
            ("Gateway:ResolveInstances", "true"),
            ("Gateway:RateLimit", "off"),
            ("services:events:h2c:0", $"http://{Name}:{_events[0].H2c.Port}")
        );
        await EventuallyReadyAsync(1);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var backend in _events.Append(_identity))
        {
            await backend.DisposeAsync();
        }
    }

    [Fact]
    public async Task ANewAddressGetsRequestsAndAnAddressThatIsGoneGetsNone()
    {
        (await InstancesAskedAsync()).ShouldBe([0]);

        _addresses = [.. _events.Select(backend => IPAddress.Parse(backend.H2c.Host))];
        await EventuallyReadyAsync(3);
        (await InstancesAskedAsync()).ShouldBe([0, 1, 2]);

        _addresses = [_addresses[1], _addresses[2]];
        await EventuallyReadyAsync(2);
        (await InstancesAskedAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task ARollingRestartFailsNoRequest()
    {
        _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        await EventuallyReadyAsync(2);

        // The first stops before its address is gone from the name.
        await _events[0].DisposeAsync();
        (await InstancesAskedAsync()).ShouldBe([1]);
        _addresses = [IPAddress.Parse("127.0.0.3"), IPAddress.Parse("127.0.0.4")];
        await EventuallyReadyAsync(2);
        (await InstancesAskedAsync()).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task AnInstanceThatIsStoppingGetsRequestsOnlyWhileThereIsNoOther()
    {
        _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        await EventuallyReadyAsync(2);

        _events[0].IsStopping = true;
        await EventuallyReadyAsync(2, ready: 1);
        (await InstancesAskedAsync()).ShouldBe([1]);
        _events[1].IsStopping = true;
        await EventuallyReadyAsync(2, ready: 0);
        (await InstancesAskedAsync()).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task AnOutageOfTheNameServerChangesNothing()
    {
        _addresses = null;
        await Poll.UntilAsync(() => Task.FromResult(Volatile.Read(ref _failures) >= 2));
        (await InstancesAskedAsync()).ShouldBe([0]);

        _addresses = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];
        await EventuallyReadyAsync(2);
        (await InstancesAskedAsync()).ShouldBe([0, 1]);
    }

    private int _failures;

    private Task<IPAddress[]> ResolveAsync(string host)
    {
        if (host == Name && _addresses is { } addresses)
        {
            return Task.FromResult(addresses);
        }
        Interlocked.Increment(ref _failures);
        return Task.FromException<IPAddress[]>(new SocketException((int)SocketError.TryAgain));
    }

    /// <summary>Which of the instances were asked, in a hundred requests that all succeed.</summary>
    private async Task<int[]> InstancesAskedAsync()
    {
        foreach (var backend in _events)
        {
            backend.Requests.Clear();
        }
        for (var i = 0; i < 100; i++)
        {
            (await (await _gateway.Http.GetAsync("/api/v1/events")).SeenAsync()).Service.ShouldBe("events");
        }
        return [.. _events.Index().Where(backend => !backend.Item.Requests.IsEmpty).Select(backend => backend.Index)];
    }

    private Task EventuallyReadyAsync(int instances, int? ready = null) =>
        Poll.UntilAsync(async () =>
        {
            var state = JsonDocument.Parse(await _gateway.Http.GetStringAsync("/health/ready")).RootElement;
            var events = state.GetProperty("services").GetProperty("events");
            return events.GetProperty("instances").GetInt32() == instances
                && events.GetProperty("ready").GetInt32() == (ready ?? instances);
        });
}
