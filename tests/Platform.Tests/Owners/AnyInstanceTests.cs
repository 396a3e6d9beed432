using System.Net.Http.Json;
using System.Net.Sockets;
using Community.Platform.Access.Fleet;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Owners;

/// <summary>A client of another service while some of its instances are away.</summary>
public sealed class AnyInstanceTests : IAsyncLifetime
{
    private readonly Instance _first = new();
    private readonly Instance _second = new();
    private ServiceProvider _services = null!;

    private HttpClient Client => _services.GetRequiredService<IHttpClientFactory>().CreateClient("owner");

    public async ValueTask InitializeAsync()
    {
        await _first.StartAsync();
        await _second.StartAsync();
        _services = Services(_first.Url, _second.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task EveryInstanceIsAsked()
    {
        for (var call = 0; call < 64; call++)
        {
            (await Client.GetStringAsync("/thing?a=b", TestContext.Current.CancellationToken)).ShouldBe("/thing?a=b");
        }
        _first.Asked.ShouldBeGreaterThan(0);
        _second.Asked.ShouldBe(64 - _first.Asked);
    }

    [Fact]
    public async Task AStoppedInstanceIsNoticedByNoCaller()
    {
        await EveryInstanceIsAsked();
        await _first.DisposeAsync();
        _second.Asked = 0;
        for (var call = 0; call < 16; call++)
        {
            using var answer = await Client.PostAsJsonAsync("/thing", new { name = "a" }, TestContext.Current.CancellationToken);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBe("/thing{\"name\":\"a\"}");
            using var request = new HttpRequestMessage(HttpMethod.Get, "/blocking");
            using var read = Client.Send(request, TestContext.Current.CancellationToken);
            read.IsSuccessStatusCode.ShouldBeTrue();
        }
        _second.Asked.ShouldBe(32);
    }

    [Fact]
    public async Task ARequestThatAnInstanceReceivedIsNotSentAgain()
    {
        (_first.BreaksOff, _second.BreaksOff) = (true, true);
        await Should.ThrowAsync<HttpRequestException>(() => Client.PostAsJsonAsync("/thing", 1, TestContext.Current.CancellationToken));
        (_first.Asked + _second.Asked).ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AConnectionThatIsNotMadeIsAFailureOfTheRequest(bool isTimeout)
    {
        Exception thrown = isTimeout ? new TaskCanceledException("connect", new TimeoutException()) : new SocketException();
        using var client = new HttpClient(
            new AnyInstance([new Uri(_first.Url), new Uri(_second.Url)], TimeProvider.System, new Failing(thrown))
        )
        {
            BaseAddress = new Uri(_first.Url),
        };
        var failure = await Should.ThrowAsync<HttpRequestException>(() =>
            client.GetStringAsync("/thing", TestContext.Current.CancellationToken)
        );
        failure.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        failure.InnerException.ShouldBe(thrown);
    }

    private sealed class Failing(Exception failure) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(failure);
    }

    [Fact]
    public async Task WithoutAnyInstanceTheCallFails()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        var failure = await Should.ThrowAsync<HttpRequestException>(() =>
            Client.GetStringAsync("/thing", TestContext.Current.CancellationToken)
        );
        failure.InnerException.ShouldBeOfType<SocketException>();
    }

    [Fact]
    public async Task AMalformedAddressIsNamed()
    {
        await using var services = Services(_first.Url, "owner");
        Should
            .Throw<InvalidOperationException>(() => services.GetRequiredService<IHttpClientFactory>().CreateClient("owner"))
            .Message.ShouldContain("services:owner:http:1");
    }

    private static ServiceProvider Services(params string[] addresses)
    {
        var settings = addresses
            .Select((address, instance) => KeyValuePair.Create($"services:owner:http:{instance}", (string?)address))
            .Append(KeyValuePair.Create("Fleet:Key", (string?)new string('k', 64)));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddLogging().AddFleetClient("owner");
        return services.BuildServiceProvider();
    }

    /// <summary>An instance that answers with the path and the body that it received.</summary>
    private sealed class Instance : IAsyncDisposable
    {
        private WebApplication? _app;

        public int Asked { get; set; }

        public bool BreaksOff { get; set; }

        public string Url { get; private set; } = "";

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            _app = builder.Build();
            _app.Run(async context =>
            {
                Asked++;
                if (BreaksOff)
                {
                    context.Abort();
                    return;
                }
                using var body = new StreamReader(context.Request.Body);
                await context.Response.WriteAsync(context.Request.Path + context.Request.QueryString + await body.ReadToEndAsync());
            });
            await _app.StartAsync(TestContext.Current.CancellationToken);
            Url = _app.Urls.First();
        }

        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _app, null) is { } app)
            {
                await app.DisposeAsync();
            }
        }
    }
}
