using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Community.AppHost.Processes;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>A service that is down, slow or breaks off harms only its own calls, and is used again when it recovers.</summary>
public sealed class FailureTests : IAsyncLifetime
{
    private readonly FakeIdentity _keys = new();
    private Backend _identity = null!;
    private Backend _events = null!;
    private GatewayHost _gateway = null!;
    private int _hanging;

    public async ValueTask InitializeAsync()
    {
        _identity = await Backend.StartAsync("identity", _keys.Map);
        _events = await Backend.StartAsync("events", MapTrouble);
        _gateway = await GatewayHost.StartAsync([_identity, _events], ("Gateway:RateLimit", "off"));
    }

    /// <summary>A gateway that gives up soon.</summary>
    private Task<GatewayHost> ImpatientAsync() => GatewayHost.StartAsync([_identity, _events], ("Gateway:RequestTimeoutSeconds", "2"));

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _identity.DisposeAsync();
        await _events.DisposeAsync();
    }

    private void MapTrouble(WebApplication app)
    {
        app.Map(
            "/api/v1/events/hang",
            (HttpContext context) =>
            {
                Interlocked.Increment(ref _hanging);
                return Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        );
        app.Map("/api/v1/events/break", (HttpContext context) => context.Abort());
        app.Map(
            "/api/v1/events/half",
            async (HttpContext context) =>
            {
                context.Response.ContentLength = 1000;
                await context.Response.WriteAsync("half");
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        );
    }

    [Fact]
    public async Task AServiceThatIsDownIsSaidSoAtOnceAndTakenBackWhenItReturns()
    {
        await _events.DisposeAsync();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 50; i++)
        {
            var response = await _gateway.Http.SendAsync(new(i % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, "/api/v1/events"));
            if (i > 5)
            {
                await response.ShouldBeProblemAsync(503);
                response.Headers.RetryAfter.ShouldNotBeNull();
            }
        }
        // Not a measurement of speed: if each call waited for a connection, they would take longer than this.
        clock.Elapsed.TotalSeconds.ShouldBeLessThan(60);
        (await (await _gateway.Http.GetAsync("/api/v1/users/1")).SeenAsync()).Service.ShouldBe("identity");
        await Poll.UntilAsync(async () => await StateOfEventsAsync() == "unhealthy");
        (await StatesAsync()).GetProperty("status").GetString().ShouldBe("degraded");

        _events = await Backend.StartAsync("events", samePortsAs: _events);
        await Poll.UntilAsync(async () => (await _gateway.Http.GetAsync("/api/v1/events")).IsSuccessStatusCode);
        await Poll.UntilAsync(async () => (await StatesAsync()).GetProperty("status").GetString() == "healthy");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AClientThatGoesAwayInItsBodyIsNoFailureOfTheService(bool reset)
    {
        // The server fails the pending read and cancels the request in two steps; only some of many at once fall between them.
        const int Clients = 200;
        var statuses = new ConcurrentQueue<string?>();
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, _gateway.Meters) && instrument.Name == "http.server.request.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meters.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                var named = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value?.ToString(), StringComparer.Ordinal);
                if (
                    named["http.request.method"] == "POST"
                    && named.GetValueOrDefault("http.route")?.StartsWith("/api/v1/tickets", StringComparison.Ordinal) == true
                )
                {
                    statuses.Enqueue(named.GetValueOrDefault("http.response.status_code"));
                }
            }
        );
        meters.Start();
        var request = Encoding.ASCII.GetBytes("POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nhalf");
        var sockets = Enumerable.Range(0, Clients).Select(_ => new TcpClient(_gateway.Address.Host, _gateway.Address.Port)).ToList();
        foreach (var socket in sockets)
        {
            await socket.GetStream().WriteAsync(request);
        }

        foreach (var socket in sockets)
        {
            socket.LingerState = new(reset, 0);
            socket.Dispose();
        }

        await Poll.UntilAsync(() => Task.FromResult(statuses.Count == Clients));
        statuses.Distinct().ShouldBe(["499"]);
    }

    [Fact]
    public async Task AServiceThatIsNotReadyIsReportedAndStillAsked()
    {
        _events.IsReady = false;
        await Poll.UntilAsync(async () => await StateOfEventsAsync() == "degraded");
        await (await _gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
    }

    [Fact]
    public async Task AnInstanceThatDiesIsReplacedByItsSiblingForReads()
    {
        var sibling = await Backend.StartAsync("events");
        await using var gateway = await GatewayHost.StartAsync([_identity, _events, sibling]);
        await Poll.UntilAsync(async () =>
        {
            await (await gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
            return !_events.Requests.IsEmpty && !sibling.Requests.IsEmpty;
        });
        await _events.DisposeAsync();
        for (var i = 0; i < 50; i++)
        {
            await (await gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
        }
        await sibling.DisposeAsync();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task ARequestThatNoInstanceReceivedGoesToAnotherOne(string method)
    {
        // Nothing listens at the first address, and a new gateway has not found that out.
        for (var i = 0; i < 8; i++)
        {
            await using var gateway = await GatewayHost.StartWithoutWaitingAsync(
                [_identity],
                ("services:events:h2c:0", "http://127.0.0.1:9"),
                ("services:events:h2c:1", _events.H2c.ToString()),
                ("Gateway:RateLimit", "off")
            );
            using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1/events") { Content = new StringContent("whole") };
            (await (await gateway.Http.SendAsync(request)).SeenAsync()).BodyLength.ShouldBe(5);
        }
        _events.Requests.Count(seen => seen.Method == method).ShouldBe(8);
    }

    [Fact]
    public async Task ARequestThatAnInstanceReceivedIsNotRepeated()
    {
        var received = 0;
        await using var broken = await Backend.StartAsync(
            "events",
            app =>
                app.MapPost(
                    "/api/v1/events",
                    (HttpContext context) =>
                    {
                        Interlocked.Increment(ref received);
                        context.Abort();
                    }
                )
        );
        await using var gateway = await GatewayHost.StartAsync(
            [_identity, broken],
            ("services:events:h2c:1", broken.H2c.ToString().Replace("127.0.0.1", "localhost", StringComparison.Ordinal))
        );
        await (await gateway.Http.PostAsync("/api/v1/events", new StringContent("once"))).ShouldBeProblemAsync(502);
        received.ShouldBe(1);
    }

    [Fact]
    public async Task AHangEndsInAProblem()
    {
        await using var gateway = await ImpatientAsync();
        await (await gateway.Http.GetAsync("/api/v1/events/hang")).ShouldBeProblemAsync(504);
    }

    [Fact]
    public async Task AskingForAnEventStreamLiftsNoLimitWhereThereIsNone()
    {
        await using var gateway = await ImpatientAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/hang").With("Accept", "text/event-stream");
        await (await gateway.Http.SendAsync(request).WaitAsync(Poll.Patience)).ShouldBeProblemAsync(504);
    }

    [Fact]
    public async Task OneRefusedConnectionDoesNotCloseAServiceThatHasOneAddress()
    {
        // The address may belong to a load balancer: another instance may take the next connection.
        await using var proxy = FaultProxy.Before("127.0.0.1", _events.H2c.Port);
        await using var gateway = await GatewayHost.StartAsync([_identity], ("services:events:h2c:0", $"http://127.0.0.1:{proxy.Port}"));
        await (await gateway.Http.GetAsync("/api/v1/events")).SeenAsync();
        for (var round = 0; round < 5; round++)
        {
            proxy.Refuse();
            await Poll.UntilAsync(async () =>
                (await gateway.Http.PostAsync("/api/v1/events", null)).StatusCode == HttpStatusCode.ServiceUnavailable
            );
            proxy.Restore();
            await (await gateway.Http.PostAsync("/api/v1/events", null)).SeenAsync();
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task ABrokenConnectionEndsInAProblem(string method) =>
        await (await _gateway.Http.SendAsync(new(new HttpMethod(method), "/api/v1/events/break"))).ShouldBeProblemAsync(502);

    [Fact]
    public async Task HalfAnAnswerIsNotPassedAsAWholeOne() =>
        await Should.ThrowAsync<HttpRequestException>(() => _gateway.Http.GetStringAsync("/api/v1/events/half"));

    [Fact]
    public async Task AFrozenProcessIsGivenUpOn()
    {
        // It accepts connections and stays silent, like a stopped process.
        using var frozen = new TcpListener(IPAddress.Loopback, 0);
        frozen.Start();
        await using var gateway = await GatewayHost.StartAsync(
            [_identity],
            ("services:events:h2c:0", $"http://{frozen.LocalEndpoint}"),
            ("Gateway:RequestTimeoutSeconds", "60")
        );
        // The probes find it silent; from then on, the answer is immediate.
        await Poll.UntilAsync(async () =>
        {
            using var response = await gateway.Http.GetAsync("/api/v1/events");
            return response.StatusCode == HttpStatusCode.ServiceUnavailable;
        });
    }

    [Fact]
    public async Task ManyWaitersOnOneServiceDoNotHoldUpAnother()
    {
        const int Waiters = 300;
        using var enough = new CancellationTokenSource();
        var waiting = Task.WhenAll(Enumerable.Range(0, Waiters).Select(_ => _gateway.Http.GetAsync("/api/v1/events/hang", enough.Token)));
        await Poll.UntilAsync(() => Volatile.Read(ref _hanging) >= Waiters);
        for (var i = 0; i < 20; i++)
        {
            await (await _gateway.Http.GetAsync("/api/v1/users/1")).SeenAsync();
        }

        await enough.CancelAsync();
        await Task.WhenAny(waiting);
    }

    private async Task<string?> StateOfEventsAsync() =>
        (await StatesAsync()).GetProperty("services").GetProperty("events").GetProperty("status").GetString();

    private async Task<JsonElement> StatesAsync() => JsonDocument.Parse(await _gateway.Http.GetStringAsync("/health/ready")).RootElement;
}
