using Community.Events.CheckIn;
using Community.Events.Discovery;
using Community.Events.Invitations;
using Community.Events.People;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Discovery;

/// <summary>
/// The right to see an event is written in C# (<see cref="EventAccess.MaySee"/>), in the SQL of lists (EventConditions) and where seats are
/// taken. In generated worlds, all of them must agree with the rule as this test states it.
/// </summary>
[Collection(nameof(EventsTests))]
public sealed class AccessRuleTests(EventsApplication app)
{
    private const int Worlds = 3;
    private const int People = 6;
    private const int EventsOfAWorld = 40;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Worlds)];

    [Theory, MemberData(nameof(Seeds))]
    public async Task EveryWordingOfTheRuleSaysTheSame(int seed)
    {
        var world = await WorldAsync(new Random(seed));
        var search = app.Service<EventSearch>();
        foreach (var caller in world.People.Select(person => (Guid?)person).Append(null))
        {
            var listed = (
                await search.FindAsync(
                    caller,
                    new EventFilter(StartAfter: new(world.Begin), StartBefore: new(world.Begin.AddDays(90))),
                    new(1, 100),
                    default
                )
            )
                .Items.Select(found => found.Id)
                .ToHashSet();
            var invited = caller is { } guest
                ? (await search.InvitedAsync(guest, new(1, 100), default)).Items.Select(found => found.Id).ToHashSet()
                : [];
            var mine = caller is { } owner
                ? (await search.MineAsync(owner, isUpcoming: false, new(1, 100), default)).Items.Select(found => found.Id).ToHashSet()
                : [];
            foreach (var e in world.Events)
            {
                var what = $"seed {seed}, caller {(caller is null ? "anonymous" : world.People.IndexOf(caller.Value))}, event {e.Name}";
                var (maySee, isListed) = (MaySee(world, e, caller), IsListed(world, e, caller));
                (await app.WithDbAsync(async db => await db.FindVisibleAsync(e.Id, caller) is not null)).ShouldBe(
                    maySee,
                    $"FindVisible, {what}"
                );
                (await search.FindOneAsync(e.Id, caller, default) is not null).ShouldBe(maySee, $"FindOne, {what}");
                listed.Contains(e.Id).ShouldBe(isListed, $"list, {what}");
                if (isListed || invited.Contains(e.Id) || mine.Contains(e.Id))
                {
                    maySee.ShouldBeTrue($"a list shows it, {what}");
                }

                if (
                    caller is { } me
                    && maySee
                    && world.Invited.Contains((e.Id, me))
                    && e.OrganizerId != me
                    && !world.Blocks(me, e.OrganizerId)
                    && !e.OrganizerHidden
                )
                {
                    invited.ShouldContain(e.Id, $"invited, {what}");
                }

                if (caller is { } user && user != e.OrganizerId && !world.IsActive(e.Id, user))
                {
                    var result = await app.Service<SeatBatcher>().RunAsync(e.Id, new Register(user));
                    // While the organizer is suspended, staff and guests see the event, and no seat is given.
                    (result.Outcome != SeatOutcome.NotFound).ShouldBe(maySee && !e.OrganizerHidden, $"register, {what}");
                    if (result.Outcome == SeatOutcome.Done)
                    {
                        // The next caller must find the world unchanged.
                        await app.ExecuteAsync($"DELETE FROM mail_notices WHERE event_id = {e.Id} AND user_id = {user}");
                        await app.ExecuteAsync($"DELETE FROM registrations WHERE id = {result.Registration!.Id}");
                    }
                }
            }
        }
    }

    /// <summary>
    /// The organizer always sees the event. No other user sees a draft, or an event that a moderator took down. A user with a place, one
    /// who lost it because the event was cancelled, or one named to scan tickets, sees the rest. If the organizer is not suspended and
    /// neither blocks the other, every caller sees a public event, and an invited user a private one.
    /// </summary>
    private static bool MaySee(World world, CommunityEvent e, Guid? caller)
    {
        if (caller == e.OrganizerId)
        {
            return true;
        }

        if (e.Status == EventStatus.Draft || e.RemovedAt is not null)
        {
            return false;
        }

        if (caller is { } me && (world.Staff.Contains((e.Id, me)) || world.IsRegistered(e, me)))
        {
            return true;
        }

        if (e.OrganizerHidden || (caller is { } one && world.Blocks(one, e.OrganizerId)))
        {
            return false;
        }

        return e.Visibility == EventVisibility.Public || (caller is { } guest && world.Invited.Contains((e.Id, guest)));
    }

    private static bool IsListed(World world, CommunityEvent e, Guid? caller) =>
        e is { Status: EventStatus.Published, Visibility: EventVisibility.Public, OrganizerHidden: false, RemovedAt: null }
        && (caller is not { } me || !world.Blocks(me, e.OrganizerId));

    private async Task<World> WorldAsync(Random random)
    {
        // Far from the events of other tests, and from each other's worlds.
        var begin = new DateTimeOffset(2150, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(random.Next(4000));
        var world = new World(begin, [.. Enumerable.Range(0, People).Select(_ => Guid.CreateVersion7())]);
        for (var number = 0; number < EventsOfAWorld; number++)
        {
            var e = await app.EventAsync(
                world.People[random.Next(People)],
                begin.AddDays(number) - SeededEvents.Now,
                begin.AddDays(number).AddHours(2) - SeededEvents.Now,
                status: Pick(
                    random,
                    EventStatus.Published,
                    EventStatus.Published,
                    EventStatus.Published,
                    EventStatus.Draft,
                    EventStatus.Cancelled
                ),
                visibility: Pick(random, EventVisibility.Public, EventVisibility.Private)
            );
            e.OrganizerHidden = random.Next(5) == 0;
            e.RemovedAt = random.Next(5) == 0 ? SeededEvents.Now : null;
            await app.ExecuteAsync(
                $"UPDATE events SET organizer_hidden = {e.OrganizerHidden}, removed_at = {e.RemovedAt} WHERE id = {e.Id}"
            );
            world.Events.Add(e);
            foreach (var person in world.People.Where(person => person != e.OrganizerId))
            {
                await RelateAsync(world, e, person, random);
            }
        }

        foreach (
            var (one, other) in world.People.SelectMany(one =>
                world.People.Where(other => other != one && random.Next(6) == 0).Select(other => (one, other))
            )
        )
        {
            var isBlocked = random.Next(4) > 0;
            await app.WithDbAsync(async db =>
            {
                db.Blocks.Add(
                    new Block
                    {
                        BlockerId = one,
                        BlockedId = other,
                        Version = 1,
                        IsBlocked = isBlocked,
                    }
                );
                return await db.SaveChangesAsync();
            });
            if (isBlocked)
            {
                world.Blocked.Add((one, other));
            }
        }

        return world;
    }

    private async Task RelateAsync(World world, CommunityEvent e, Guid person, Random random)
    {
        if (random.Next(4) == 0)
        {
            var status = Pick(
                random,
                RegistrationStatus.Pending,
                RegistrationStatus.Confirmed,
                RegistrationStatus.Waitlisted,
                RegistrationStatus.CheckedIn,
                RegistrationStatus.Cancelled,
                RegistrationStatus.Expired,
                RegistrationStatus.Refunded
            );
            var wasCancelled =
                e.Status == EventStatus.Cancelled
                && (status is RegistrationStatus.Cancelled or RegistrationStatus.Refunded)
                && random.Next(2) == 0;
            await app.RegistrationAsync(e.Id, person, status, more: r => r.EndReason = wasCancelled ? "event_cancelled" : null);
            world.Registrations[(e.Id, person)] = (status, wasCancelled);
        }

        var (isStaff, isInvited) = (random.Next(8) == 0, random.Next(3) == 0);
        await app.WithDbAsync(async db =>
        {
            if (isStaff)
            {
                db.Staff.Add(
                    new CheckInStaff
                    {
                        EventId = e.Id,
                        UserId = person,
                        AddedAt = SeededEvents.Now,
                    }
                );
                world.Staff.Add((e.Id, person));
            }

            if (isInvited)
            {
                db.Invitations.Add(
                    new Invitation
                    {
                        Id = Guid.CreateVersion7(),
                        EventId = e.Id,
                        FromUserId = e.OrganizerId,
                        ToUserId = person,
                        CreatedAt = SeededEvents.Now,
                    }
                );
                world.Invited.Add((e.Id, person));
            }

            return await db.SaveChangesAsync();
        });
    }

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];

    private sealed record World(DateTimeOffset Begin, List<Guid> People)
    {
        public List<CommunityEvent> Events { get; } = [];

        public HashSet<(Guid Event, Guid Person)> Staff { get; } = [];

        public HashSet<(Guid Event, Guid Person)> Invited { get; } = [];

        public HashSet<(Guid Blocker, Guid Blocked)> Blocked { get; } = [];

        public Dictionary<(Guid Event, Guid Person), (string Status, bool WasCancelled)> Registrations { get; } = [];

        public bool Blocks(Guid one, Guid other) => Blocked.Contains((one, other)) || Blocked.Contains((other, one));

        public bool IsActive(Guid e, Guid person) =>
            Registrations.TryGetValue((e, person), out var found)
            && found.Status
                is RegistrationStatus.Pending
                    or RegistrationStatus.Confirmed
                    or RegistrationStatus.Waitlisted
                    or RegistrationStatus.CheckedIn;

        public bool IsRegistered(CommunityEvent e, Guid person) =>
            IsActive(e.Id, person) || (Registrations.TryGetValue((e.Id, person), out var found) && found.WasCancelled);
    }
}
