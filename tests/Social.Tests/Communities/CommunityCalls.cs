using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Platform.Http.Json;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Communities;

/// <summary>Steps that many tests of communities use.</summary>
internal static class CommunityCalls
{
    /// <summary>A valid draft; each of <paramref name="members"/> replaces or removes one of its members.</summary>
    public static JsonObject Draft(params (string Name, JsonNode? Value)[] members)
    {
        var draft = new JsonObject { ["kind"] = "group", ["name"] = "Sunrise runners" };
        foreach (var (name, value) in members)
        {
            draft[name] = value?.DeepClone();
        }

        return draft;
    }

    public static (string Name, JsonNode? Value)[] Paid => [("visibility", "paid"), ("price_cents", 1500), ("currency", "USD")];

    public static Task<HttpResponseMessage> TryFoundAsync(this HttpClient http, params (string Name, JsonNode? Value)[] members) =>
        http.PostAsJsonAsync("/api/v1/communities", Draft(members));

    public static async Task<JsonElement> FoundAsync(this HttpClient http, params (string Name, JsonNode? Value)[] members)
    {
        using var answer = await http.TryFoundAsync(members);
        return await answer.ShouldBeAsync(HttpStatusCode.Created);
    }

    public static async Task<Guid> FoundIdAsync(
        this SocialApplication app,
        Guid founder,
        params (string Name, JsonNode? Value)[] members
    ) => (await app.HttpAs(founder).FoundAsync(members)).Id();

    public static Task<HttpResponseMessage> ChangeAsync(this HttpClient http, Guid id, params (string Name, JsonNode? Value)[] changes)
    {
        var patch = new JsonObject();
        foreach (var (name, value) in changes)
        {
            patch[name] = value?.DeepClone();
        }

        return http.PatchAsJsonAsync($"/api/v1/communities/{id}", patch);
    }

    /// <summary>Makes a person a member, as joining would.</summary>
    public static Task<Guid> JoinAsync(this SocialApplication app, Guid community, Guid user, string role = MemberRole.Member) =>
        app.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            await db.Database.ExecuteSqlAsync(
                $"""
                WITH joined AS (
                    INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at)
                    VALUES ({id}, {community}, {user}, 1, true, {role}, {now}))
                UPDATE communities SET member_count = member_count + 1 WHERE id = {community}
                """
            );
            return id;
        });

    public static Task<int> ExecuteAsync(this SocialApplication app, FormattableString sql) =>
        app.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    public static List<string> Names(this JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.Text("name")!)];

    public static List<Guid> Ids(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.Id())];

    public static async Task<HttpResponseMessage> PutPictureAsync(this HttpClient http, Guid id, byte[] picture)
    {
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        return await http.PutAsync($"/api/v1/communities/{id}/picture", content);
    }

    /// <summary>Keeps all events from now on for <see cref="AnnouncedAsync"/>: the outbox itself is soon empty.</summary>
    public static Task<int> RecordAnnouncedAsync(this SocialApplication app) =>
        app.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS announced (seq bigint, aggregate_id uuid, type text, payload text);
            CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO announced VALUES (NEW.seq, NEW.aggregate_id, NEW.type, NEW.payload); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER announce AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce();
            """
        );

    /// <summary>The events of an aggregate, by type, in order.</summary>
    public static Task<List<string>> AnnouncedAsync(this SocialApplication app, Guid aggregate) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT split_part(type, '.', 2) AS "Value" FROM announced WHERE aggregate_id = {aggregate} ORDER BY seq"""
                )
                .ToListAsync()
        );

    /// <summary>The last event of an aggregate.</summary>
    public static async Task<T> LastAnnouncedAsync<T>(this SocialApplication app, Guid aggregate) =>
        JsonSerializer.Deserialize<T>(
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<string>(
                        $"""SELECT payload AS "Value" FROM announced WHERE aggregate_id = {aggregate} ORDER BY seq DESC LIMIT 1"""
                    )
                    .SingleAsync()
            ),
            ServiceJson.Options
        )!;
}
