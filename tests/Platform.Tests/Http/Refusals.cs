using System.Net;
using System.Text;
using Community.Testing;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Http;

[Collection(nameof(SampleApp))]
public sealed class Refusals(SampleApp app)
{
    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("POST", "/", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/people/not-a-uuid", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/v1/people/0198c0de-0000-7000-8000-000000000009", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/v1/people", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/api/v1/guarded", HttpStatusCode.Unauthorized)]
    [InlineData("GET", "/internal/troubles/echo", HttpStatusCode.BadRequest)]
    public async Task AreProblemsWhateverIsAccepted(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new(method), path) { Headers = { { "Accept", "text/html" } } };

        await (await app.Client.SendAsync(request)).ShouldBeProblemAsync(status);
    }

    [Fact]
    public async Task OfAMethodNameThoseThatAreAllowed()
    {
        var response = await app.Client.DeleteAsync("/api/v1/people");

        response.Content.Headers.Allow.Order().ShouldBe(["GET", "POST"]);
    }

    [Theory]
    [InlineData("/api/v1/people", new[] { "GET", "HEAD", "OPTIONS", "POST" })]
    [InlineData("/api/v1/people/spans", new[] { "OPTIONS", "POST" })]
    [InlineData("/api/v1/guarded", new[] { "GET", "HEAD", "OPTIONS" })]
    public async Task AreNotMetByOptionsWhichNamesTheMethods(string path, string[] methods)
    {
        var response = await app.Client.SendAsync(new(HttpMethod.Options, path));

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        response.Content.Headers.Allow.ShouldBe(methods);
    }

    [Fact]
    public async Task OfAStrangerAndOfACallerWithoutTheRoleDiffer()
    {
        using var somebody = new HttpRequestMessage(HttpMethod.Get, "/api/v1/guarded/admin") { Headers = { { "Authorization", "eve" } } };
        using var admin = new HttpRequestMessage(HttpMethod.Get, "/api/v1/guarded/admin") { Headers = { { "Authorization", "admin" } } };

        await (await app.Client.SendAsync(somebody)).ShouldBeProblemAsync(HttpStatusCode.Forbidden);
        (await app.Client.SendAsync(admin)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/people")]
    [InlineData("/api/v1/people/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("/api/v1/people/0198c0de-0000-7000-8000-000000000009")]
    [InlineData("/api/v1/people?limit=0")]
    public async Task AndAnswersToHeadAreThoseOfGetWithoutTheBody(string path)
    {
        var get = await app.Client.GetAsync(path);
        var head = await app.Client.SendAsync(new(HttpMethod.Head, path));

        head.StatusCode.ShouldBe(get.StatusCode);
        head.Content.Headers.ContentType.ShouldBe(get.Content.Headers.ContentType);
        head.Content.Headers.ContentLength.ShouldBe((await get.Content.ReadAsByteArrayAsync()).Length);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ToHeadHaveNoBody()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/nowhere");

        var response = await app.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/internal/troubles/echo?number=1&text=%ff")]
    [InlineData("/internal/troubles/echo?number=1&text=%00")]
    [InlineData("/internal/troubles/echo?number=1&text=%ed%a0%80")]
    [InlineData("/internal/troubles/echo?number=1&text=100%")]
    [InlineData("/internal/troubles/echo?number=1&%c0%80=x")]
    [InlineData("/api/v1/people/%ff")]
    [InlineData("/api/v1/people/%zz")]
    public async Task MeetUrlsWithBrokenEscapes(string target)
    {
        var answer = await app.RawAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));

        answer.ShouldStartWith("HTTP/1.1 400");
        answer.ShouldContain("application/problem+json");
        answer.ShouldContain("\"trace_id\":\"");
    }

    // Kestrel refuses these while parsing, before our code can add a text.
    [Theory]
    [InlineData("GET /api/v1/people/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /nowhere HTTP/1.1\r\nHost: x\r\nX-Text: a\0b\r\n\r\n")]
    [InlineData("GET /nowhere\r\n\r\n")]
    public async Task OfTheHttpParserEndTheConnection(string request)
    {
        (await app.RawAsync(Encoding.Latin1.GetBytes(request))).ShouldStartWith("HTTP/1.1 400");
    }

    [Fact]
    public async Task MeetHeadersThatAreNotUtf8()
    {
        byte[] request = [.. "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Text: "u8, 0xFF, 0xFE, .. "\r\n\r\n"u8];

        (await app.RawAsync(request)).ShouldStartWith("HTTP/1.1 400");
    }

    [Theory]
    [InlineData("?number=", "number: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("?number=1.5", "number: must be a whole number from -2147483648 to 2147483647")]
    [InlineData("", "number: is required")]
    public async Task NameTheQueryParameter(string query, string error)
    {
        (await (await app.Client.GetAsync("/internal/troubles/echo" + query)).ShouldBeInvalidAsync()).ShouldBe([error]);
    }

    [Fact]
    public async Task CarryMembersForPrograms()
    {
        var rule = await (await app.Client.GetAsync("/internal/troubles/rule")).ShouldBeProblemAsync(HttpStatusCode.Conflict);
        var pay = await (await app.Client.GetAsync("/internal/troubles/pay")).ShouldBeProblemAsync(HttpStatusCode.PaymentRequired);

        rule["reason"]!.GetValue<string>().ShouldBe("sold_out");
        rule["waitlist_position"]!.GetValue<int>().ShouldBe(3);
        pay["required_plan"]!.GetValue<string>().ShouldBe("premium");
    }

    [Fact]
    public async Task SayWhenToComeBackInWholeSeconds()
    {
        var response = await app.Client.GetAsync("/internal/troubles/busy");

        await response.ShouldBeProblemAsync(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task OfOurOwnMakingAreLoggedOnceAndNotExplained()
    {
        var problem = await (await app.Client.GetAsync("/internal/troubles/defect")).ShouldBeProblemAsync(
            HttpStatusCode.InternalServerError
        );

        problem.ToJsonString().ShouldNotContain("secret");
        var (level, text, exception) = app
            .Log.Lines.Where(l => l.Text.Contains(problem["trace_id"]!.GetValue<string>(), StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        level.ShouldBe(LogLevel.Error);
        text.ShouldContain("/internal/troubles/defect");
        exception.ShouldBeOfType<InvalidOperationException>();
    }

    [Theory]
    [InlineData("/internal/troubles/database")]
    [InlineData("/internal/troubles/timeout")]
    public async Task OfADependencyAwayAreTemporaryAndOneWarning(string path)
    {
        var response = await app.Client.GetAsync(path);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter.ShouldNotBeNull();
        var line = app
            .Log.Lines.Where(l => l.Text.Contains(problem["trace_id"]!.GetValue<string>(), StringComparison.Ordinal))
            .ShouldHaveSingleItem();
        line.Level.ShouldBe(LogLevel.Warning);
        line.Exception.ShouldBeNull();
    }

    [Fact]
    public async Task OfTextThatTheDatabaseCannotStoreAreTheClients()
    {
        await (await app.Client.GetAsync("/internal/troubles/nul")).ShouldBeProblemAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AfterTheAnswerBeganCutTheConnection()
    {
        await Should.ThrowAsync<HttpRequestException>(() => app.Client.GetStringAsync("/internal/troubles/half"));
    }

    [Fact]
    public async Task ToAClientThatLeftAreNotErrors()
    {
        using var leaving = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => app.Client.GetAsync("/internal/troubles/slow", leaving.Token));

        await Poll.UntilAsync(() => Lines().Any(l => l.Text.Contains("the client went away", StringComparison.Ordinal)));
        Lines().ShouldAllBe(l => l.Level == LogLevel.Debug);

        IEnumerable<(LogLevel Level, string Text, Exception? Exception)> Lines() =>
            app.Log.Lines.Where(l => l.Text.Contains("/internal/troubles/slow", StringComparison.Ordinal));
    }
}
