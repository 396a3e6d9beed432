using System.Net;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Identity.Tests.Erasure;

/// <summary>Other services that have data of a person, or that do not answer.</summary>
public sealed class FleetExportTests(TestServers servers)
{
    [Fact]
    public async Task TheExportGathersFromEveryServiceAndNamesThoseThatDidNotAnswer()
    {
        var asked = new List<string>();
        await using var events = await StartAsync(http =>
        {
            asked.Add($"{http.Request.Headers.Authorization} {http.Request.Path}");
            return http.Response.WriteAsJsonAsync(new { registrations = new[] { new { ticket_code = "COMM-A1B2C3D4" } } });
        });
        await using var broken = await StartAsync(http =>
        {
            http.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        await using var babbling = await StartAsync(http => http.Response.WriteAsync("<html>"));
        await using var identity = new IdentityApplication(servers);
        identity.Settings["services:events:http:0"] = events.Urls.First();
        identity.Settings["services:messaging:http:0"] = broken.Urls.First();
        identity.Settings["services:payments:http:0"] = babbling.Urls.First();
        identity.Settings["services:social:http:0"] = "http://127.0.0.1:1";
        await identity.InitializeAsync();
        var person = await identity.PersonAsync();

        var export = await person.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);

        export["user"]!["username"]!.GetValue<string>().ShouldBe(person.Username);
        export["services"]!["events"]!["registrations"]![0]!["ticket_code"]!.GetValue<string>().ShouldBe("COMM-A1B2C3D4");
        export["services"]!.AsObject().Count.ShouldBe(1);
        export["missing"]!
            .AsArray()
            .Select(name => name!.GetValue<string>())
            .ShouldBe(["messaging", "payments", "social"], ignoreOrder: true);
        asked.ShouldBe([$"Fleet a-key-for-tests-of-more-than-32-characters /internal/people/{person.Id}/export"]);
    }

    [Fact]
    public async Task AServiceThatNeverAnswersIsMissing()
    {
        using var end = new CancellationTokenSource();
        await using var slow = await StartAsync(_ => Task.Delay(Timeout.Infinite, end.Token));
        await using var identity = new IdentityApplication(servers);
        identity.Settings["services:events:http:0"] = slow.Urls.First();
        await identity.InitializeAsync();
        var person = await identity.PersonAsync();

        var export = await person.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);

        export["missing"]!.AsArray().ShouldHaveSingleItem()!.GetValue<string>().ShouldBe("events");
        await end.CancelAsync();
    }

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
