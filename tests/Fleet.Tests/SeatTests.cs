using System.Collections.Concurrent;
using Community.Sdk;
using Community.Sdk.Models;
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
        var acknowledged = new ConcurrentDictionary<Guid, RegistrationView>();
        var storm = Parallel.ForEachAsync(
            people,
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (person, _) => acknowledged[person.Id] = await UntilRegisteredAsync(person, eventId, isKeyed)
        );
        await Poll.UntilAsync(() => acknowledged.Count >= 5);
        await fleet.Running.KillAsync(name);
        await storm;
        await Poll.UntilAsync(async () => await fleet.Running.ResourceAsync(name) is { State: "running" } now && now.Restarts > before);
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
            ).ShouldBe(answer.Id);
        }

        var audit = (await fleet.Client().Events.Audit(eventId).FirstPageAsync()).Entries;
        audit.Count.ShouldBe(1 + Seats);
        audit[^1].Confirmed.ShouldBe(Seats);
        await Poll.UntilAsync(async () => await fleet.QueryAsync<long>("events", "SELECT count(*) FROM outbox_messages") == 0);
    }

    /// <summary>
    /// Registers until it is acknowledged. The SDK repeats a call with the same key; otherwise each repetition is a call with a key of its
    /// own.
    /// </summary>
    private static async Task<RegistrationView> UntilRegisteredAsync(Person person, Guid eventId, bool isKeyed)
    {
        // A service may need half a minute to start on a busy machine.
        const int Patience = 600;
        for (var left = Patience; ; left--)
        {
            try
            {
                return await person.Client.Events.RegisterAsync(eventId, new() { MaxRetries = isKeyed ? Patience : 0 });
            }
            catch (CommunityException away)
                when (left > 0 && away is ConnectionFailedException or ServerErrorException { Status: 502 or 503 or 504 })
            {
                await Task.Delay(200);
            }
        }
    }
}
