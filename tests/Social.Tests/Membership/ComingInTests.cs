using System.Net;
using Community.Contracts.Payments;
using Community.Social.Communities;
using Community.Social.Tests.Communities;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Membership;

/// <summary>The ways into a private community: invitations, links and requests; and the number of circles that a plan allows.</summary>
[Collection(nameof(SocialTests))]
public sealed class ComingInTests(SocialApplication app)
{
    [Fact]
    public async Task AnInvitedUserSeesAPrivateCommunityAndJoinsIt()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);

        await InviteAsync(people[0], id, people[1], people[1]);
        await InviteAsync(people[0], id, people[1]);

        var mine = await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, "invitations/mine");
        mine.GetProperty("total").GetInt32().ShouldBe(1);
        mine.GetProperty("items")[0].GetProperty("community").GetProperty("id").GetGuid().ShouldBe(id);
        mine.GetProperty("items")[0].GetProperty("invited_by").GetProperty("id").GetGuid().ShouldBe(people[0]);
        // To know of it is not to be a member.
        await app.AskAsync(HttpStatusCode.Forbidden, people[1], HttpMethod.Get, $"{id}/members");
        await app.AskAsync(HttpStatusCode.NotFound, people[2], HttpMethod.Get, $"{id}/members");

        await app.JoinAsync(people[1], id);
        (await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, "invitations/mine")).GetProperty("total").GetInt32().ShouldBe(0);
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/leave");
        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AnInvitationIsDeclinedForAWhileAndWithdrawn()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        await InviteAsync(people[0], id, people[1], people[2]);

        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/invitations/decline");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/invitations/decline");
        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/invitations/{people[1]}");
        await InviteAsync(people[0], id, people[1]);
        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);

        (await app.AskAsync(HttpStatusCode.OK, people[0], HttpMethod.Get, $"{id}/invitations")).GetProperty("total").GetInt32().ShouldBe(1);
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/invitations/{people[2]}");
        await app.JoinAsync(people[2], id, HttpStatusCode.NotFound);

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE community_invitations SET declined_at = declined_at - interval '31 days' WHERE community_id = {id}"
            )
        );
        await InviteAsync(people[0], id, people[1]);
        await app.JoinAsync(people[1], id);
    }

    [Fact]
    public async Task AWithdrawnInvitationIsNotSentAgainForAWhile()
    {
        await app.RecordAnnouncedAsync();
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        foreach (var _ in Enumerable.Range(0, 3))
        {
            await InviteAsync(people[0], id, people[1]);
            await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/invitations/{people[1]}");
        }

        // A ban and its end are no way around it.
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Post, $"{id}/bans", new { user_id = people[1] });
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/bans/{people[1]}");
        await InviteAsync(people[0], id, people[1]);

        var invitation = await app.WithDbAsync(db =>
            db.Invitations.AsNoTracking().SingleAsync(invitation => invitation.CommunityId == id && invitation.UserId == people[1])
        );
        (invitation.Version, (await app.AnnouncedAsync(invitation.Id)).Count).ShouldBe((1L, 1));
        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
        await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Post, $"{id}/invitations/decline");

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"UPDATE community_invitations SET withdrawn_at = withdrawn_at - interval '31 days' WHERE community_id = {id}"
            )
        );
        await InviteAsync(people[0], id, people[1]);
        await app.JoinAsync(people[1], id);
    }

    [Fact]
    public async Task OnePersonInvitesAtMostFiveHundredADay()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            await InviteAsync(people[0], id, [.. Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7())]);
        }

        (
            await app.AskAsync(
                HttpStatusCode.TooManyRequests,
                people[0],
                HttpMethod.Post,
                $"{id}/invitations",
                new { user_ids = new[] { people[1] } }
            )
        )
            .Reason()
            .ShouldBe("too_many_invitations");
        (await app.WithDbAsync(db => db.Invitations.CountAsync(invitation => invitation.CommunityId == id))).ShouldBe(0);

        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE invitation_counts SET since = since - interval '1 day' WHERE user_id = {people[0]}")
        );
        await InviteAsync(people[0], id, people[1]);
        await app.JoinAsync(people[1], id);
    }

    /// <summary>Instances of the version before run beside new ones, and again after a step back.</summary>
    [Fact]
    public async Task TheVersionBeforeWritesRequestsAndTheyAreAnswered()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await WriteAsBeforeAsync(first, id, people[1], 1, "pending");
        await WriteAsBeforeAsync(second, id, people[2], 1, "pending");
        await WriteAsBeforeAsync(second, id, people[2], 2, "withdrawn");

        await app.AskAsync(HttpStatusCode.OK, people[0], HttpMethod.Post, $"{id}/requests/{first}/accept");
        var code = await app.LinkAsync(people[0], id, new { mode = "request", max_uses = 2 });
        await app.AskAsync(HttpStatusCode.Accepted, people[2], HttpMethod.Post, $"join-links/{code}");
        await WriteAsBeforeAsync(second, id, people[2], 4, "withdrawn");
        await app.AskAsync(HttpStatusCode.Accepted, people[2], HttpMethod.Post, $"join-links/{code}");
        (await LinkUsesAsync(id)).ShouldBe(1);
    }

    private Task<int> WriteAsBeforeAsync(Guid id, Guid community, Guid person, long version, string status)
    {
        var now = TimeProvider.System.GetUtcNow();
        var row = System.Text.Json.JsonSerializer.Serialize(
            new[]
            {
                new
                {
                    id,
                    community_id = community,
                    user_id = person,
                    version,
                    status,
                    created_at = now,
                    answered_at = status == "pending" ? (DateTimeOffset?)null : now,
                    answered_by = (Guid?)null,
                },
            }
        );
        return app.WithDbAsync(db =>
            db.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO community_requests SELECT * FROM json_populate_recordset(NULL::community_requests, {0}::json)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, status = excluded.status, created_at = excluded.created_at,
                    answered_at = excluded.answered_at, answered_by = excluded.answered_by
                """,
                row
            )
        );
    }

    [Fact]
    public async Task AUserWhoWithdrawsAndAsksAgainUsesALinkOnce()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        var code = await app.LinkAsync(people[0], id, new { mode = "request", max_uses = 2 });
        foreach (var _ in Enumerable.Range(0, 3))
        {
            var request = await app.AskAsync(HttpStatusCode.Accepted, people[1], HttpMethod.Post, $"join-links/{code}");
            await app.AskAsync(
                HttpStatusCode.NoContent,
                people[1],
                HttpMethod.Delete,
                $"{id}/requests/{request.GetProperty("id").GetGuid()}"
            );
        }

        (await LinkUsesAsync(id)).ShouldBe(1);
        await app.AskAsync(HttpStatusCode.Accepted, people[2], HttpMethod.Post, $"join-links/{code}");
        (await LinkUsesAsync(id)).ShouldBe(2);
    }

    [Fact]
    public async Task InvitingTellsNothingAndABlockEndsAnInvitationAtOnce()
    {
        var people = await app.PeopleAsync(5);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private, moderators: [people[4]]);
        await app.BlockAsync(people[1], people[0]);

        await InviteAsync(people[0], id, people[1], people[2], Guid.CreateVersion7(), people[4]);

        (await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, "invitations/mine")).GetProperty("total").GetInt32().ShouldBe(0);
        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
        await app.BlockAsync(people[0], people[2]);
        (await app.AskAsync(HttpStatusCode.OK, people[2], HttpMethod.Get, "invitations/mine")).GetProperty("total").GetInt32().ShouldBe(0);
        await app.JoinAsync(people[2], id, HttpStatusCode.NotFound);
        (await app.WithDbAsync(db => db.CommunitiesSeenBy(people[2]).AnyAsync(community => community.Id == id))).ShouldBeFalse();
        // Another moderator, whom the person can see, may invite again.
        await InviteAsync(people[4], id, people[2]);
        (await app.WithDbAsync(db => db.CommunitiesSeenBy(people[2]).AnyAsync(community => community.Id == id))).ShouldBeTrue();
        (await SeenBySqlAsync(id, people[2])).ShouldBe([true]);
        (await SeenBySqlAsync(id, people[1])).ShouldBeEmpty();
        await app.JoinAsync(people[2], id);
    }

    [Fact]
    public async Task ALinkLetsInAsManyAsItSaysAtOnce()
    {
        var people = await app.PeopleAsync(101);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        var code = await app.LinkAsync(people[0], id, new { max_uses = 10 });

        var shown = await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, $"join-links/{code}");
        (shown.GetProperty("community").GetProperty("id").GetGuid(), shown.GetProperty("mode").GetString()).ShouldBe((id, "join"));
        var answers = await Task.WhenAll(people.Skip(1).Select(person => app.AskAsync(person, HttpMethod.Post, $"join-links/{code}")));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(10);
        answers.Count(answer => answer.Status == HttpStatusCode.NotFound).ShouldBe(90);
        (await app.CountAsync(id)).ShouldBe(11);
        await app.AskAsync(HttpStatusCode.NotFound, people[0], HttpMethod.Get, $"join-links/{code}");
        var link = (await app.AskAsync(HttpStatusCode.OK, people[0], HttpMethod.Get, $"{id}/links")).GetProperty("items")[0];
        (link.GetProperty("uses").GetInt32(), link.TryGetProperty("code", out _)).ShouldBe((10, false));
    }

    [Fact]
    public async Task ALinkThatExpiredOrWasTakenBackOrWasNeverMadeIsAnsweredAlike()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0]);
        var expired = await app.LinkAsync(people[0], id, new { expires_at = "2099-01-01T00:00:00Z" });
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE community_links SET expires_at = now() WHERE community_id = {id}")
        );
        var made = await app.AskAsync(HttpStatusCode.Created, people[0], HttpMethod.Post, $"{id}/links", new { });
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/links/{made.GetProperty("id").GetGuid()}");
        await app.AskAsync(HttpStatusCode.NotFound, people[0], HttpMethod.Delete, $"{id}/links/{made.GetProperty("id").GetGuid()}");

        foreach (var code in (string[])[expired, made.GetProperty("code").GetString()!, "never-made"])
        {
            (await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Get, $"join-links/{code}"))
                .Reason()
                .ShouldBe("no_such_link");
            (await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Post, $"join-links/{code}"))
                .Reason()
                .ShouldBe("no_such_link");
        }
    }

    [Fact]
    public async Task ARequestIsAMembershipOnceAModeratorAcceptsIt()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private, moderators: [people[1]]);
        var code = await app.LinkAsync(people[1], id, new { mode = "request" });

        var asked = await app.AskAsync(HttpStatusCode.Accepted, people[2], HttpMethod.Post, $"join-links/{code}");
        (await app.AskAsync(HttpStatusCode.Accepted, people[2], HttpMethod.Post, $"join-links/{code}"))
            .ToString()
            .ShouldBe(asked.ToString());
        asked.GetProperty("status").GetString().ShouldBe("pending");
        // A request does not open the community.
        await app.AskAsync(HttpStatusCode.NotFound, people[2], HttpMethod.Get, $"{id}/members");
        var waiting = (await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, $"{id}/requests")).GetProperty("items");
        waiting.GetArrayLength().ShouldBe(1);
        var request = waiting[0].GetProperty("id").GetGuid();

        var both = await Task.WhenAll(
            people.Take(2).Select(person => app.AskAsync(person, HttpMethod.Post, $"{id}/requests/{request}/accept"))
        );
        both.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await app.CountAsync(id)).ShouldBe(3);
        (await app.AskAsync(HttpStatusCode.OK, people[2], HttpMethod.Get, "requests/mine"))
            .GetProperty("items")[0]
            .GetProperty("status")
            .GetString()
            .ShouldBe("accepted");
        (await app.AskAsync(HttpStatusCode.Conflict, people[0], HttpMethod.Post, $"{id}/requests/{request}/decline"))
            .Reason()
            .ShouldBe("not_pending");
        (await LinkUsesAsync(id)).ShouldBe(1);

        // A former member does not see a later name of a private community.
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/members/{people[2]}");
        (await app.AskAsync(HttpStatusCode.OK, people[2], HttpMethod.Get, "requests/mine"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
    }

    [Fact]
    public async Task ADeclinedUserAsksAgainAWeekLaterAndMayWithdraw()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        var code = await app.LinkAsync(people[0], id, new { mode = "request" });
        var request = (await app.AskAsync(HttpStatusCode.Accepted, people[1], HttpMethod.Post, $"join-links/{code}"))
            .GetProperty("id")
            .GetGuid();

        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Post, $"{id}/requests/{request}/decline");
        (await app.AskAsync(HttpStatusCode.Conflict, people[1], HttpMethod.Post, $"join-links/{code}"))
            .Reason()
            .ShouldBe("declined_lately");
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE community_requests SET answered_at = answered_at - interval '7 days' WHERE id = {request}")
        );
        await app.AskAsync(HttpStatusCode.Accepted, people[1], HttpMethod.Post, $"join-links/{code}");

        await app.AskAsync(HttpStatusCode.NotFound, people[0], HttpMethod.Delete, $"{id}/requests/{request}");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Delete, $"{id}/requests/{request}");
        (await app.AskAsync(HttpStatusCode.Conflict, people[0], HttpMethod.Post, $"{id}/requests/{request}/accept"))
            .Reason()
            .ShouldBe("not_pending");
        (await app.CountAsync(id)).ShouldBe(1);
    }

    [Fact]
    public async Task ABanEndsARequestAndAnInvitationAndALinkDoesNotLetBackIn()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);
        var (ask, join) = (await app.LinkAsync(people[0], id, new { mode = "request" }), await app.LinkAsync(people[0], id, new { }));
        await app.AskAsync(HttpStatusCode.Accepted, people[1], HttpMethod.Post, $"join-links/{ask}");
        await InviteAsync(people[0], id, people[1]);

        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Post, $"{id}/bans", new { user_id = people[1] });
        await InviteAsync(people[0], id, people[1]);

        await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
        foreach (var code in (string[])[ask, join])
        {
            await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Get, $"join-links/{code}");
            await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Post, $"join-links/{code}");
        }

        (await app.AskAsync(HttpStatusCode.OK, people[0], HttpMethod.Get, $"{id}/requests")).GetProperty("total").GetInt32().ShouldBe(0);
        (await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, "invitations/mine")).GetProperty("total").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task AFreePlanIsInFiveCirclesHoweverManyAreJoinedAtOnce()
    {
        var people = await app.PeopleAsync(2);
        var circles = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => app.CommunityAsync(people[0], kind: CommunityKind.Circle)));

        var answers = await Task.WhenAll(circles.Select(id => app.AskAsync(people[1], HttpMethod.Post, $"{id}/join")));

        answers.Count(answer => answer.Status == HttpStatusCode.OK).ShouldBe(5);
        var refused = answers.Where(answer => answer.Status == HttpStatusCode.PaymentRequired).ToArray();
        refused.Length.ShouldBe(7);
        refused[0].Body.GetProperty("required_plan").GetString().ShouldBe("premium");
        // A group is not a circle; leaving a circle makes room for another one.
        await app.JoinAsync(people[1], await app.CommunityAsync(people[0]));
        await app.AskAsync(
            HttpStatusCode.NoContent,
            people[1],
            HttpMethod.Post,
            $"{circles[Array.FindIndex(answers, a => a.Status == HttpStatusCode.OK)]}/leave"
        );
        await app.JoinAsync(people[1], circles[Array.FindIndex(answers, a => a.Status == HttpStatusCode.PaymentRequired)]);
        (await Task.WhenAll(circles.Select(id => app.CountAsync(id)))).Sum().ShouldBe(12 + 5);
    }

    [Fact]
    public async Task ANewPlanAllowsMoreCirclesAtOnce()
    {
        var people = await app.PeopleAsync(2);
        var circles = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.CommunityAsync(people[0], kind: CommunityKind.Circle)));
        foreach (var id in circles.Take(5))
        {
            await app.JoinAsync(people[1], id);
        }

        await app.JoinAsync(people[1], circles[5], HttpStatusCode.PaymentRequired);
        app.Owners.Answers[$"/internal/entitlements/{people[1]}"] = new EntitlementSnapshot(
            people[1],
            1,
            "premium",
            ["unlimited_circles"],
            null
        );
        await app.JoinAsync(people[1], circles[5]);
    }

    private async Task InviteAsync(Guid caller, Guid id, params Guid[] people) =>
        await app.AskAsync(HttpStatusCode.NoContent, caller, HttpMethod.Post, $"{id}/invitations", new { user_ids = people });

    private Task<int> LinkUsesAsync(Guid id) =>
        app.WithDbAsync(db => db.JoinLinks.Where(link => link.CommunityId == id).SumAsync(link => link.Uses));

    private Task<List<bool>> SeenBySqlAsync(Guid id, Guid viewer)
    {
        var sql = $$"""SELECT true AS "Value" FROM communities c WHERE c.id = {0} AND {{CommunityAccess.IsSeen("c", "{1}")}}""";
        return app.WithDbAsync(db => db.Database.SqlQueryRaw<bool>(sql, id, viewer).ToListAsync());
    }
}
