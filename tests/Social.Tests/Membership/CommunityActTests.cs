using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Platform.Http.Json;
using Community.Social.Communities;
using Community.Social.Tests.Communities;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Membership;

/// <summary>The acts of a community's owners and moderators reach the audit record: each once, and none that changed nothing.</summary>
[Collection(nameof(SocialTests))]
public sealed class CommunityActTests(SocialApplication app) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await app.RecordAnnouncedAsync();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task MembersAreRemovedBannedAndGivenRolesOnRecord()
    {
        var people = await app.PeopleAsync(5);
        var (owner, moderator, removed, banned, promoted) = (people[0], people[1], people[2], people[3], people[4]);
        var id = await app.CommunityAsync(owner, moderators: [moderator], members: [removed, banned, promoted]);

        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/members/{removed}");
        await app.AskAsync(HttpStatusCode.NotFound, moderator, HttpMethod.Delete, $"{id}/members/{removed}");
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Post, $"{id}/bans", new { user_id = banned, reason = "Spam" });
        // The same ban again changes nothing.
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Post, $"{id}/bans", new { user_id = banned, reason = "Spam" });
        var until = new DateTimeOffset(2099, 1, 2, 3, 4, 5, TimeSpan.Zero);
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Post, $"{id}/bans", new { user_id = banned, until });
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Post, $"{id}/bans", new { user_id = banned, until });
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/bans/{banned}");
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/bans/{banned}");
        await app.AskAsync(HttpStatusCode.OK, owner, HttpMethod.Patch, $"{id}/members/{promoted}", new { role = "moderator" });
        await app.AskAsync(HttpStatusCode.OK, owner, HttpMethod.Patch, $"{id}/members/{promoted}", new { role = "moderator" });
        // Refused, so no act.
        await app.AskAsync(HttpStatusCode.Forbidden, moderator, HttpMethod.Delete, $"{id}/members/{owner}");
        await app.AskAsync(HttpStatusCode.Forbidden, removed, HttpMethod.Post, $"{id}/bans", new { user_id = promoted });

        (await ActsAsync(id)).ShouldBe([
            (CommunityActs.MemberRemoved, moderator, removed, null),
            (CommunityActs.MemberBanned, moderator, banned, "for_good"),
            (CommunityActs.MemberBanned, moderator, banned, "2099-01-02T03:04:05Z"),
            (CommunityActs.BanLifted, moderator, banned, null),
            (CommunityActs.RoleChanged, owner, promoted, "moderator"),
        ]);
        (await PayloadsAsync(id)).ShouldAllBe(payload => !payload.Contains("Spam"), "words of a person are no part of the record");
    }

    [Fact]
    public async Task AdmissionIsDecidedOnRecord()
    {
        var people = await app.PeopleAsync(5);
        var (owner, moderator, accepted, declined, invited) = (people[0], people[1], people[2], people[3], people[4]);
        var id = await app.CommunityAsync(owner, CommunityVisibility.Private, moderators: [moderator]);

        var code = await app.LinkAsync(moderator, id, new { mode = "request" });
        foreach (var asking in (Guid[])[accepted, declined])
        {
            await app.AskAsync(asking, HttpMethod.Post, $"join-links/{code}");
        }

        await app.AskAsync(HttpStatusCode.OK, moderator, HttpMethod.Post, $"{id}/requests/{await RequestAsync(id, accepted)}/accept");
        await app.AskAsync(HttpStatusCode.OK, moderator, HttpMethod.Post, $"{id}/requests/{await RequestAsync(id, accepted)}/accept");
        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Post, $"{id}/requests/{await RequestAsync(id, declined)}/decline");
        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Post, $"{id}/invitations", new { user_ids = new[] { invited } });
        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Post, $"{id}/invitations", new { user_ids = new[] { invited } });
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/invitations/{invited}");
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/invitations/{invited}");
        var links = await app.AskAsync(HttpStatusCode.OK, moderator, HttpMethod.Get, $"{id}/links");
        var link = links.GetProperty("items")[0].GetProperty("id").GetGuid();
        await app.AskAsync(HttpStatusCode.NoContent, moderator, HttpMethod.Delete, $"{id}/links/{link}");
        await app.AskAsync(HttpStatusCode.NotFound, moderator, HttpMethod.Delete, $"{id}/links/{link}");

        (await ActsAsync(id)).ShouldBe([
            (CommunityActs.LinkMade, moderator, null, "request"),
            (CommunityActs.RequestAccepted, moderator, accepted, null),
            (CommunityActs.RequestDeclined, owner, declined, null),
            (CommunityActs.Invited, owner, invited, null),
            (CommunityActs.InvitationWithdrawn, moderator, invited, null),
            (CommunityActs.LinkRevoked, moderator, null, null),
        ]);
    }

    [Fact]
    public async Task ACommunityIsChangedAndDeletedOnRecord()
    {
        var owner = (await app.PeopleAsync(1))[0];
        var id = await app.CommunityAsync(owner);

        foreach (var name in (string[])["Moon runners", "Moon runners"])
        {
            await app.AskAsync(HttpStatusCode.OK, owner, HttpMethod.Patch, $"{id}", new JsonObject { ["name"] = name });
        }

        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Delete, $"{id}/picture");
        await app.AskAsync(HttpStatusCode.NoContent, owner, HttpMethod.Delete, $"{id}");
        await app.AskAsync(HttpStatusCode.NotFound, owner, HttpMethod.Delete, $"{id}");

        (await ActsAsync(id)).ShouldBe([(CommunityActs.Changed, owner, null, null), (CommunityActs.Deleted, owner, null, null)]);
    }

    private Task<Guid> RequestAsync(Guid id, Guid user) =>
        app.WithDbAsync(db =>
            db.JoinRequests.Where(request => request.CommunityId == id && request.UserId == user)
                .Select(request => request.Id)
                .SingleAsync()
        );

    private async Task<List<(string Action, Guid By, Guid? User, string? Outcome)>> ActsAsync(Guid id)
    {
        var acts = (await PayloadsAsync(id)).ConvertAll(payload => JsonSerializer.Deserialize<StaffActed>(payload, ServiceJson.Options)!);
        acts.ShouldAllBe(act => act.Service == "social" && act.ObjectId == id);
        return acts.ConvertAll(act => (act.Action, act.ActorId, act.UserId, act.Outcome));
    }

    private Task<List<string>> PayloadsAsync(Guid id) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT payload AS "Value" FROM announced WHERE type LIKE '%.StaffActed' AND payload LIKE {$"%{id}%"} ORDER BY seq
                    """
                )
                .ToListAsync()
        );
}
