using System.Globalization;
using System.Text.Json.Nodes;
using Community.Contracts;
using Community.Social.Blocks;
using Community.Social.Communities;
using Community.Social.Connections;
using Community.Social.Feed;
using Community.Social.Follows;
using Community.Social.Membership;
using Community.Social.Relations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Feed;

/// <summary>Relations and activities of people, written as the service stores them.</summary>
internal static class Scene
{
    public static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow().AddDays(-10);
    private static int _count;

    /// <summary>A later time with each call.</summary>
    public static DateTimeOffset Next() => Start.AddSeconds(Interlocked.Increment(ref _count));

    public static Task FollowAsync(this SocialApplication social, Guid follower, params IEnumerable<Guid> followed) =>
        social.WithDbAsync(async db =>
        {
            db.Follows.AddRange(
                followed.Select(id => new Follow
                {
                    Id = Guid.CreateVersion7(),
                    FollowerId = follower,
                    FollowedId = id,
                    Version = 1,
                    IsFollowing = true,
                    Since = Start,
                })
            );
            return await db.SaveChangesAsync();
        });

    public static async Task<Guid> ConnectAsync(this SocialApplication social, Guid one, Guid other)
    {
        var (low, high) = Pair.InOrder(one, other);
        var id = Guid.CreateVersion7();
        await social.WithDbAsync(async db =>
        {
            db.Connections.Add(
                new Connection
                {
                    Id = id,
                    LowId = low,
                    HighId = high,
                    FromId = one,
                    ToId = other,
                    Status = ConnectionStatus.Accepted,
                    Version = 2,
                    RequestedAt = Start,
                    AnsweredAt = Start,
                }
            );
            return await db.SaveChangesAsync();
        });
        return id;
    }

    public static Task BlockAsync(this SocialApplication social, Guid blocker, Guid blocked) =>
        social.WithDbAsync(async db =>
        {
            db.Blocks.Add(
                new Block
                {
                    Id = Guid.CreateVersion7(),
                    BlockerId = blocker,
                    BlockedId = blocked,
                    Version = 1,
                    IsBlocked = true,
                    Since = Start,
                }
            );
            return await db.SaveChangesAsync();
        });

    /// <summary>A community with these members; the first is its owner.</summary>
    public static async Task<Guid> CommunityAsync(this SocialApplication social, string visibility, params IReadOnlyList<Guid> members)
    {
        var id = Guid.CreateVersion7();
        await social.WithDbAsync(async db =>
        {
            db.Communities.Add(
                new CommunityGroup
                {
                    Id = id,
                    Version = 1,
                    Kind = CommunityKind.Circle,
                    Name = $"Circle {id:N}",
                    Visibility = visibility,
                    PriceCents = visibility == CommunityVisibility.Paid ? 500 : null,
                    Currency = visibility == CommunityVisibility.Paid ? "USD" : null,
                    Billing = visibility == CommunityVisibility.Paid ? "monthly" : null,
                    MemberCount = members.Count,
                    CreatedBy = members[0],
                    CreatedAt = Start,
                    UpdatedAt = Start,
                    SearchName = "circle",
                }
            );
            db.Members.AddRange(
                members.Select(
                    (member, i) =>
                        new CommunityMember
                        {
                            Id = Guid.CreateVersion7(),
                            CommunityId = id,
                            UserId = member,
                            Version = 1,
                            IsMember = true,
                            Role = i == 0 ? MemberRole.Owner : MemberRole.Member,
                            JoinedAt = Start.AddMinutes(i),
                        }
                )
            );
            return await db.SaveChangesAsync();
        });
        return id;
    }

    /// <summary>An activity of the actor, about the given objects.</summary>
    public static async Task<Guid> DidAsync(
        this SocialApplication social,
        Guid actor,
        string kind,
        Guid? user = null,
        Guid? community = null,
        Guid? e = null,
        Guid? thread = null,
        Guid? photo = null,
        string? text = null,
        Guid? source = null,
        DateTimeOffset? at = null
    )
    {
        var when = at ?? Next();
        var id = Guid.CreateVersion7(when);
        await social.WithDbAsync(async db =>
        {
            await db.RecordAsync(
                new Activity
                {
                    Id = id,
                    ActorId = actor,
                    Kind = kind,
                    OccurredAt = when,
                    UserId = user,
                    CommunityId = community,
                    EventId = e,
                    ThreadId = thread,
                    PhotoId = photo,
                    Text = text,
                    SourceId = source ?? thread ?? photo ?? Guid.CreateVersion7(),
                }
            );
            return 0;
        });
        return id;
    }

    /// <summary>A badge refers to no other person or object: the simplest activity.</summary>
    public static Task<Guid> EarnedAsync(this SocialApplication social, Guid actor, DateTimeOffset? at = null) =>
        social.DidAsync(actor, ActivityKind.BadgeEarned, text: "Early bird", at: at);

    /// <summary>An event that the service knows.</summary>
    public static async Task<Guid> EventAsync(this SocialApplication social, Guid organizer, string visibility = "public")
    {
        var id = Guid.CreateVersion7();
        await social.WithDbAsync(async db =>
        {
            await db.ApplyEventAsync(id, 2, organizer, "Evening bake", visibility, Start);
            return 0;
        });
        return id;
    }

    public static async Task<IReadOnlyList<Guid>> FeedAsync(this SocialApplication social, Guid reader, string query = "") =>
        Ids(await social.HttpAs(reader).GetAsync($"/api/v1/feed?limit=100{query}").ShouldAnswerAsync(200));

    public static IReadOnlyList<Guid> Ids(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>())];

    /// <summary>Asserts the status and reads the body; a failure shows the body.</summary>
    public static async Task<JsonNode> ShouldAnswerAsync(this Task<HttpResponseMessage> request, int status)
    {
        using var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(
            status,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery}: {text}"
        );
        return text.Length > 0 ? JsonNode.Parse(text)! : new JsonObject();
    }

    /// <summary>Publishes and waits until all events were consumed.</summary>
    public static async Task ConsumeAsync(
        this SocialApplication social,
        int consumers,
        params IReadOnlyList<IIntegrationEvent> integrationEvents
    )
    {
        await social.PublishAsync(integrationEvents);
        var ids = integrationEvents.Select(e => e.EventId).ToArray();
        await Poll.UntilAsync(() =>
            social.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM inbox_messages WHERE message_id = ANY ({ids})""")
                    .SingleAsync() == consumers
            )
        );
    }

    /// <summary>Every row of a table that contains this, as text.</summary>
    public static Task<List<string>> RowsAsync(this SocialApplication social, string table, string containing) =>
        social.WithDbAsync(db =>
            db.Database.SqlQueryRaw<string>(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"SELECT to_jsonb(t)::text AS \"Value\" FROM {table} t WHERE t::text ILIKE {{0}} ORDER BY 1"
                    ),
                    $"%{containing}%"
                )
                .ToListAsync()
        );
}
