using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.AppHost.Dashboard;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

public sealed partial class DashboardTests : IAsyncLifetime
{
    private RunningFleet _fleet = null!;

    public async ValueTask InitializeAsync()
    {
        _fleet = await SmallFleet.StartAsync();
        await _fleet.LogWithAsync("alpha", "ready");
    }

    public async ValueTask DisposeAsync()
    {
        await _fleet.TerminateAsync();
        await _fleet.DisposeAsync();
        _fleet.DeleteData();
    }

    [Fact]
    public async Task AResourceIsStoppedStartedAndRestartedOnDemand()
    {
        var before = await _fleet.ResourceAsync("alpha");
        before.Pids.Count.ShouldBeGreaterThanOrEqualTo(3);
        before.MemoryBytes.ShouldBeGreaterThan(0);
        await _fleet.ControlAsync("alpha", "stop");
        (await _fleet.ResourceAsync("alpha")).ShouldSatisfyAllConditions(
            now => now.State.ShouldBe("stopped"),
            now => now.Pid.ShouldBeNull(),
            now => now.Restarts.ShouldBe(0)
        );
        await Poll.UntilAsync(() => before.Pids.All(pid => ProcessTable.Find(pid) == null));

        await _fleet.ControlAsync("alpha", "start");
        await _fleet.UntilAsync("alpha", "running");
        var second = await _fleet.ResourceAsync("alpha");
        await _fleet.ControlAsync("alpha", "restart");
        await _fleet.UntilAsync("alpha", "running");
        (await _fleet.ResourceAsync("alpha")).Pid.ShouldNotBe(second.Pid);
    }

    [Fact]
    public async Task AFrozenResourceDoesNothingUntilItRecoversAndStopsInOrder()
    {
        await _fleet.ControlAsync("alpha", "freeze?seconds=300");
        var pids = (await _fleet.ResourceAsync("alpha")).Pids;
        await Poll.UntilAsync(() => Task.FromResult(pids.All(pid => ProcessTable.Find(pid) is { State: 'T' })));
        await _fleet.ControlAsync("alpha", "recover");
        await Poll.UntilAsync(() => Task.FromResult(pids.All(pid => ProcessTable.Find(pid) is { State: not 'T' })));

        // By itself, too.
        await _fleet.ControlAsync("alpha", "freeze?seconds=1");
        await Poll.UntilAsync(() => Task.FromResult(pids.All(pid => ProcessTable.Find(pid) is { State: not 'T' })));

        await _fleet.ControlAsync("alpha", "slow?seconds=300");
        await _fleet.ControlAsync("alpha", "stop");
        (await _fleet.ResourceAsync("alpha")).State.ShouldBe("stopped");
        using var refused = await _fleet.Dashboard.PostAsync(new Uri("/api/resources/alpha/freeze", UriKind.Relative), content: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task AResourceWithoutLinksCannotBeCutOff()
    {
        using var refused = await _fleet.Dashboard.PostAsync(new Uri("/api/resources/alpha/cut", UriKind.Relative), content: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("--links");
    }

    [Fact]
    public async Task AResourceWithoutAClockOfItsOwnCannotJump()
    {
        using var refused = await _fleet.Dashboard.PostAsync(new Uri("/api/resources/alpha/jump", UriKind.Relative), content: null);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("--clocks");
    }

    [Fact]
    public async Task AKilledResourceIsStartedAgain()
    {
        var before = await _fleet.ResourceAsync("alpha");
        await _fleet.ControlAsync("alpha", "kill");
        await Poll.UntilAsync(async () => await _fleet.ResourceAsync("alpha") is { State: "running", Restarts: 1 });
        await Poll.UntilAsync(() => before.Pids.All(pid => ProcessTable.Find(pid) == null));
    }

    [Fact]
    public async Task StartingWhatRunsAndStoppingWhatIsStoppedChangesNothing()
    {
        var before = await _fleet.ResourceAsync("alpha");
        await _fleet.ControlAsync("alpha", "start");
        (await _fleet.ResourceAsync("alpha")).Pid.ShouldBe(before.Pid);
        await _fleet.ControlAsync("alpha", "stop");
        await _fleet.ControlAsync("alpha", "stop");
        (await _fleet.ResourceAsync("alpha")).State.ShouldBe("stopped");
    }

    [Theory]
    [InlineData("Origin", "http://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "https://127.0.0.1")]
    [InlineData("Host", "evil.example:8081")]
    [InlineData("Host", "127.0.0.1")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task AnotherSitesPageIsRefused(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/resources/alpha/stop");
        request.Headers.Add(header, value);
        using var answer = await _fleet.Dashboard.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _fleet.ResourceAsync("alpha")).State.ShouldBe("running");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/app.js")]
    [InlineData("GET", "/api/resources")]
    [InlineData("GET", "/api/mails")]
    [InlineData("GET", "/api/logs")]
    [InlineData("GET", "/?token=")]
    [InlineData("GET", "/?token=0123456789abcdef")]
    [InlineData("POST", "/api/resources/alpha/stop")]
    [InlineData("DELETE", "/api/telemetry/logs")]
    [InlineData("GET", "/v2/../api/mails")]
    public async Task WithoutTheTokenNothingIsShownOrDone(string method, string path)
    {
        using var stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = _fleet.Dashboard.BaseAddress,
        };
        foreach (
            var (header, value) in (ReadOnlySpan<(string, string)>)
                [
                    ("X-None", "1"),
                    ("Authorization", "Bearer 0123456789abcdef"),
                    ("Authorization", "Bearer"),
                    ("Cookie", $"community-dashboard-{_fleet.DashboardPort}=99999999999.0123456789abcdef"),
                    ("Cookie", $"community-dashboard-{_fleet.DashboardPort}=."),
                ]
        )
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.TryAddWithoutValidation(header, value).ShouldBeTrue();
            using var answer = stranger.Send(request, TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
            answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
        }

        (await _fleet.ResourceAsync("alpha")).State.ShouldBe("running");
    }

    [Fact]
    public async Task TheAddressThatUpPrintsSignsABrowserIn()
    {
        await _fleet.UpAsync();
        // The line may come a moment later than the answer.
        await Poll.UntilAsync(() => SignInAddress().IsMatch(_fleet.Output));
        var address = SignInAddress().Match(_fleet.Output);
        File.GetUnixFileMode(Path.Combine(_fleet.Data, "secrets", "dashboard-token"))
            .ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });

        using var signedIn = await browser.GetAsync(new Uri(address.Value), TestContext.Current.CancellationToken);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Found);
        signedIn.Headers.Location!.OriginalString.ShouldBe("/");
        var cookie = signedIn.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        cookie.ShouldContain("max-age=259200");
        cookie.ShouldNotContain(address.Groups["token"].Value);

        using var page = await browser.GetAsync(
            new Uri($"http://127.0.0.1:{_fleet.DashboardPort}/api/resources"),
            TestContext.Current.CancellationToken
        );
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [System.Text.RegularExpressions.GeneratedRegex("""http://127\.0\.0\.1:\d+/\?token=(?<token>[0-9a-f]{64})""")]
    private static partial System.Text.RegularExpressions.Regex SignInAddress();

    [Fact]
    public async Task ItsOwnPageIsAllowed()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/resources/alpha/stop");
        request.Headers.Add("Origin", $"http://127.0.0.1:{_fleet.DashboardPort}");
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        using var answer = await _fleet.Dashboard.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _fleet.ResourceAsync("alpha")).State.ShouldBe("stopped");
    }

    [Theory]
    [InlineData("/api/resources/nobody/stop", "POST", HttpStatusCode.NotFound)]
    [InlineData("/api/resources/nobody/logs", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/resources/alpha/stop", "GET", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/resources/alpha/explode", "POST", HttpStatusCode.NotFound)]
    [InlineData("/../../etc/passwd", "GET", HttpStatusCode.NotFound)]
    public async Task WhatDoesNotExistIsRefused(string path, string method, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await _fleet.Dashboard.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task ProgramsGetTheAddressAndTheKeyOfTheReceiver()
    {
        var environment = await _fleet.LogWithAsync("beta", "ready");
        environment.ShouldContain($"OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:{_fleet.DashboardPort}");
        environment.ShouldContain("OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        environment.ShouldContain("OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key=");
    }

    [Theory]
    [InlineData("--telemetry", "off", null)]
    [InlineData("--telemetry", "on", "http://127.0.0.1:4317")]
    public async Task TelemetryGoesElsewhereOrNowhereOnDemand(string option, string value, string? collector)
    {
        await using var other = RunningFleet.Launch(
            SmallFleet.Program,
            [option, value],
            data: null,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector }
        );
        await other.UntilAsync("beta", "running");
        var environment = await other.LogWithAsync("beta", "ready");
        environment.ShouldNotContain("x-otlp-api-key");
        if (collector is null)
        {
            environment.ShouldNotContain("OTEL_EXPORTER_OTLP_ENDPOINT");
        }
        else
        {
            environment.ShouldContain($"OTEL_EXPORTER_OTLP_ENDPOINT={collector}");
        }

        await other.TerminateAsync();
        other.DeleteData();
    }

    [Fact]
    public async Task DetailsOfAResourceHideItsSecrets()
    {
        var detail = await _fleet.Dashboard.GetFromJsonAsync<JsonElement>("/api/resources/beta", TestContext.Current.CancellationToken);
        var environment = detail.GetProperty("environment");
        environment.GetProperty("Own__Setting").GetString().ShouldBe("42");
        environment.GetProperty("services__alpha__http__0").GetString().ShouldStartWith("http://127.0.0.1:");
        environment.GetProperty("OTEL_EXPORTER_OTLP_HEADERS").GetString().ShouldBe("••••••");
        detail.GetProperty("waits").EnumerateArray().Single().GetString().ShouldBe("alpha");
        detail.GetProperty("resource").GetProperty("references").EnumerateArray().Single().GetString().ShouldBe("alpha");
    }

    [Theory]
    [InlineData("Fleet__Key", "abc", "••••••")]
    [InlineData("Identity__Administrator__Password", "abc", "••••••")]
    [InlineData("Stripe__WebhookSecrets__0", "abc", "••••••")]
    [InlineData("ConnectionStrings__things", "Host=h;Password=abc;Port=1", "Host=h;Password=••••••;Port=1")]
    [InlineData("ConnectionStrings__things", "Host=h;PWD='a;b';Port=1", "Host=h;PWD=••••••;Port=1")]
    [InlineData("ConnectionStrings__rabbitmq", "amqp://me:abc@h:1/", "amqp://me:••••••@h:1/")]
    [InlineData("Own__Setting", "42", "42")]
    public void SecretsAreMasked(string name, string value, string shown) => Masking.Value(name, value).ShouldBe(shown);

    [System.Text.RegularExpressions.GeneratedRegex(
        """(src|href|from|url|import|fetch|open)\s*[=(]?\s*["'`(](https?:)?//""",
        System.Text.RegularExpressions.RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5000
    )]
    private static partial System.Text.RegularExpressions.Regex ElsewhereAddress();

    [Fact]
    public async Task ThePageNeedsNothingFromElsewhere()
    {
        foreach (
            var path in (string[])
                ["/", "/dashboard.css", "/app.js", "/ui.js", "/chart.js", "/pages/resources.js", "/vendor/uPlot.js", "/vendor/uPlot.css"]
        )
        {
            using var answer = await _fleet.Dashboard.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            // Comments and XML namespaces may name addresses; nothing may be loaded from one.
            ElsewhereAddress().IsMatch(text).ShouldBeFalse(path);
        }
    }
}
