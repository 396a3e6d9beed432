using System.Net;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Events.Tests.Publishing;
using Community.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.People;

/// <summary>The projection of identity's and social's events, for any order and number of deliveries.</summary>
[Collection(nameof(EventsTests))]
public sealed class PeopleProjectionTests(EventsApplication events)
{
    [Fact]
    public async Task AnOlderProfileNeverReplacesANewerOne()
    {
        var registered = Calls.Person("first");
        var id = registered.UserId;
        await SettleAsync(Updated(id, 5, "fifth"));
        await SettleAsync(registered, Updated(id, 4, "fourth"), registered);

        var person = (await events.FindAsync(id))!;
        (person.Username, person.ProfileVersion).ShouldBe(("fifth", 5));
    }

    [Fact]
    public async Task AnErasedPersonNeverComesBack()
    {
        var registered = Calls.Person("gone", "Gone Girl");
        await events.AddAsync(registered);
        await events.WithDbAsync(async db =>
        {
            await db.ApplyErasureAsync(registered.UserId);
            return true;
        });
        await SettleAsync(Updated(registered.UserId, 9, "back"), Suspended(registered.UserId, 10));

        var person = (await events.FindAsync(registered.UserId))!;
        (person.IsErased, person.Username, person.FullName, person.IsSuspended).ShouldBe((true, null, null, false));
    }

    [Fact]
    public async Task ASuspendedOrganizersEventsAreHiddenFromOthersUntilItIsLifted()
    {
        var organizer = Calls.Person("suspended");
        await events.AddAsync(organizer);
        var me = events.Organizer(organizer.UserId);
        var id = (await me.PublishedAsync()).Id();

        await SettleAsync(Suspended(organizer.UserId, 4), Suspended(organizer.UserId, 3, isSuspended: false));
        await (await events.Http().GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await me.GetJsonAsync($"/events/{id}")).Text("status").ShouldBe("published");
        var created = (await me.PublishedAsync()).Id();
        await (await events.Http().GetAsync($"/api/v1/events/{created}")).ShouldBeAsync(HttpStatusCode.NotFound);

        await SettleAsync(Suspended(organizer.UserId, 5, isSuspended: false));
        (await events.Http().GetJsonAsync($"/events/{id}")).Text("status").ShouldBe("published");
    }

    [Fact]
    public async Task ASuspensionEndsByItself()
    {
        var organizer = Calls.Person("back-soon");
        await events.AddAsync(organizer);
        var id = (await events.Organizer(organizer.UserId).PublishedAsync()).Id();
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        await SettleAsync(Suspended(organizer.UserId, 2, until: until));
        foreach (
            var (now, status) in ((DateTimeOffset, HttpStatusCode)[])
                [(until.AddSeconds(-1), HttpStatusCode.NotFound), (until.AddSeconds(1), HttpStatusCode.OK)]
        )
        {
            await events.SuspensionEnds().EndAsync(now, TestContext.Current.CancellationToken);
            (await events.Http().GetAsync($"/api/v1/events/{id}")).StatusCode.ShouldBe(status);
        }
    }

    [Fact]
    public async Task WhatModeratorsRemoveIsLeftToItsOrganizer()
    {
        var me = events.Organizer(Guid.CreateVersion7());
        var (removed, kept) = ((await me.PublishedAsync()).Id(), (await me.PublishedAsync()).Id());

        await SettleAsync(
            Removed("event", removed),
            Removed("event", removed),
            Removed("message", kept),
            Removed("photo", Guid.CreateVersion7()),
            Removed("event", Guid.CreateVersion7())
        );

        await (await events.Http().GetAsync($"/api/v1/events/{removed}")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await me.GetJsonAsync($"/events/{removed}")).Text("status").ShouldBe("published");
        (await events.Http().GetJsonAsync($"/events/{kept}")).Text("status").ShouldBe("published");
        (await events.WithDbAsync(db => db.Events.Where(e => e.Id == removed).Select(e => e.Version).SingleAsync())).ShouldBe(2);
    }

    private static ContentRemoved Removed(string type, Guid id) =>
        new(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 1, type, id, Guid.CreateVersion7(), "spam");

    private static UserProfileUpdated Updated(Guid id, long version, string username) =>
        new(Guid.CreateVersion7(), Calls.Soon, id, version, Calls.Person(username).Profile, false);

    private static UserSuspended Suspended(Guid id, long version, bool isSuspended = true, DateTimeOffset? until = null) =>
        new(Guid.CreateVersion7(), Calls.Soon, id, version, isSuspended, until, "reason");

    /// <summary>
    /// Publishes, and waits until each event was consumed, even if without effect: its inbox row is in the same transaction.
    /// </summary>
    private async Task SettleAsync(params IIntegrationEvent[] announced)
    {
        foreach (var one in announced)
        {
            await events.PublishAsync(one);
            await Poll.UntilAsync(async () =>
                await events.WithDbAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = {one.EventId}) AS "Value" """
                        )
                        .SingleAsync()
                )
            );
        }
    }
}

/// <summary>Accounts and blocks that existed before the events service first started.</summary>
public sealed class BackfillTests(TestServers servers)
{
    [Fact]
    public async Task ABlockOfBeforeCountsUnlessItWasHeardToBeLifted()
    {
        await using var events = new EventsApplication(servers);
        var (kept, lifted) = (Block(), Block());
        events.BlocksBefore.Add(kept);
        events.BlocksBefore.Add(lifted);
        await events.InitializeAsync();
        await events.PublishAsync(
            new UserUnblocked(Guid.CreateVersion7(), Calls.Soon, lifted.BlockId, lifted.Version + 1, lifted.BlockerId, lifted.BlockedId)
        );

        await Poll.UntilAsync(() =>
            events.WithDbAsync(async db =>
                await db.Blocks.AnyAsync(block => block.BlockerId == kept.BlockerId && block.BlockedId == kept.BlockedId && block.IsBlocked)
                && await db.Blocks.AnyAsync(block => block.BlockerId == lifted.BlockerId && !block.IsBlocked)
            )
        );

        static BlockSnapshot Block() => new(Guid.CreateVersion7(), Version: 3, Guid.CreateVersion7(), Guid.CreateVersion7());
    }

    [Fact]
    public async Task AllPeopleAreKnownBeforeAnyIntegrationEvent()
    {
        await using var events = new EventsApplication(servers);
        var people = Enumerable
            .Range(0, 5)
            .Select(number => new PersonSnapshot(
                Guid.CreateVersion7(),
                3,
                number == 4 ? null : Calls.Person($"old{number}").Profile,
                ["attendee"],
                false,
                number == 3,
                null,
                number == 4
            ))
            .ToList();
        people.ForEach(events.Before.Add);
        await events.InitializeAsync();

        await Poll.UntilAsync(async () => await events.WithDbAsync(db => db.People.CountAsync()) == 5);
        (await events.FindAsync(people[0].UserId))!.Username.ShouldBe("old0");
        (await events.FindAsync(people[3].UserId))!.IsSuspended.ShouldBeTrue();
        (await events.FindAsync(people[4].UserId))!.IsErased.ShouldBeTrue();
    }
}
