using System.Net;
using System.Text.Json;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Social.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Membership;

/// <summary>Joining, leaving and rights, as clients see them.</summary>
[Collection(nameof(SocialTests))]
public sealed class MembershipTests(SocialApplication app)
{
    [Fact]
    public async Task AUserJoinsOnceAndLeavesOnce()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0]);

        var joined = await app.JoinAsync(people[1], id);
        (await app.JoinAsync(people[1], id)).ToString().ShouldBe(joined.ToString());
        joined.GetProperty("role").GetString().ShouldBe("member");
        (await app.CountAsync(id)).ShouldBe(2);
        var membership = joined.GetProperty("id").GetGuid();
        (await ActivitiesAsync(membership)).ShouldBe(1);

        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/leave");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/leave");
        (await app.CountAsync(id)).ShouldBe(1);
        (await ActivitiesAsync(membership)).ShouldBe(0, "nobody reads that somebody joined what they have left");

        // A person who comes back continues the same membership and its version.
        (await app.JoinAsync(people[1], id))
            .GetProperty("id")
            .GetGuid()
            .ShouldBe(membership);
        (await app.MembershipAsync(id, people[1]))!.Version.ShouldBe(3);
        (await ActivitiesAsync(membership)).ShouldBe(1);
    }

    [Fact]
    public async Task APrivateCommunityIsNotThereForOthers()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);

        var hidden = await app.JoinAsync(people[1], id, HttpStatusCode.NotFound);
        var missing = await app.JoinAsync(people[1], Guid.CreateVersion7(), HttpStatusCode.NotFound);

        (hidden.Reason(), hidden.GetProperty("detail").GetString()).ShouldBe((missing.Reason(), missing.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("deleted_at")]
    [InlineData("removed_at")]
    [InlineData("held_at")]
    public async Task WhatIsClosedCannotBeJoinedButLeft(string column)
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], members: [people[1]]);
        var sql = "UPDATE communities SET " + column + " = now() WHERE id = {0}";
        await app.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(sql, id));

        await app.JoinAsync(people[2], id, HttpStatusCode.NotFound);
        await app.AskAsync(
            column == "deleted_at" ? HttpStatusCode.NotFound : HttpStatusCode.NoContent,
            people[1],
            HttpMethod.Post,
            $"{id}/leave"
        );
        await app.AskAsync(HttpStatusCode.NotFound, people[2], HttpMethod.Post, $"{id}/leave");
    }

    [Fact]
    public async Task GuestsAndTheMutedCannotJoinAndTheMutedCanLeave()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], members: [people[1]]);
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await app.AddAsync(guest);
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE people SET muted_until = '2099-01-01' WHERE id = {people[1]}"));

        (await app.JoinAsync(guest.UserId, id, HttpStatusCode.Forbidden)).Reason().ShouldBe("guest_account");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/leave");
        (await app.JoinAsync(people[1], id, HttpStatusCode.Forbidden)).Reason().ShouldBe("muted");
    }

    [Fact]
    public async Task TheLastOwnerHandsOverBeforeLeaving()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], members: [people[1]]);

        (await app.AskAsync(HttpStatusCode.Conflict, people[0], HttpMethod.Post, $"{id}/leave")).Reason().ShouldBe("last_owner");
        (await RoleAsync(HttpStatusCode.Conflict, people[0], id, people[0], "member")).Reason().ShouldBe("last_owner");

        (await RoleAsync(HttpStatusCode.OK, people[0], id, people[1], "owner")).GetProperty("role").GetString().ShouldBe("owner");
        // An owner has no rights over another owner; each may step down.
        (await RoleAsync(HttpStatusCode.Forbidden, people[0], id, people[1], "member"))
            .Reason()
            .ShouldBe("role_too_low");
        await RoleAsync(HttpStatusCode.OK, people[0], id, people[0], "moderator");
        (await RoleAsync(HttpStatusCode.Forbidden, people[0], id, people[1], "member")).Reason().ShouldBe("not_allowed");
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Post, $"{id}/leave");
        (await app.AskAsync(HttpStatusCode.Conflict, people[1], HttpMethod.Post, $"{id}/leave")).Reason().ShouldBe("last_owner");
    }

    [Fact]
    public async Task ModeratorsRemoveMembersOnly()
    {
        var people = await app.PeopleAsync(4);
        var id = await app.CommunityAsync(people[0], moderators: [people[1], people[2]], members: [people[3]]);

        (await app.AskAsync(HttpStatusCode.Forbidden, people[1], HttpMethod.Delete, $"{id}/members/{people[0]}"))
            .Reason()
            .ShouldBe("role_too_low");
        (await app.AskAsync(HttpStatusCode.Forbidden, people[1], HttpMethod.Delete, $"{id}/members/{people[2]}"))
            .Reason()
            .ShouldBe("role_too_low");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Delete, $"{id}/members/{people[3]}");
        (await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Delete, $"{id}/members/{people[3]}"))
            .Reason()
            .ShouldBe("no_such_member");
        await app.AskAsync(HttpStatusCode.NoContent, people[0], HttpMethod.Delete, $"{id}/members/{people[2]}");
        (await app.CountAsync(id)).ShouldBe(2);
        (await app.MembershipAsync(id, people[3]))!.LeaveReason.ShouldBe("removed");
        await app.JoinAsync(people[3], id);
    }

    [Fact]
    public async Task OwnersComeFirstThenModeratorsThenMembersAsTheyJoined()
    {
        var people = await app.PeopleAsync(5);
        var id = await app.CommunityAsync(people[0], moderators: [people[1]], members: [people[4], people[3], people[2]]);

        Ids(await MembersAsync(people[0], id)).ShouldBe([people[0], people[1], people[4], people[3], people[2]]);
        Ids(await MembersAsync(people[0], id, "?role=member&limit=2")).ShouldBe([people[4], people[3]]);
        Ids(await MembersAsync(people[0], id, "?page=2&limit=3")).ShouldBe([people[3], people[2]]);
        var name = (await app.FindAsync(people[3]))!.Username!;
        Ids(await MembersAsync(people[0], id, $"?q={name.ToUpperInvariant()}")).ShouldContain(people[3]);
        await app.AskAsync(HttpStatusCode.BadRequest, people[0], HttpMethod.Get, $"{id}/members?role=king");
    }

    [Theory]
    [InlineData("100%")]
    [InlineData("d_e")]
    [InlineData("d\\d")]
    public async Task WhatIsAWildcardElsewhereStandsForItselfInAName(string text)
    {
        var named = Users.Registered(Users.Profile(fullName: @"Odd_E d\D 100%"));
        var others = new[]
        {
            Users.Registered(Users.Profile(fullName: "Oddie 1000")),
            Users.Registered(Users.Profile(fullName: "Dd dde 100")),
        };
        await app.AddAsync([named, .. others]);
        var owner = await app.PersonAsync();
        var id = await app.CommunityAsync(owner, members: [named.UserId, .. others.Select(other => other.UserId)]);

        Ids(await MembersAsync(owner, id, $"?q={Uri.EscapeDataString(text)}")).ShouldBe([named.UserId]);
    }

    [Fact]
    public async Task AHiddenUserIsNeitherListedNorCountedNorActedOn()
    {
        var people = await app.PeopleAsync(4);
        var id = await app.CommunityAsync(people[0], moderators: [people[1]], members: [people[2], people[3]]);
        await app.BlockAsync(people[3], people[1]);

        var seen = await MembersAsync(people[1], id);
        Ids(seen).ShouldBe([people[0], people[1], people[2]]);
        seen.GetProperty("total").GetInt32().ShouldBe(3);
        Ids(await MembersAsync(people[3], id)).ShouldBe([people[0], people[2], people[3]]);
        Ids(await MembersAsync(people[0], id)).Count.ShouldBe(4);

        var unseen = await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Delete, $"{id}/members/{people[3]}");
        var missing = await app.AskAsync(HttpStatusCode.NotFound, people[1], HttpMethod.Delete, $"{id}/members/{Guid.CreateVersion7()}");
        unseen.GetProperty("detail").GetString().ShouldBe(missing.GetProperty("detail").GetString());
        (await app.CountAsync(id)).ShouldBe(4);
    }

    [Fact]
    public async Task ABanKeepsOutUntilItEnds()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], moderators: [people[1]], members: [people[2]]);

        await app.AskAsync(
            HttpStatusCode.NoContent,
            people[1],
            HttpMethod.Post,
            $"{id}/bans",
            new { user_id = people[2], reason = "spam" }
        );
        (await app.MembershipAsync(id, people[2]))!.LeaveReason.ShouldBe("banned");
        (await app.CountAsync(id)).ShouldBe(2);
        (await app.JoinAsync(people[2], id, HttpStatusCode.Forbidden)).Reason().ShouldBe("banned");
        var ban = (await app.AskAsync(HttpStatusCode.OK, people[0], HttpMethod.Get, $"{id}/bans")).GetProperty("items")[0];
        (ban.GetProperty("user_id").GetGuid(), ban.GetProperty("reason").GetString(), ban.GetProperty("banned_by").GetGuid()).ShouldBe(
            (people[2], "spam", people[1])
        );

        // A ban with an end ends by itself.
        await app.AskAsync(
            HttpStatusCode.NoContent,
            people[0],
            HttpMethod.Post,
            $"{id}/bans",
            new { user_id = people[2], until = "2099-01-01T00:00:00Z" }
        );
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE community_bans SET until = now() WHERE community_id = {id}"));
        await app.JoinAsync(people[2], id);

        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/bans", new { user_id = people[2] });
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Delete, $"{id}/bans/{people[2]}");
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Delete, $"{id}/bans/{people[2]}");
        await app.JoinAsync(people[2], id);
    }

    [Fact]
    public async Task ABanOfAnyUserIsAnsweredAlikeAndReachesAUserWhoHidesFromModerators()
    {
        var people = await app.PeopleAsync(4);
        var id = await app.CommunityAsync(people[0], moderators: [people[1], people[3]], members: [people[2]]);
        await app.BlockAsync(people[2], people[1]);
        await app.BlockAsync(people[3], people[1]);

        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/bans", new { user_id = people[2] });
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/bans", new { user_id = Guid.CreateVersion7() });
        await app.AskAsync(HttpStatusCode.NoContent, people[1], HttpMethod.Post, $"{id}/bans", new { user_id = people[3] });

        (await app.MembershipAsync(id, people[2]))!.IsMember.ShouldBeFalse();
        (await app.MembershipAsync(id, people[3]))!.IsMember.ShouldBeTrue("nobody acts on an equal");
        (await app.AskAsync(HttpStatusCode.OK, people[1], HttpMethod.Get, $"{id}/bans")).GetProperty("total").GetInt32().ShouldBe(0);
        (await app.WithDbAsync(db => db.Bans.CountAsync(ban => ban.CommunityId == id))).ShouldBe(1);
    }

    [Theory]
    [InlineData("POST", "bans", """{"user_id":"0198c0de-0000-7000-8000-000000000002","until":"2001-01-01T00:00:00Z"}""", "until")]
    [InlineData("POST", "bans", """{"user_id":"0198c0de-0000-7000-8000-000000000002","reason":" "}""", "reason")]
    [InlineData("POST", "bans", """{"reason":"spam"}""", "user_id")]
    [InlineData("POST", "invitations", """{"user_ids":[]}""", "user_ids")]
    [InlineData("POST", "links", """{"mode":"enter"}""", "mode")]
    [InlineData("POST", "links", """{"max_uses":0}""", "max_uses")]
    [InlineData("POST", "links", """{"expires_at":"2001-01-01T00:00:00Z"}""", "expires_at")]
    [InlineData("PATCH", "members/0198c0de-0000-7000-8000-000000000002", """{"role":"king"}""", "role")]
    public async Task BadInputIsRefusedWithItsField(string method, string path, string body, string field)
    {
        var owner = await app.PersonAsync();
        var id = await app.CommunityAsync(owner);

        var problem = await app.AskAsync(
            HttpStatusCode.BadRequest,
            owner,
            new HttpMethod(method),
            $"{id}/{path}",
            JsonDocument.Parse(body).RootElement
        );

        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
    }

    [Fact]
    public async Task AnErasedOwnerPassesACommunityOn()
    {
        var people = await app.PeopleAsync(4);
        var id = await app.CommunityAsync(people[0], moderators: [people[2]], members: [people[1], people[3]]);
        var batcher = app.Service<MembershipBatcher>();

        (await batcher.RunAsync(id, new ForgetPerson(people[0]))).Outcome.ShouldBe(MembershipOutcome.Done);
        (await app.MembershipAsync(id, people[2]))!.Role.ShouldBe("owner");
        await batcher.RunAsync(id, new ForgetPerson(people[2]));
        (await app.MembershipAsync(id, people[1]))!.Role.ShouldBe("owner", "the member of longest standing");
        await batcher.RunAsync(id, new ForgetPerson(people[3]));
        (await batcher.RunAsync(id, new ForgetPerson(people[1]))).Outcome.ShouldBe(MembershipOutcome.Abandoned);
        (await app.CountAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task MessagingFindsAMembershipAndAllOfThemByPage()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private);

        var owner = await InternalAsync($"/internal/communities/{id}/members/{people[0]}");
        var stranger = await InternalAsync($"/internal/communities/{id}/members/{people[1]}");

        (
            owner.GetProperty("is_member").GetBoolean(),
            owner.GetProperty("role").GetString(),
            owner.GetProperty("version").GetInt64(),
            owner.GetProperty("user_id").GetGuid()
        ).ShouldBe((true, "owner", 1, people[0]));
        owner.GetProperty("community_visibility").GetString().ShouldBe("private");
        (
            stranger.GetProperty("is_member").GetBoolean(),
            stranger.GetProperty("version").GetInt64(),
            stranger.GetProperty("user_id").GetGuid()
        ).ShouldBe((false, 0, people[1]));
        stranger.GetProperty("community_is_open").GetBoolean().ShouldBeTrue();

        using var nobody = await app.HttpAs(people[0]).GetAsync($"/internal/communities/{id}/members/{people[0]}");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var all = new HashSet<Guid>();
        for (string? after = ""; after is not null; )
        {
            var page = await InternalAsync($"/internal/memberships?after={after}".TrimEnd('='));
            all.UnionWith(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("membership_id").GetGuid()));
            after = page.GetProperty("next").GetString();
        }

        all.Count.ShouldBeGreaterThanOrEqualTo(await app.WithDbAsync(db => db.Members.CountAsync()) - 50);
        all.ShouldContain(owner.GetProperty("membership_id").GetGuid());
    }

    [Fact]
    public async Task WhatEndedLatelyIsToldInTheOrderOfItsEnd()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.CommunityAsync(people[0], CommunityVisibility.Private, members: [.. people.Skip(1)]);
        var since = Uri.EscapeDataString($"{TimeProvider.System.GetUtcNow().AddSeconds(-10):O}");
        foreach (var leaver in people.Skip(1))
        {
            using var left = await app.HttpAs(leaver).PostAsync($"/api/v1/communities/{id}/leave", null);
            left.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        var ended = await InternalAsync($"/internal/memberships/ended?since={since}");

        var own = ended.GetProperty("items").EnumerateArray().Where(item => item.GetProperty("community_id").GetGuid() == id).ToList();
        own.ConvertAll(item => item.GetProperty("user_id").GetGuid()).ShouldBe([.. people.Skip(1)]);
        own.ShouldAllBe(item => !item.GetProperty("is_member").GetBoolean() && item.GetProperty("version").GetInt64() == 2);
        ended.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        var until = Uri.EscapeDataString(ended.GetProperty("until").GetString()!);
        (await InternalAsync($"/internal/memberships/ended?since={until}"))
            .GetProperty("items")
            .EnumerateArray()
            .ShouldNotContain(item => item.GetProperty("community_id").GetGuid() == id);
        using var nobody = await app.HttpAs(people[0]).GetAsync($"/internal/memberships/ended?since={since}");
        nobody.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task<JsonElement> InternalAsync(string path)
    {
        using var answer = await app.HttpAsFleet().GetAsync(path.EndsWith("?after", StringComparison.Ordinal) ? path[..^6] : path);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<JsonElement> RoleAsync(HttpStatusCode expected, Guid caller, Guid id, Guid user, string role) =>
        app.AskAsync(expected, caller, HttpMethod.Patch, $"{id}/members/{user}", new { role });

    private Task<JsonElement> MembersAsync(Guid caller, Guid id, string query = "") =>
        app.AskAsync(HttpStatusCode.OK, caller, HttpMethod.Get, $"{id}/members{query}");

    private Task<int> ActivitiesAsync(Guid membership) =>
        app.WithDbAsync(db => db.Activities.CountAsync(activity => activity.SourceId == membership));

    private static List<Guid> Ids(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(member => member.GetProperty("user_id").GetGuid())];
}
