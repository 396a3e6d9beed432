using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The cost of the gateway, with two routes. An anonymous one costs the service almost nothing (the key set), so that only the way to it is
/// measured. The other needs a token and reads the database (GET /auth/me).
/// </summary>
internal static class GatewayScenario
{
    private const string KeySet = "/.well-known/jwks.json";
    private const string Me = "/api/v1/auth/me";
    private const double LeastOfNginx = 0.9;
    private const double MostExtraP99 = 1;

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddGuestsAsync(options.Connections);
        var service = fleet["identity"].Urls[0];
        await using var nginx = await Nginx.StartAsync(service, folder);

        Alternative Get(string name, string host, string path, IReadOnlyList<string> tokens) =>
            Wrk.Get(name, host + path, folder, options.Connections, tokens);
        IReadOnlyList<string> none = [];
        var open = await Rounds.RunAsync(
            options,
            Get("service", service, KeySet, none),
            Get("service, token", service, KeySet, members.Tokens),
            Get("nginx", nginx.Url, KeySet, none),
            Get("nginx, token", nginx.Url, KeySet, members.Tokens),
            Get("gateway", fleet.GatewayUrl, KeySet, none),
            Get("gateway, token", fleet.GatewayUrl, KeySet, members.Tokens)
        );
        var mine = await Rounds.RunAsync(
            options,
            Get("service /auth/me", service, Me, members.Tokens),
            Get("nginx /auth/me", nginx.Url, Me, members.Tokens),
            Get("gateway /auth/me", fleet.GatewayUrl, Me, members.Tokens)
        );

        return new Report(
            [open.ToTable("nginx"), mine.ToTable("nginx /auth/me")],
            [
                Bar.AtLeast("gateway with the token checked, of nginx", open.Ratio("gateway, token", "nginx, token"), LeastOfNginx),
                Bar.AtMost("p99 beyond nginx's, ms", open.ExtraP99("gateway, token", "nginx, token"), MostExtraP99),
                Bar.AtLeast("GET /auth/me through the gateway, of nginx", mine.Ratio("gateway /auth/me", "nginx /auth/me"), LeastOfNginx),
                Bar.AtMost("GET /auth/me p99 beyond nginx's, ms", mine.ExtraP99("gateway /auth/me", "nginx /auth/me"), MostExtraP99),
            ],
            new { KeySet = open.Samples, Me = mine.Samples }
        )
        {
            Notes =
            [
                "nginx: one worker, keep-alive to the service (HTTP/1.1), no log, forwarding headers; the gateway speaks cleartext HTTP/2 to it.",
                "The bars compare the same requests: with a token through both, which nginx passes on unchecked and the service checks.",
            ],
        };
    }
}
