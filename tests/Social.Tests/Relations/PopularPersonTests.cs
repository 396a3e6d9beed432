using System.Net;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Tests.Relations;

/// <summary>Many people who contact the same person at the same moment.</summary>
[Collection(nameof(SocialTests))]
public sealed class PopularPersonTests(SocialApplication app)
{
    [Fact]
    public async Task HundredsOfUsersWhoAskAndFollowAtTheSameMomentAllSucceed()
    {
        var people = await app.PeopleAsync(201);
        var (star, fans) = (people[0], people.Skip(1).ToArray());

        (await Task.WhenAll(fans.Select(fan => PatientlyAsync(() => app.HttpAs(fan).AskAsync(star))))).ShouldAllBe(answer =>
            answer.StatusCode == HttpStatusCode.Created
        );
        (await Task.WhenAll(fans.Select(fan => PatientlyAsync(() => app.HttpAs(fan).FollowAsync(star))))).ShouldAllBe(answer =>
            answer.StatusCode == HttpStatusCode.NoContent
        );

        var requests = await app.WithDbAsync(db =>
            db.Connections.Where(connection => connection.ToId == star).Select(connection => connection.Id).ToListAsync()
        );
        requests.Count.ShouldBe(200);
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = 10 },
            async (id, _) => await (await app.HttpAs(star).AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.OK)
        );
        (await app.HttpAs(star).PeopleAsync("/connections")).ShouldBe(fans, ignoreOrder: true);
        (await app.HttpAs(star).PeopleAsync($"/users/{star}/followers")).ShouldBe(fans, ignoreOrder: true);
    }

    // A machine that is too busy for hundreds of requests may ask some clients to repeat, as in production.
    private static async Task<HttpResponseMessage> PatientlyAsync(Func<Task<HttpResponseMessage>> ask)
    {
        HttpResponseMessage? answer = null;
        await Poll.UntilAsync(async () => (answer = await ask()).StatusCode != HttpStatusCode.ServiceUnavailable);
        return answer!;
    }

    [Fact]
    public async Task NoRequestWaitsForAPopularPersonsRow()
    {
        var people = await app.PeopleAsync(2);
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // The lock of another person's request.
        await using var command = new NpgsqlCommand("SELECT FROM people WHERE id = $1 FOR SHARE", connection, transaction)
        {
            Parameters = { new() { Value = people[0] } },
        };
        await command.ExecuteNonQueryAsync();

        var id = await app.HttpAs(people[1]).AskedAsync(people[0]);
        await (await app.HttpAs(people[1]).FollowAsync(people[0])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[0]).AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.OK);
        await (await app.HttpAs(people[0]).BlockAsync(people[1])).ShouldBeDoneAsync();
    }

    [Fact]
    public async Task NothingIsWrittenForAPersonWhoIsBeingErased()
    {
        var people = await app.PeopleAsync(2);
        await using var connection = new NpgsqlConnection(app.Database);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var erasure = new NpgsqlCommand(
            "UPDATE people SET is_erased = true, profile_version = 0, status_version = 0, username = NULL WHERE id = $1",
            connection,
            transaction
        )
        {
            Parameters = { new() { Value = people[0] } },
        };
        await erasure.ExecuteNonQueryAsync();

        var (asking, following) = (app.HttpAs(people[1]).AskAsync(people[0]), app.HttpAs(people[1]).FollowAsync(people[0]));
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>(
                        $"""
                        SELECT count(*)::int AS "Value" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
                        """
                    )
                    .SingleAsync()
            ) == 2
        );
        await transaction.CommitAsync();

        await (await asking).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_person");
        await (await following).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_person");
    }
}
