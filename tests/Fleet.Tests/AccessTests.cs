using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>The running fleet against tests/Architecture.Tests/access.md: every operation, for everybody.</summary>
public sealed class AccessTests(SharedFleet fleet)
{
    // they end the caller's session or account, so everybody who tries them is somebody new
    private static readonly string[] Final = ["POST /api/v1/auth/logout", "POST /api/v1/auth/logout-all", "DELETE /api/v1/users/me"];

    [Fact]
    public async Task EveryoneGetsWhatTheTableSays()
    {
        var owner = await fleet.RegisterAsync();
        var cast = await CastAsync();
        cast["owner"] = owner;
        var session = (await owner.Client.GetAsync("/api/v1/auth/sessions", HttpStatusCode.OK))["items"]![0]!["id"]!.GetValue<string>();
        var breaches = new List<string>();
        foreach (var row in Rows().OrderBy(row => row.Objects == "own"))
        {
            var path = row.Path.Replace("{id}", row.Route.Contains("/sessions/", StringComparison.Ordinal) ? session : $"{owner.Id}", StringComparison.Ordinal)
                .Replace("{username}", owner.Username, StringComparison.Ordinal).Replace("{provider}", "google", StringComparison.Ordinal);
            foreach (var (role, person) in Final.Contains($"{row.Method} {row.Route}") ? await CastAsync() : cast)
            {
                using var request = new HttpRequestMessage(new HttpMethod(row.Method), path);
                if (row.Method is "POST" or "PUT" or "PATCH")
                {
                    request.Content = new StringContent("{}", Encoding.UTF8, row.Route.EndsWith("/picture", StringComparison.Ordinal) ? "image/png" : "application/json");
                }

                using var answer = await (person?.Client ?? fleet.Running.Gateway).SendAsync(request);
                if (!IsAsExpected(row, role, answer.StatusCode))
                {
                    breaches.Add($"{row.Method} {row.Route} ({row.Callers}, {row.Objects}) as {role}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }

        breaches.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheDescriptionAndTheTableNameTheSameOperations()
    {
        var described = Operation.Of(JsonNode.Parse(await fleet.Running.Gateway.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!);
        Rows().Select(row => $"{row.Method} {row.Path}").Order(StringComparer.Ordinal)
            .ShouldBe(described.Select(operation => $"{operation.Method} {operation.Path.TrimEnd('/')}").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<AccessRow> Rows() => AccessTable.Read()
        .Where(row => row.Route.StartsWith("/.well-known/", StringComparison.Ordinal)
            || (row.Route.StartsWith("/api/v1/", StringComparison.Ordinal) && !row.Route.StartsWith("/api/v1/.well-known/", StringComparison.Ordinal))); // described once, at the root

    private static bool IsAsExpected(AccessRow row, string role, HttpStatusCode status) => (row.Callers, row.Objects, role) switch
    {
        ("everybody", _, _) => IsLetIn(status),
        (_, _, "anonymous") => status == HttpStatusCode.Unauthorized,
        ("admin", _, not "administrator") => status == HttpStatusCode.Forbidden,
        (_, "own", not "owner") => status == HttpStatusCode.NotFound,
        (_, "own" or "any", _) => IsLetIn(status) && (status != HttpStatusCode.NotFound),
        _ => IsLetIn(status),
    };

    private static bool IsLetIn(HttpStatusCode status) =>
        (int)status < 500 && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed);

    private async Task<Dictionary<string, Person?>> CastAsync() => new(StringComparer.Ordinal)
    {
        ["anonymous"] = null,
        ["guest"] = await fleet.GuestAsync(),
        ["user"] = await fleet.RegisterAsync(),
        ["administrator"] = await fleet.NewAdministratorAsync(),
    };
}
