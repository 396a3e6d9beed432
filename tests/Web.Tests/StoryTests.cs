using System.Net;
using System.Net.Sockets;
using Community.Testing;

namespace Community.Web.Tests;

/// <summary>
/// The built client in a browser, served by the gateway of a whole fleet: the main jobs, every screen in each language and width, the
/// policy, the bytes (web/stories).
/// </summary>
public sealed class StoryTests(Npm npm)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    [Fact]
    public async Task TheStoriesWorkInABrowser()
    {
        npm.RequireNode();
        var browser = InstalledBrowser.Program;
        Assert.SkipWhen(browser is null, InstalledBrowser.Needed);
        var built = Directory.CreateTempSubdirectory("community-web-").FullName;
        try
        {
            await npm.RunScriptAsync("build", BuildLimit, ("COMMUNITY_WEB_BUILD", built));
            var provider = FreeAddress();
            var fleet = await RunningFleet.StartAsync(
                data: null,
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Gateway__Web"] = built,
                    // The story of a provider runs it.
                    ["Oidc__village__Issuer"] = provider,
                    ["Oidc__village__ClientIds__0"] = "community-web",
                    // On a busy machine a page is loaded anew in a minute, and an exporter drops spans that are not taken in time.
                    ["Calls__RejoinSeconds"] = "60",
                    ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                    ["OTEL_EXPORTER_OTLP_TIMEOUT"] = "60000",
                    ["Telemetry__TracesPerSecond"] = "1000",
                },
                "--rate-limit",
                "off"
            );
            try
            {
                await npm.RunScriptAsync(
                    "stories",
                    Limit,
                    ("COMMUNITY_URL", fleet.Gateway.BaseAddress!.ToString().TrimEnd('/')),
                    ("COMMUNITY_MAIL", Path.Combine(fleet.Data, "mail")),
                    ("COMMUNITY_DASHBOARD", fleet.Dashboard.BaseAddress!.ToString().TrimEnd('/')),
                    ("COMMUNITY_PROVIDER", provider),
                    ("COMMUNITY_CHROMIUM", browser!),
                    ("COMMUNITY_REPORTER", "dot")
                );
            }
            finally
            {
                await fleet.DisposeAsync();
                fleet.DeleteData();
            }
        }
        finally
        {
            Directory.Delete(built, recursive: true);
        }
    }

    private static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://{listener.LocalEndpoint}";
    }
}
