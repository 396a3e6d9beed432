using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>
/// <c>./community up --one-process</c>: the gateway and all services in one process. Fleet.Tests run on it with
/// <c>COMMUNITY_ONE_PROCESS=1</c>, except tests that stop or kill a single service.
/// </summary>
public sealed class OneProcessTests
{
    private static readonly string[] Parts = ["gateway", "identity", "social", "events", "payments", "messaging", "ai-companion"];

    [Fact]
    public async Task GatewayAndServicesRunInOneProcessAndComeBackTogether()
    {
        await using var fleet = await RunningFleet.StartAsync(data: null, "--one-process");
        var resources = (await fleet.ResourcesAsync()).ToDictionary(resource => resource.Name, StringComparer.Ordinal);
        var host = resources["community"];
        resources.Values.Where(resource => resource.Host is not null).Select(resource => resource.Name).ShouldBe(Parts, ignoreOrder: true);
        foreach (var part in Parts)
        {
            resources[part]
                .ShouldSatisfyAllConditions(
                    shown => shown.State.ShouldBe("running"),
                    shown => shown.Host.ShouldBe("community"),
                    shown => shown.Pid.ShouldBe(host.Pid),
                    shown => shown.MemoryBytes.ShouldBe(0)
                );
        }

        var token = await RegisterAsync(fleet, "first");
        await Poll.UntilAsync(async () =>
            await FoundAsync(fleet, token, "first") == 0 && await StatusAsync(fleet, token, "/api/v1/feed") == HttpStatusCode.OK
        );
        await RegisterAsync(fleet, "second");
        await ATraceLeadsFromTheGatewayToTheConsumerAsync(fleet);
        await Poll.UntilAsync(async () => await FoundAsync(fleet, token, "second") == 1, what: "the bus tells social of the second");

        await fleet.KillAsync("events");
        var runningWithoutProcess = new List<string>();
        var restarts = 0;
        await Poll.UntilAsync(
            async () =>
            {
                var now = await fleet.ResourcesAsync();
                runningWithoutProcess.AddRange(
                    now.Where(part => part is { Host: not null, Pid: null, State: "running" }).Select(part => part.Name)
                );
                var events = now.Single(resource => resource.Name == "events");
                restarts = events.Restarts;
                return now.All(resource => resource.State is null or "running")
                    && events is { Restarts: > 0, Pid: not null }
                    && events.Pid != host.Pid;
            },
            // All services start at once beside other tests' fleets, on a machine that may be four times slower than yesterday.
            seconds: 600,
            what: "all parts run again in a new process"
        );
        restarts.ShouldBe(1, fleet.Output);
        runningWithoutProcess.ShouldBeEmpty();
        await Poll.UntilAsync(async () => await FoundAsync(fleet, token, "second") == 1, what: "all is back");

        using (var refusal = await fleet.Dashboard.PostAsync(new Uri("/api/resources/events/stop", UriKind.Relative), content: null))
        {
            refusal.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await refusal.Content.ReadAsStringAsync()).ShouldContain("events runs inside community");
        }

        await fleet.LogWithAsync("events", "events:Lifetime");
        (await fleet.TerminateAsync()).ShouldBe(0);
        fleet.Output.ShouldNotContain("ended with code 1;", customMessage: "stopped in order it ends with 0");
        fleet.DeleteData();
    }

    /// <summary>
    /// The dashboard has one trace of the request at the gateway, its statements and the consumer of its event, and each span once,
    /// although seven parts of the process export.
    /// </summary>
    private static async Task ATraceLeadsFromTheGatewayToTheConsumerAsync(RunningFleet fleet)
    {
        // The gateway records twenty traces a second, so that one registration may have none.
        const int Registrations = 6;
        for (var registration = 1; ; registration++)
        {
            await RegisterAsync(fleet, $"traced{registration}");
            try
            {
                await Poll.UntilAsync(() => HasWholeTraceAsync(fleet), 20);
                return;
            }
            catch (TimeoutException) when (registration < Registrations) { }
            catch (TimeoutException)
            {
                var names = (await TracesAsync(fleet, "")).Select(trace => $"{trace["name"]} ({trace["spans"]})");
                Assert.Fail($"No trace has every hop. The last traces of the dashboard: {string.Join(", ", names)}");
            }
        }
    }

    private static async Task<bool> HasWholeTraceAsync(RunningFleet fleet)
    {
        string[] hops = ["POST /api/v1/auth/register/{**rest}", "POST /api/v1/auth/register", "social-when-user-registered", "postgresql"];
        foreach (var item in await TracesAsync(fleet, "social-when-user-registered"))
        {
            var trace = await fleet.Dashboard.GetFromJsonAsync<JsonNode>($"/api/traces/{item["trace_id"]}");
            var seen = trace!["spans"]!.AsArray().Select(span => $"{span!["name"]} {span["attributes"]!["db.system.name"]}").ToList();
            if (
                item["spans"]!.GetValue<int>() == seen.Count
                && Array.TrueForAll(hops, hop => seen.Exists(name => name.Contains(hop, StringComparison.Ordinal)))
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The dashboard's last fifty traces with a span of this name.</summary>
    private static async Task<IEnumerable<JsonNode>> TracesAsync(RunningFleet fleet, string name) =>
        (await fleet.Dashboard.GetFromJsonAsync<JsonNode>($"/api/traces?name={name}&limit=50"))!["items"]!.AsArray().OfType<JsonNode>();

    private static async Task<string> RegisterAsync(RunningFleet fleet, string username)
    {
        using var answer = await fleet.Gateway.PostAsJsonAsync(
            "/api/v1/auth/register",
            new
            {
                username,
                password = "three quiet green boats",
                email = $"{username}@example.org",
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<JsonNode>())!["access_token"]!.GetValue<string>();
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningFleet fleet, string token, string path)
    {
        using var answer = await SendAsync(fleet, token, path);
        return answer.StatusCode;
    }

    private static async Task<int> FoundAsync(RunningFleet fleet, string token, string username)
    {
        using var answer = await SendAsync(fleet, token, $"/api/v1/discover/people?q={username}");
        return (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["total"]!.GetValue<int>();
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningFleet fleet, string token, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await fleet.Gateway.SendAsync(request);
    }
}
