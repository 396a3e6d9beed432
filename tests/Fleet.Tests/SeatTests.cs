using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Seats of an event while processes die: each acknowledged registration is kept, once, and no seat is given twice.</summary>
public sealed class SeatTests(SharedFleet fleet)
{
    private const int Seats = 15;
    private const int People = 45;

    public static TheoryData<string, bool> Killed =>
        FullRun.IsOn
            ? new()
            {
                { "events", false },
                { "events", true },
                { "postgres", false },
                { "gateway", false },
                { "rabbitmq", false },
            }
            : new() { { "events", true }, { "rabbitmq", false } };

    [Theory, MemberData(nameof(Killed))]
    public async Task NoAcknowledgedSeatIsLostOrGivenTwiceWhenAProcessIsKilled(string name, bool isKeyed)
    {
        await fleet.HealthyAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(Seats);
        var people = new List<Person>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await fleet.GuestAsync());
        }

        var before = (await fleet.Running.ResourceAsync(name)).Restarts;
        var acknowledged = new ConcurrentDictionary<Guid, JsonNode>();
        var storm = Parallel.ForEachAsync(
            people,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (person, _) => acknowledged[person.Id] = await UntilRegisteredAsync(person, eventId, isKeyed)
        );
        await Poll.UntilAsync(() => acknowledged.Count >= 5, 30);
        await fleet.Running.KillAsync(name);
        await storm;
        await Poll.UntilAsync(async () => await fleet.Running.ResourceAsync(name) is { State: "running" } now && now.Restarts > before, 60);
        await fleet.HealthyAsync();

        acknowledged.Count.ShouldBe(People);
        (await fleet.QueryAsync<long>("events", "SELECT count(*) FROM registrations WHERE event_id = $1", eventId)).ShouldBe(People);
        (
            await fleet.QueryAsync<long>(
                "events",
                "SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'confirmed'",
                eventId
            )
        ).ShouldBe(Seats);
        foreach (var (user, answer) in acknowledged)
        {
            (
                await fleet.QueryAsync<Guid>("events", "SELECT id FROM registrations WHERE event_id = $1 AND user_id = $2", eventId, user)
            ).ShouldBe(answer["id"]!.GetValue<Guid>());
        }

        var audit = (await fleet.Running.Gateway.GetAsync($"/api/v1/events/{eventId}/audit", HttpStatusCode.OK))["entries"]!.AsArray();
        audit.Count.ShouldBe(1 + Seats);
        audit[^1]!["confirmed"]!.GetValue<int>().ShouldBe(Seats);
        await Poll.UntilAsync(async () => await fleet.QueryAsync<long>("events", "SELECT count(*) FROM outbox_messages") == 0, 60);
    }

    /// <summary>Repeats a request as a correct client does, until it is acknowledged; each time with the same key, if it has one.</summary>
    private static async Task<JsonNode> UntilRegisteredAsync(Person person, Guid eventId, bool isKeyed)
    {
        var key = Guid.CreateVersion7().ToString();
        // A service may need half a minute to start on a busy machine.
        for (var patience = 600; ; patience--)
        {
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    new Uri($"/api/v1/events/{eventId}/register", UriKind.Relative)
                );
                if (isKeyed)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                using var answer = await person.Client.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
                }

                // 409: the previous request died with its process, and its key is not free yet.
                answer.StatusCode.ShouldBeOneOf(
                    isKeyed ? HttpStatusCode.Conflict : HttpStatusCode.BadGateway,
                    HttpStatusCode.BadGateway,
                    HttpStatusCode.ServiceUnavailable,
                    HttpStatusCode.GatewayTimeout
                );
            }
            catch (Exception away) when (away is HttpRequestException or SocketException)
            {
                // The gateway was away, or went away in the middle of the request.
            }

            patience.ShouldBePositive("it is never acknowledged");
            await Task.Delay(200);
        }
    }
}
