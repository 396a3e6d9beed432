using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Social.Blocks;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Social.PaidAccess;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Membership;

/// <summary>Existing communities, and calls about them.</summary>
internal static class TestCommunities
{
    private static readonly DateTimeOffset Founded = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    public static async Task<Guid> CommunityAsync(
        this SocialApplication app,
        Guid owner,
        string visibility = CommunityVisibility.Public,
        string kind = CommunityKind.Group,
        string billing = Billing.Monthly,
        Guid[]? moderators = null,
        Guid[]? members = null
    )
    {
        var id = Guid.CreateVersion7();
        var isPaid = visibility == CommunityVisibility.Paid;
        CommunityMember[] all =
        [
            Member(id, owner, MemberRole.Owner, 0),
            .. (moderators ?? []).Select((user, i) => Member(id, user, MemberRole.Moderator, 1 + i)),
            .. (members ?? []).Select((user, i) => Member(id, user, MemberRole.Member, 100 + i)),
        ];
        await app.WithDbAsync(db =>
        {
            db.Communities.Add(
                new CommunityGroup
                {
                    Id = id,
                    Version = 1,
                    Kind = kind,
                    Name = $"Community {id:N}",
                    Visibility = visibility,
                    PriceCents = isPaid ? 990 : null,
                    Currency = isPaid ? "USD" : null,
                    PriceCredits = isPaid ? 99 : null,
                    Billing = isPaid ? billing : null,
                    MemberCount = all.Length,
                    CreatedBy = owner,
                    CreatedAt = Founded,
                    UpdatedAt = Founded,
                    SearchName = "community",
                }
            );
            db.Members.AddRange(all);
            return db.SaveChangesAsync();
        });
        return id;
    }

    public static Task BlockAsync(this SocialApplication app, Guid blocker, Guid blocked) =>
        app.WithDbAsync(db =>
        {
            db.Blocks.Add(
                new Block
                {
                    Id = Guid.CreateVersion7(),
                    BlockerId = blocker,
                    BlockedId = blocked,
                    Version = 1,
                    IsBlocked = true,
                    Since = Founded,
                }
            );
            return db.SaveChangesAsync();
        });

    /// <summary>Makes a call and returns its answer.</summary>
    public static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        this SocialApplication app,
        Guid caller,
        HttpMethod method,
        string path,
        object? body = null
    )
    {
        using var request = new HttpRequestMessage(method, $"/api/v1/communities/{path}");
        request.Content = body is null ? null : JsonContent.Create(body);
        using var http = app.HttpAs(caller);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public static async Task<JsonElement> AskAsync(
        this SocialApplication app,
        HttpStatusCode expected,
        Guid caller,
        HttpMethod method,
        string path,
        object? body = null
    )
    {
        var (status, answer) = await app.AskAsync(caller, method, path, body);
        status.ShouldBe(expected, answer.ValueKind == JsonValueKind.Undefined ? "" : answer.ToString());
        return answer;
    }

    public static Task<JsonElement> JoinAsync(
        this SocialApplication app,
        Guid caller,
        Guid id,
        HttpStatusCode expected = HttpStatusCode.OK
    ) => app.AskAsync(expected, caller, HttpMethod.Post, $"{id}/join");

    public static async Task<string> LinkAsync(this SocialApplication app, Guid caller, Guid id, object request) =>
        (await app.AskAsync(HttpStatusCode.Created, caller, HttpMethod.Post, $"{id}/links", request)).GetProperty("code").GetString()!;

    public static string Reason(this JsonElement problem) => problem.GetProperty("reason").GetString()!;

    public static Task<CommunityMember?> MembershipAsync(this SocialApplication app, Guid id, Guid user) =>
        app.WithDbAsync(db => db.Members.AsNoTracking().SingleOrDefaultAsync(member => member.CommunityId == id && member.UserId == user));

    /// <summary>Compares the stored count with the existing memberships.</summary>
    public static async Task<int> CountAsync(this SocialApplication app, Guid id)
    {
        var (kept, there) = await app.WithDbAsync(async db =>
            (
                await db.Communities.Where(community => community.Id == id).Select(community => community.MemberCount).SingleAsync(),
                await db.Members.CountAsync(member => member.CommunityId == id && member.IsMember)
            )
        );
        kept.ShouldBe(there);
        return kept;
    }

    private static CommunityMember Member(Guid id, Guid user, string role, int minute) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            CommunityId = id,
            UserId = user,
            Version = 1,
            IsMember = true,
            Role = role,
            JoinedAt = Founded.AddMinutes(minute),
        };
}
