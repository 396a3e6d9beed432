using Community.Sdk;
using Community.Sdk.Models;

namespace Community.SdkDotnet.Tests;

/// <summary>Which attempts are repeated, and with which headers.</summary>
public sealed class RetryTests
{
    private static readonly Guid Id = Guid.CreateVersion7();
    private const string Registration = """{"id":"0198c0de-0000-7000-8000-0000000000a1","status":"confirmed"}""";

    [Fact]
    public async Task ACutConnectionIsRepeatedWithTheSameKey()
    {
        using var network = new Script(Script.Cut, Script.Cut, Script.Json(Registration));
        var answer = await network.Client().Events.RegisterAsync(Id);
        answer.Status.ShouldBe("confirmed");
        network.Sent.Count.ShouldBe(3);
        network.Sent.Select(sent => sent.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(1);
        network.Sent[0].PathAndQuery.ShouldBe($"/api/v1/events/{Id}/register");
    }

    [Fact]
    public async Task EachCallHasAKeyOfItsOwn()
    {
        using var network = new Script(Script.Json(Registration));
        var client = network.Client();
        await client.Events.RegisterAsync(Id);
        await client.Events.RegisterAsync(Id);
        network.Sent.Select(sent => sent.Headers["Idempotency-Key"]).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task AKeyOfTheCallersIsSent()
    {
        using var network = new Script(Script.Json(Registration));
        await network.Client().Events.RegisterAsync(Id, new() { IdempotencyKey = "a key of my own!" });
        network.Sent[0].Headers["Idempotency-Key"].ShouldBe("a key of my own!");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    public async Task AFailureOfTheServerIsRepeated(int status)
    {
        using var network = new Script(Script.Status(status), Script.Json(Registration));
        await network.Client().Events.RegisterAsync(Id);
        network.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AKeyThatIsInUseIsTriedAgain()
    {
        using var network = new Script(Script.Status(409, "idempotency_key_in_use"), Script.Json(Registration));
        await network.Client().Events.RegisterAsync(Id);
        network.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnotherConflictIsNot()
    {
        using var network = new Script(Script.Status(409, "event_over"));
        var refused = await Should.ThrowAsync<ConflictException>(() => network.Client().Events.RegisterAsync(Id));
        refused.Reason.ShouldBe(Reason.EventOver);
        network.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task APostWithoutAKeyIsNotRepeated()
    {
        using var network = new Script(Script.Cut);
        await Should.ThrowAsync<ConnectionFailedException>(() => network.Client().Auth.ForgotPasswordAsync(new() { Identifier = "amal" }));
        network.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ARateLimitIsRepeatedWithoutAKeyToo()
    {
        using var network = new Script(Script.Status(429, retryAfter: "0"), Script.Status(204));
        await network.Client().Auth.LogoutAsync();
        network.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ALongRetryAfterIsNotWaitedFor()
    {
        using var network = new Script(Script.Status(429, retryAfter: "3600"));
        var refused = await Should.ThrowAsync<RateLimitedException>(() => network.Client().Me.GetAsync());
        refused.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        network.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RetriesEnd()
    {
        using var network = new Script(Script.Cut);
        await Should.ThrowAsync<ConnectionFailedException>(() => network.Client().Me.GetAsync(new() { MaxRetries = 2 }));
        network.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task AMessageIsRepeatedWithItsClientId()
    {
        using var network = new Script(Script.Cut, Script.Json("""{"seq":1,"content":"Hello"}""", 201));
        await network.Client().Threads.PostAsync(Id, new() { Content = "Hello" });
        network.Sent.Count.ShouldBe(2);
        network.Sent[0].Body.ShouldContain("client_id");
        network.Sent[1].Body.ShouldBe(network.Sent[0].Body);
    }

    [Fact]
    public async Task ACancelledCallIsNotRepeated()
    {
        using var end = new CancellationTokenSource();
        using var network = new Script(_ =>
        {
            end.Cancel();
            throw new HttpRequestException("The connection was cut.");
        });
        await Should.ThrowAsync<OperationCanceledException>(() => network.Client().Me.GetAsync(cancellationToken: end.Token));
        network.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ASlowAnswerIsATimeout()
    {
        using var client = new HttpClient(new Silent()) { Timeout = Timeout.InfiniteTimeSpan };
        await using var community = new CommunityClient(
            new CommunityOptions { BaseUrl = new Uri("https://community.example"), HttpClient = client }
        );
        var options = new CallOptions { Timeout = TimeSpan.FromMilliseconds(20), MaxRetries = 0 };
        await Should.ThrowAsync<TimedOutException>(() => community.Me.GetAsync(options));
    }

    [Fact]
    public async Task HeadersOfTheClientAndOfTheCallAreSent()
    {
        using var network = new Script(Script.Json("{}"));
        var client = network.Client(options => options.Headers["Accept-Language"] = "ar");
        await client.Me.GetAsync(new() { Headers = new Dictionary<string, string> { ["X-Own"] = "1" } });
        network.Sent[0].Headers["Accept-Language"].ShouldBe("ar");
        network.Sent[0].Headers["X-Own"].ShouldBe("1");
        network.Sent[0].Headers["User-Agent"].ShouldStartWith("Community.Sdk/1.");
    }

    private sealed class Silent : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
