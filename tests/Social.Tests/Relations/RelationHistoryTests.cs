using System.Net;
using Community.Contracts;
using Community.Contracts.Social;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Testing;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Relations;

/// <summary>Invariants of the relations between several people, after any acts in any order and at the same moment.</summary>
[Collection(nameof(SocialTests))]
public sealed class RelationHistoryTests(SocialApplication app)
{
    private const int People = 4;

    /// <summary>An act of one person towards another; the acts of a round happen at the same moment.</summary>
    private sealed record Step(string What, int Who, int Whom);

    private static readonly Gen<Step> Steps =
        from what in Gen.Elements(
            "ask",
            "ask",
            "ask",
            "accept",
            "accept",
            "decline",
            "end",
            "follow",
            "follow",
            "unfollow",
            "block",
            "unblock",
            "unblock",
            "wait"
        )
        from who in Gen.Choose(0, People - 1)
        from offset in Gen.Choose(1, People - 1)
        select new Step(what, who, (who + offset) % People);

    private static readonly Gen<Step[][]> Histories =
        from width in Gen.Elements(1, 1, 3, 6)
        from rounds in Steps.ArrayOf(width).ArrayOf(40 / width)
        select rounds;

    [Fact]
    public async Task AnyHistoryKeepsTheInvariants()
    {
        await app.RecordAsync();
        // FsCheck's generator makes the cases; the service is called here, because its properties cannot await.
        foreach (var seed in Enumerable.Range(1, FullRun.Cases(full: 30, ordinary: 8)))
        {
            var people = await app.PeopleAsync(People);
            var history = Histories.Sample(1, new Rnd((ulong)seed * 7919, 1), 20).Single();
            foreach (var round in history)
            {
                var answers = await Task.WhenAll(round.Select(step => DoAsync(people, step)));
                answers.ShouldAllBe(status => (int)status < 500);
                await CheckAsync(people, $"seed {seed}");
            }
        }
    }

    private async Task<HttpStatusCode> DoAsync(IReadOnlyList<Guid> people, Step step)
    {
        var (who, whom) = (people[step.Who], people[step.Whom]);
        var http = app.HttpAs(who);
        if (step.What is "ask" or "follow" or "unfollow" or "block" or "unblock")
        {
            using var done = await (
                step.What switch
                {
                    "ask" => http.AskAsync(whom),
                    "follow" => http.FollowAsync(whom),
                    "unfollow" => http.UnfollowAsync(whom),
                    "block" => http.BlockAsync(whom),
                    _ => http.UnblockAsync(whom),
                }
            );
            return done.StatusCode;
        }

        var id = await app.WithDbAsync(db => Between(db, who, whom).Select(connection => connection.Id).SingleOrDefaultAsync());
        if (step.What == "wait")
        {
            await app.AgeAsync(id, 31);
            return HttpStatusCode.OK;
        }

        using var answered = await (
            step.What switch
            {
                "accept" => http.AcceptAsync(id),
                "decline" => http.DeclineAsync(id),
                _ => http.EndAsync(id),
            }
        );
        return answered.StatusCode;
    }

    private static IQueryable<Connection> Between(SocialDb db, Guid one, Guid other) =>
        db.Connections.Where(connection =>
            (connection.FromId == one && connection.ToId == other) || (connection.FromId == other && connection.ToId == one)
        );

    private async Task CheckAsync(IReadOnlyList<Guid> people, string story)
    {
        var (connections, edges, follows, blocks) = await app.WithDbAsync(async db =>
            (
                await db.Connections.AsNoTracking().Where(connection => people.Contains(connection.LowId)).ToListAsync(),
                await db
                    .ConnectionEdges.AsNoTracking()
                    .Where(edge => people.Contains(edge.UserId))
                    .Select(edge => new { edge.UserId, edge.OtherId })
                    .ToListAsync(),
                await db.Follows.AsNoTracking().Where(follow => people.Contains(follow.FollowerId)).ToListAsync(),
                await db.Blocks.AsNoTracking().Where(block => people.Contains(block.BlockerId)).ToListAsync()
            )
        );

        // The edges are the accepted connections, from both ends.
        edges.ShouldBe(
            connections
                .Where(connection => connection.Status == ConnectionStatus.Accepted)
                .SelectMany(connection =>
                    new[]
                    {
                        new { UserId = connection.LowId, OtherId = connection.HighId },
                        new { UserId = connection.HighId, OtherId = connection.LowId },
                    }
                ),
            ignoreOrder: true,
            story
        );

        // Two people with a block have no other relation.
        foreach (var block in blocks.Where(block => block.IsBlocked))
        {
            edges.ShouldNotContain(edge => edge.UserId == block.BlockerId && edge.OtherId == block.BlockedId, story);
            connections.ShouldNotContain(
                connection =>
                    connection.Status == ConnectionStatus.Pending
                    && (connection.FromId == block.BlockerId || connection.ToId == block.BlockerId)
                    && (connection.FromId == block.BlockedId || connection.ToId == block.BlockedId),
                story
            );
            follows.ShouldNotContain(
                follow =>
                    follow.IsFollowing
                    && (
                        (follow.FollowerId == block.BlockerId && follow.FollowedId == block.BlockedId)
                        || (follow.FollowerId == block.BlockedId && follow.FollowedId == block.BlockerId)
                    ),
                story
            );
        }

        // The events of each connection have every version once and in order, and end in the present state; feeds show only that.
        foreach (var connection in connections)
        {
            await CheckAnnouncedAsync(
                connection.Id,
                connection.Version,
                last =>
                    last switch
                    {
                        ConnectionRequested asked => connection.Status == ConnectionStatus.Pending
                            && asked.FromUserId == connection.FromId
                            && asked.ToUserId == connection.ToId,
                        ConnectionAccepted => connection.Status == ConnectionStatus.Accepted,
                        ConnectionRemoved => connection.Status is not (ConnectionStatus.Pending or ConnectionStatus.Accepted),
                        _ => false,
                    },
                story
            );
            (await app.ToldAsync(connection.Id)).Count.ShouldBe(connection.Status == ConnectionStatus.Accepted ? 2 : 0, story);
        }

        foreach (var follow in follows)
        {
            await CheckAnnouncedAsync(follow.Id, follow.Version, last => last is UserFollowed == follow.IsFollowing, story);
            (await app.ToldAsync(follow.Id)).Count.ShouldBe(follow.IsFollowing ? 1 : 0, story);
        }

        foreach (var block in blocks)
        {
            await CheckAnnouncedAsync(block.Id, block.Version, last => last is UserBlocked == block.IsBlocked, story);
        }
    }

    private async Task CheckAnnouncedAsync(Guid aggregate, long version, Func<IIntegrationEvent, bool> isLast, string story)
    {
        var announced = await app.AnnouncedAsync(aggregate);
        announced
            .Select(integrationEvent => integrationEvent.Version)
            .ShouldBe(Enumerable.Range(1, (int)version).Select(number => (long)number), story);
        isLast(announced[^1]).ShouldBeTrue($"{story}: {announced[^1]}");
    }
}
