using Community.Social.Feed;
using Community.Social.Tests.People;

namespace Community.Social.Tests.Feed;

/// <summary>The caller's connections who go to an event.</summary>
[Collection(nameof(SocialTests))]
public sealed class EventConnectionsTests(SocialApplication social)
{
    private static readonly DateTimeOffset At = Scene.Start;

    [Fact]
    public async Task OnlyConnectionsWithASeatAreListed()
    {
        var people = await social.PeopleAsync(6);
        var (me, goes, left, elsewhere, stranger, host) = (people[0], people[1], people[2], people[3], people[4], people[5]);
        foreach (var connection in (Guid[])[goes, left, elsewhere])
        {
            await social.ConnectAsync(me, connection);
        }

        var e = await social.EventAsync(host);
        await GoesAsync(e, goes, times: 2);
        await GoesAsync(e, stranger);
        await GoesAsync(await social.EventAsync(host), elsewhere);
        var ended = await GoesAsync(e, left);
        await social.WithDbAsync(async db =>
        {
            await db.ApplyRsvpEndedAsync(ended, 3, e, left);
            return 0;
        });

        var page = await social.HttpAs(me).GetAsync($"/api/v1/events/{e}/connections").ShouldAnswerAsync(200);

        Scene.Ids(page).ShouldBe([goes]);
        page["total"]!.GetValue<int>().ShouldBe(1);
        Scene.Ids(await social.HttpAs(stranger).GetAsync($"/api/v1/events/{e}/connections").ShouldAnswerAsync(200)).ShouldBeEmpty();
        Scene
            .Ids(await social.HttpAs(me).GetAsync($"/api/v1/events/{Guid.CreateVersion7()}/connections").ShouldAnswerAsync(200))
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task APageIsOfPeopleByUsernameWithTheNumberOfAll()
    {
        var people = await social.PeopleAsync(5);
        var e = await social.EventAsync(people[4]);
        foreach (var connection in people.Skip(1).Take(3))
        {
            await social.ConnectAsync(people[0], connection);
            await GoesAsync(e, connection);
        }

        var first = await social.HttpAs(people[0]).GetAsync($"/api/v1/events/{e}/connections?limit=2").ShouldAnswerAsync(200);
        var second = await social
            .HttpAs(people[0])
            .GetAsync($"/api/v1/events/{e}/connections?limit=2&cursor={first["next_cursor"]}")
            .ShouldAnswerAsync(200);

        first["total"]!.GetValue<int>().ShouldBe(3);
        string[] names =
        [
            .. first["items"]!.AsArray().Concat(second["items"]!.AsArray()).Select(person => person!["username"]!.GetValue<string>()),
        ];
        names.Length.ShouldBe(3);
        names.ShouldBe(names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task PeopleAndEventsThatTheCallerDoesNotSeeAreNotShown()
    {
        var people = await social.PeopleAsync(6);
        var (me, friend, blocker, suspended, host, blockingHost) = (people[0], people[1], people[2], people[3], people[4], people[5]);
        foreach (var connection in (Guid[])[friend, blocker, suspended])
        {
            await social.ConnectAsync(me, connection);
        }

        var (open, secret, hidden, cancelled) = (
            await social.EventAsync(host),
            await social.EventAsync(host, "private"),
            await social.EventAsync(blockingHost),
            await social.EventAsync(host)
        );
        foreach (var e in (Guid[])[open, secret, hidden, cancelled])
        {
            await GoesAsync(e, friend);
        }

        await GoesAsync(open, blocker);
        await GoesAsync(open, suspended);
        await social.BlockAsync(blocker, me);
        await social.BlockAsync(blockingHost, me);
        await social.WithDbAsync(async db =>
        {
            await db.ApplyEventCancelledAsync(cancelled);
            return 0;
        });
        await social.ConsumeAsync(1, Users.Suspended(suspended, 2));

        Scene.Ids(await social.HttpAs(me).GetAsync($"/api/v1/events/{open}/connections").ShouldAnswerAsync(200)).ShouldBe([friend]);
        foreach (var e in (Guid[])[secret, hidden, cancelled])
        {
            Scene.Ids(await social.HttpAs(me).GetAsync($"/api/v1/events/{e}/connections").ShouldAnswerAsync(200)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task WithoutATokenItIsRefused() =>
        await social.Http().GetAsync($"/api/v1/events/{Guid.CreateVersion7()}/connections").ShouldAnswerAsync(401);

    /// <summary>Confirms registrations of the user; the service may know of several.</summary>
    private async Task<Guid> GoesAsync(Guid e, Guid userId, int times = 1)
    {
        var id = Guid.Empty;
        for (var i = 0; i < times; i++)
        {
            id = Guid.CreateVersion7();
            await social.WithDbAsync(async db =>
            {
                await db.ApplyRsvpConfirmedAsync(id, 2, e, userId, At);
                return 0;
            });
        }

        return id;
    }
}
