using System.Net;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

public sealed class DashboardTests : IAsyncLifetime
{
    private RunningFleet _fleet = null!;

    public async ValueTask InitializeAsync() => _fleet = await SmallFleet.StartAsync();

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
        before.Pids.ShouldAllBe(pid => ProcessTable.Find(pid) == null);

        await _fleet.ControlAsync("alpha", "start");
        await _fleet.UntilAsync("alpha", "running");
        var second = await _fleet.ResourceAsync("alpha");
        await _fleet.ControlAsync("alpha", "restart");
        await _fleet.UntilAsync("alpha", "running");
        (await _fleet.ResourceAsync("alpha")).Pid.ShouldNotBe(second.Pid);
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
    public async Task ThePageNeedsNothingFromElsewhere()
    {
        foreach (var path in (string[])["/", "/dashboard.css", "/dashboard.js"])
        {
            using var answer = await _fleet.Dashboard.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("default-src 'none'");
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            text.ShouldNotContain("http://");
            text.ShouldNotContain("https://");
        }
    }
}
