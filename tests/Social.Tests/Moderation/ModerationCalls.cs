using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts;
using Community.Platform.Http.Json;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Social.Moderation;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Moderation;

/// <summary>Steps that many tests of moderation use.</summary>
internal static class ModerationCalls
{
    public static HttpClient Moderator(this SocialApplication social, Guid? id = null) =>
        social.HttpAs(id ?? Guid.CreateVersion7(), "attendee", "moderator");

    public static HttpClient Admin(this SocialApplication social) => social.HttpAs(Guid.CreateVersion7(), "admin");

    public static async Task<JsonElement> ShouldAnswerAsync(
        this Task<HttpResponseMessage> request,
        HttpStatusCode status,
        string? reason = null
    )
    {
        using var answer = await request;
        return await answer.ShouldBeAsync(status, reason);
    }

    public static Task<JsonElement> ReadAsync(this HttpClient http, string path) =>
        http.GetAsync($"/api/v1{path}").ShouldAnswerAsync(HttpStatusCode.OK);

    public static Task<HttpResponseMessage> SendAsync(this HttpClient http, string path, object body) =>
        http.PostAsJsonAsync($"/api/v1{path}", body, ServiceJson.Options);

    public static Guid IdOf(this JsonElement item, string name = "id") => item.GetProperty(name).GetGuid();

    public static JsonElement[] Items(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray()];

    /// <summary>Reports through the API.</summary>
    public static Task<JsonElement> ReportAsync(
        this SocialApplication social,
        Guid reporter,
        string type,
        Guid id,
        string reason = "spam",
        string? details = null
    ) =>
        social
            .HttpAs(reporter)
            .SendAsync(
                "/reports",
                new
                {
                    content_type = type,
                    content_id = id,
                    reason,
                    details,
                }
            )
            .ShouldAnswerAsync(HttpStatusCode.Created);

    public static Task<ModerationCase> CaseOfAsync(this SocialApplication social, Guid contentId) =>
        social.WithDbAsync(db => db.ModerationCases.AsNoTracking().SingleAsync(found => found.ContentId == contentId));

    /// <summary>A new person reports another new person: a case with a known author.</summary>
    public static async Task<(Guid CaseId, Guid Author, Guid Reporter)> CaseAsync(this SocialApplication social, string reason = "spam")
    {
        var people = await social.PeopleAsync(2);
        await social.ReportAsync(people[1], "user", people[0], reason);
        return ((await social.CaseOfAsync(people[0])).Id, people[0], people[1]);
    }

    public static Task<HttpResponseMessage> ResolveAsync(
        this HttpClient moderator,
        Guid caseId,
        string decision,
        int? days = null,
        bool removeContent = false,
        string note = "as the rules say"
    ) =>
        moderator.SendAsync(
            $"/moderation/reports/{caseId}/resolve",
            new
            {
                decision,
                note,
                days,
                remove_content = removeContent,
            }
        );

    /// <summary>Decides, and returns the decision.</summary>
    public static Task<JsonElement> DecideAsync(
        this SocialApplication social,
        Guid caseId,
        string decision,
        int? days = null,
        bool removeContent = false,
        Guid? moderator = null
    ) => social.Moderator(moderator).ResolveAsync(caseId, decision, days, removeContent).ShouldAnswerAsync(HttpStatusCode.OK);

    /// <summary>A community as its founder would create it, without the API calls.</summary>
    public static Task<Guid> CommunityAsync(this SocialApplication social, Guid owner, string name = "Bakers", bool isHeld = false) =>
        social.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var community = New(owner, name, now);
            community.HeldAt = isHeld ? now : null;
            db.Communities.Add(community);
            db.Members.Add(
                new CommunityMember
                {
                    Id = Guid.CreateVersion7(),
                    CommunityId = community.Id,
                    UserId = owner,
                    Version = 1,
                    IsMember = true,
                    Role = MemberRole.Owner,
                    JoinedAt = now,
                }
            );
            await db.SaveChangesAsync();
            return community.Id;
        });

    public static CommunityGroup New(Guid owner, string name, DateTimeOffset now, string? description = null) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Version = 1,
            Kind = CommunityKind.Group,
            Name = name,
            Description = description,
            Visibility = CommunityVisibility.Public,
            MemberCount = 1,
            CreatedBy = owner,
            CreatedAt = now,
            UpdatedAt = now,
            SearchName = name,
        };

    /// <summary>Keeps the events of the outbox: a sent event is deleted there.</summary>
    public static Task RecordAsync(this SocialApplication social) =>
        social.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                CREATE TABLE IF NOT EXISTS announced (seq bigint, aggregate_id uuid, type text, payload text);
                CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO announced VALUES (NEW.seq, NEW.aggregate_id, NEW.type, NEW.payload); RETURN NULL; END $$;
                CREATE OR REPLACE TRIGGER announce AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce();
                """
            )
        );

    /// <summary>The published events of a type that contain this, in order.</summary>
    public static async Task<IReadOnlyList<T>> AnnouncedAsync<T>(this SocialApplication social, Guid within)
        where T : IIntegrationEvent
    {
        var payloads = await social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT payload AS "Value" FROM announced WHERE type LIKE {"%." + typeof(T).Name} AND payload LIKE {$"%{within}%"} ORDER BY seq"""
                )
                .ToListAsync()
        );
        return [.. payloads.Select(payload => JsonSerializer.Deserialize<T>(payload, ServiceJson.Options)!)];
    }

    /// <summary>
    /// Publishes, and waits until each event was consumed, even if without effect: its inbox row is in the same transaction.
    /// </summary>
    public static async Task SettleAsync(this SocialApplication social, params IIntegrationEvent[] announced)
    {
        foreach (var one in announced)
        {
            await social.PublishAsync(one);
            await Poll.UntilAsync(() =>
                social.WithDbAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = {one.EventId}) AS "Value" """
                        )
                        .SingleAsync()
                )
            );
        }
    }
}
