using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Community.Contracts.Social;
using Community.Social.Connections;
using Community.Social.Tests.People;
using Community.Social.Tests.Relations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Social.Tests.Connections;

[Collection(nameof(SocialTests))]
public sealed class ConnectionTests(SocialApplication app)
{
    [Fact]
    public async Task ARequestThatIsAcceptedConnectsTheTwo()
    {
        await app.RecordAsync();
        var (asker, asked) = await TwoAsync();

        var pending = await (await app.HttpAs(asker).AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created);
        pending
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["id", "user_id", "user", "status", "direction", "compatibility_score", "requested_at", "accepted_at"]);
        (Text(pending, "status"), Text(pending, "direction"), pending.GetProperty("user_id").GetGuid()).ShouldBe(
            ("pending", "outgoing", asked)
        );
        var id = pending.GetProperty("id").GetGuid();
        (await app.HttpAs(asked).GetJsonAsync("/connections/pending"))
            .GetProperty("items")
            .EnumerateArray()
            .Single()
            .ShouldSatisfyAllConditions(
                seen => Text(seen, "direction").ShouldBe("incoming"),
                seen => seen.GetProperty("user_id").GetGuid().ShouldBe(asker)
            );
        (await app.HttpAs(asker).GetJsonAsync("/connections/pending?direction=outgoing"))
            .GetProperty("items")
            .EnumerateArray()
            .Single()
            .ToString()
            .ShouldBe(pending.ToString());
        (await app.HttpAs(asker).PeopleAsync("/connections")).ShouldBeEmpty();

        var accepted = await (await app.HttpAs(asked).AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.OK);
        (Text(accepted, "status"), Text(accepted, "direction"), accepted.GetProperty("user_id").GetGuid()).ShouldBe(
            ("accepted", null, asker)
        );
        (await (await app.HttpAs(asked).AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.OK)).ToString().ShouldBe(accepted.ToString());
        (await app.HttpAs(asked).GetJsonAsync("/connections")).GetProperty("items")[0].ToString().ShouldBe(accepted.ToString());
        (await app.HttpAs(asker).PeopleAsync("/connections")).ShouldBe([asked]);
        (await app.HttpAs(asked).PeopleAsync("/connections/pending")).ShouldBeEmpty();
        (await app.HttpAs(asker).PeopleAsync("/connections/pending?direction=outgoing")).ShouldBeEmpty();

        (await app.ToldAsync(id)).ShouldBe([(asker, "connected", asked), (asked, "connected", asker)], ignoreOrder: true);
        (await app.AnnouncedAsync(id)).ShouldSatisfyAllConditions(
            announced =>
                announced[0]
                    .ShouldBeOfType<ConnectionRequested>()
                    .ShouldSatisfyAllConditions(
                        e => e.Version.ShouldBe(1),
                        e => e.FromUserId.ShouldBe(asker),
                        e => e.ToUserId.ShouldBe(asked)
                    ),
            announced =>
                announced[1]
                    .ShouldBeOfType<ConnectionAccepted>()
                    .ShouldSatisfyAllConditions(
                        e => e.Version.ShouldBe(2),
                        e => e.FromUserId.ShouldBe(asker),
                        e => e.ToUserId.ShouldBe(asked)
                    ),
            announced => announced.Count.ShouldBe(2)
        );
    }

    [Fact]
    public async Task TheScoreIsThatOfWhenItWasAskedFor()
    {
        var (asker, asked) = await TwoAsync();
        await using var scope = app.Service<IServiceScopeFactory>().CreateAsyncScope();
        var pending = await ActivatorUtilities
            .CreateInstance<ConnectionStore>(scope.ServiceProvider, new FixedScores(74))
            .AskAsync(asker, asked);
        pending.CompatibilityScore.ShouldBe(74);

        await using var later = app.Service<IServiceScopeFactory>().CreateAsyncScope();
        (
            await ActivatorUtilities.CreateInstance<ConnectionStore>(later.ServiceProvider, new FixedScores(12)).AskAsync(asked, asker)
        ).CompatibilityScore.ShouldBe(74);
        (await app.HttpAs(asker).GetJsonAsync("/connections"))
            .GetProperty("items")[0]
            .GetProperty("compatibility_score")
            .GetInt32()
            .ShouldBe(74);
    }

    [Fact]
    public async Task ARequestInReturnConnects()
    {
        var (one, other) = await TwoAsync();
        var id = await app.HttpAs(one).AskedAsync(other);

        var connection = await (await app.HttpAs(other).AskAsync(one)).ShouldBeAsync(HttpStatusCode.OK);
        (connection.GetProperty("id").GetGuid(), Text(connection, "status")).ShouldBe((id, "accepted"));
        await (await app.HttpAs(other).AskAsync(one)).ShouldBeAsync(HttpStatusCode.Conflict, "already_connected");
        await (await app.HttpAs(one).AskAsync(other)).ShouldBeAsync(HttpStatusCode.Conflict, "already_connected");
        await (await app.HttpAs(other).DeclineAsync(id)).ShouldBeAsync(HttpStatusCode.Conflict, "already_connected");
    }

    [Fact]
    public async Task TwoUsersWhoAskEachOtherAtTheSameMomentAreConnectedOnce()
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(80);
        var pairs = people.Chunk(2).ToArray();

        var answers = await Task.WhenAll(
            pairs.SelectMany(pair => new[] { app.HttpAs(pair[0]).AskAsync(pair[1]), app.HttpAs(pair[1]).AskAsync(pair[0]) })
        );

        foreach (var (pair, index) in pairs.Select((pair, index) => (pair, index)))
        {
            answers
                .Skip(index * 2)
                .Take(2)
                .Select(answer => answer.StatusCode)
                .Order()
                .ShouldBe([HttpStatusCode.OK, HttpStatusCode.Created]);
            (await app.HttpAs(pair[0]).PeopleAsync("/connections")).ShouldBe([pair[1]]);
            (await app.HttpAs(pair[1]).PeopleAsync("/connections")).ShouldBe([pair[0]]);
            var id = await app.WithDbAsync(db =>
                db.Connections.Where(c => pair.Contains(c.LowId) && pair.Contains(c.HighId)).Select(c => c.Id).SingleAsync()
            );
            (await app.AnnouncedAsync(id))
                .Select(announced => announced.GetType().Name)
                .ShouldBe([nameof(ConnectionRequested), nameof(ConnectionAccepted)]);
            (await app.ToldAsync(id)).Count.ShouldBe(2);
        }
    }

    [Fact]
    public async Task ADeclinedRequestIsPendingToItsSenderAndCannotBeRepeatedAtWill()
    {
        await app.RecordAsync();
        var (asker, asked) = await TwoAsync();
        var (me, them) = (app.HttpAs(asker), app.HttpAs(asked));
        var id = await me.AskedAsync(asked);
        var before = await me.GetJsonAsync("/connections/pending?direction=outgoing");
        var relation = await me.GetJsonAsync($"/users/{asked}/relation");

        await (await them.DeclineAsync(id)).ShouldBeDoneAsync();
        await (await them.DeclineAsync(id)).ShouldBeDoneAsync();

        (await me.GetJsonAsync("/connections/pending?direction=outgoing")).ToString().ShouldBe(before.ToString());
        (await me.GetJsonAsync($"/users/{asked}/relation")).ToString().ShouldBe(relation.ToString());
        (await them.PeopleAsync("/connections/pending")).ShouldBeEmpty();
        Text(await them.GetJsonAsync($"/users/{asker}/relation"), "connection").ShouldBeNull();
        await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Conflict, "already_asked");
        await (await them.AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_connection");

        // Withdrawing and asking again does not reach the other person either.
        await (await me.EndAsync(id)).ShouldBeDoneAsync();
        (await me.PeopleAsync("/connections/pending?direction=outgoing")).ShouldBeEmpty();
        Text(await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created), "status").ShouldBe("pending");
        (await them.PeopleAsync("/connections/pending")).ShouldBeEmpty();
        (await app.AnnouncedAsync(id))
            .Select(announced => announced.GetType().Name)
            .ShouldBe([nameof(ConnectionRequested), nameof(ConnectionRemoved)]);

        // After some time it does, and is announced with the next version.
        await app.AgeAsync(id, 31);
        await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created);
        (await them.PeopleAsync("/connections/pending")).ShouldBe([asker]);
        (await app.AnnouncedAsync(id)).Select(announced => announced.Version).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task ARequestAfterDecliningConnects()
    {
        var (asker, asked) = await TwoAsync();
        var id = await app.HttpAs(asker).AskedAsync(asked);
        await (await app.HttpAs(asked).DeclineAsync(id)).ShouldBeDoneAsync();

        await (await app.HttpAs(asked).AskAsync(asker)).ShouldBeAsync(HttpStatusCode.OK);

        (await app.HttpAs(asker).PeopleAsync("/connections")).ShouldBe([asked]);
    }

    [Fact]
    public async Task AnUnansweredRequestCanBeRepeatedAfterAWhile()
    {
        var (asker, asked) = await TwoAsync();
        var id = await app.HttpAs(asker).AskedAsync(asked);
        await (await app.HttpAs(asker).AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Conflict, "already_asked");
        await app.AgeAsync(id, 31);
        await (await app.HttpAs(asker).AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created);
        await (await app.HttpAs(asker).AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Conflict, "already_asked");
    }

    [Fact]
    public async Task AWithdrawnRequestCanBeRepeatedAFewTimes()
    {
        var (asker, asked) = await TwoAsync();
        var me = app.HttpAs(asker);
        var id = Guid.Empty;
        for (var i = 0; i < 3; i++)
        {
            id = await me.AskedAsync(asked);
            await (await me.EndAsync(id)).ShouldBeDoneAsync();
            await (await me.EndAsync(id)).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_connection");
        }

        (await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Conflict, "asked_too_often"))
            .TryGetProperty("ask_again_at", out _)
            .ShouldBeTrue();
        (await app.HttpAs(asked).PeopleAsync("/connections/pending")).ShouldBeEmpty();
        await app.AgeAsync(id, 31);
        await me.AskedAsync(asked);
        await (await me.EndAsync(id)).ShouldBeDoneAsync();
        await me.AskedAsync(asked);
    }

    [Fact]
    public async Task EitherRemovesAConnectionAndItCanBeAskedForAgain()
    {
        await app.RecordAsync();
        var (asker, asked) = await TwoAsync();
        var id = await app.ConnectedAsync(asker, asked);

        await (await app.HttpAs(asked).EndAsync(id)).ShouldBeDoneAsync();

        (await app.HttpAs(asker).PeopleAsync("/connections")).ShouldBeEmpty();
        (await app.ToldAsync(id)).ShouldBeEmpty();
        (await app.AnnouncedAsync(id))[^1]
            .ShouldBeOfType<ConnectionRemoved>()
            .ShouldSatisfyAllConditions(e => e.Reason.ShouldBe("removed"), e => e.RemovedBy.ShouldBe(asked), e => e.Version.ShouldBe(3));
        await app.ConnectedAsync(asked, asker);
        (await app.ToldAsync(id)).Count.ShouldBe(2);
        (await app.HttpAs(asker).PeopleAsync("/connections")).ShouldBe([asked]);
    }

    [Fact]
    public async Task ConnectionsComeNewestFirstInPagesAndAreFoundByName()
    {
        var me = await app.PersonAsync();
        var friends = Enumerable
            .Range(0, 7)
            .Select(i => Users.Registered(Users.Profile($"friend{i}-{me:N}", fullName: i % 2 == 0 ? "Even One" : "Odd 100%")))
            .ToArray();
        await app.AddAsync(friends);
        foreach (var friend in friends)
        {
            await app.ConnectedAsync(me, friend.UserId);
        }

        (await app.HttpAs(me).PeopleAsync("/connections", limit: 2)).ShouldBe(friends.Reverse().Select(friend => friend.UserId));
        (await app.HttpAs(me).PeopleAsync("/connections?q=odd", limit: 2)).ShouldBe([
            friends[5].UserId,
            friends[3].UserId,
            friends[1].UserId,
        ]);
        (await app.HttpAs(me).PeopleAsync("/connections?q=0%25")).Count.ShouldBe(3);
        (await app.HttpAs(me).PeopleAsync("/connections?q=nobody")).ShouldBeEmpty();

        await app.PublishAsync(Users.Suspended(friends[6].UserId, 2));
        await Poll.UntilAsync(async () => (await app.HttpAs(me).PeopleAsync("/connections")).Count == 6);
    }

    [Fact]
    public async Task RequestsComeNewestFirstInPages()
    {
        var people = await app.PeopleAsync(6);
        foreach (var asker in people.Skip(1))
        {
            await app.HttpAs(asker).AskedAsync(people[0]);
        }

        (await app.HttpAs(people[0]).PeopleAsync("/connections/pending", limit: 2)).ShouldBe(people.Skip(1).Reverse());
        (await app.HttpAs(people[0]).PeopleAsync("/connections/pending?direction=outgoing")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/connections/pending?direction=sideways")]
    [InlineData("/connections/pending?limit=0")]
    [InlineData("/connections?cursor=made-up")]
    [InlineData("/connections?q=%00")]
    [InlineData("/connections?q=")]
    public async Task BadInputIsRefused(string path) =>
        await (await app.HttpAs(await app.PersonAsync()).GetAsync($"/api/v1{path}")).ShouldBeAsync(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"user_id":"x"}""")]
    [InlineData("""{"user_id":null}""")]
    [InlineData("[]")]
    public async Task ABadRequestIsRefused(string body) =>
        await (
            await app.HttpAs(await app.PersonAsync())
                .PostAsync("/api/v1/connections", new StringContent(body, new MediaTypeHeaderValue("application/json")))
        ).ShouldBeAsync(HttpStatusCode.BadRequest);

    [Fact]
    public async Task NoUserAsksThemselves()
    {
        var me = await app.PersonAsync();
        var refused = await (await app.HttpAs(me).AskAsync(me)).ShouldBeAsync(HttpStatusCode.BadRequest);
        refused.GetProperty("errors").TryGetProperty("user_id", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task TheSameKeyRepeatsTheFirstAnswer()
    {
        var (asker, asked) = await TwoAsync();
        var me = app.HttpAs(asker);
        me.DefaultRequestHeaders.Add("Idempotency-Key", "one-connection-1");
        var first = await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created);
        (await (await me.AskAsync(asked)).ShouldBeAsync(HttpStatusCode.Created)).ToString().ShouldBe(first.ToString());
        (await me.AskAsync(asker)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task AUserAtTheLimitGetsNoMoreConnections()
    {
        var people = await app.PeopleAsync(3);
        var (full, other, third) = (people[0], people[1], people[2]);
        var waiting = await app.HttpAs(third).AskedAsync(full);
        await FillAsync(full, 5_000, ConnectionStatus.Accepted, daysAgo: 2);

        await (await app.HttpAs(full).AskAsync(other)).ShouldBeAsync(HttpStatusCode.Conflict, "too_many_connections");
        await (await app.HttpAs(full).AcceptAsync(waiting)).ShouldBeAsync(HttpStatusCode.Conflict, "too_many_connections");
        var asked = await app.HttpAs(other).AskedAsync(third);
        await (await app.HttpAs(third).AcceptAsync(asked)).ShouldBeAsync(HttpStatusCode.OK);
        await (await app.HttpAs(full).DeclineAsync(waiting)).ShouldBeDoneAsync();
        await (await app.HttpAs(third).AskAsync(full)).ShouldBeAsync(HttpStatusCode.Conflict, "already_asked");
    }

    [Fact]
    public async Task AUserWithTooManyOpenRequestsWaitsForAnswers()
    {
        var (me, other) = await TwoAsync();
        await FillAsync(me, 499, ConnectionStatus.Pending, daysAgo: 2);
        await app.HttpAs(me).AskedAsync(other);
        await (await app.HttpAs(me).AskAsync(await app.PersonAsync())).ShouldBeAsync(HttpStatusCode.Conflict, "too_many_pending_requests");
    }

    [Fact]
    public async Task AUserWithTooManyRequestsTodayWaitsForTomorrow()
    {
        var (me, other) = await TwoAsync();
        await FillAsync(me, 99, ConnectionStatus.Withdrawn, daysAgo: 0);
        await app.HttpAs(me).AskedAsync(other);
        var refused = await app.HttpAs(me).AskAsync(await app.PersonAsync());
        await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests, "too_many_requests_today");
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task TheLimitHoldsForRequestsAtTheSameMoment()
    {
        var me = await app.PersonAsync();
        var others = await app.PeopleAsync(12);
        await FillAsync(me, 95, ConnectionStatus.Withdrawn, daysAgo: 0);

        var answers = await Task.WhenAll(others.Select(other => app.HttpAs(me).AskAsync(other)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(5);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(7);
    }

    private async Task<(Guid One, Guid Other)> TwoAsync()
    {
        var people = await app.PeopleAsync(2);
        return (people[0], people[1]);
    }

    /// <summary>Gives a person this many connections, with invented people.</summary>
    private Task<int> FillAsync(Guid from, int count, string status, int daysAgo) =>
        app.ExecuteAsync(
            $"""
            INSERT INTO connections (id, low_id, high_id, from_id, to_id, status, version, requested_at, answered_at)
            SELECT gen_random_uuid(), least({from}, other), greatest({from}, other), {from}, other, {status}, 1,
                now() - {daysAgo} * interval '1 day', now() - {daysAgo} * interval '1 day'
            FROM (SELECT gen_random_uuid() AS other FROM generate_series(1, {count})) others
            """
        );

    private sealed class FixedScores(int score) : ICompatibilityScores
    {
        public Task<int?> ScoreAsync(Guid one, Guid other) => Task.FromResult<int?>(score);
    }

    private static string? Text(JsonElement item, string name) => item.GetProperty(name).GetString();
}
