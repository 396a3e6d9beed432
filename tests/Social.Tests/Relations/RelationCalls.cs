using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts;
using Community.Platform.Http.Json;
using Community.Social.Connections;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Relations;

/// <summary>Steps that many tests of connections, follows and blocks use.</summary>
internal static class RelationCalls
{
    public static Task<HttpResponseMessage> AskAsync(this HttpClient http, Guid userId) =>
        http.PostAsJsonAsync("/api/v1/connections", new { user_id = userId });

    public static Task<HttpResponseMessage> AcceptAsync(this HttpClient http, Guid id) =>
        http.PostAsync($"/api/v1/connections/{id}/accept", null);

    public static Task<HttpResponseMessage> DeclineAsync(this HttpClient http, Guid id) =>
        http.PostAsync($"/api/v1/connections/{id}/decline", null);

    public static Task<HttpResponseMessage> EndAsync(this HttpClient http, Guid id) => http.DeleteAsync($"/api/v1/connections/{id}");

    public static Task<HttpResponseMessage> FollowAsync(this HttpClient http, Guid userId) =>
        http.PutAsync($"/api/v1/users/{userId}/follow", null);

    public static Task<HttpResponseMessage> UnfollowAsync(this HttpClient http, Guid userId) =>
        http.DeleteAsync($"/api/v1/users/{userId}/follow");

    public static Task<HttpResponseMessage> BlockAsync(this HttpClient http, Guid userId) =>
        http.PutAsync($"/api/v1/blocks/{userId}", null);

    public static Task<HttpResponseMessage> UnblockAsync(this HttpClient http, Guid userId) => http.DeleteAsync($"/api/v1/blocks/{userId}");

    /// <summary>Sends a request; returns the connection's id.</summary>
    public static async Task<Guid> AskedAsync(this HttpClient http, Guid userId) =>
        (await (await http.AskAsync(userId)).ShouldBeAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();

    /// <summary>Connects two people.</summary>
    public static async Task<Guid> ConnectedAsync(this SocialApplication app, Guid asker, Guid asked)
    {
        var id = await app.HttpAs(asker).AskedAsync(asked);
        await (await app.HttpAs(asked).AcceptAsync(id)).ShouldBeAsync(HttpStatusCode.OK);
        return id;
    }

    public static Task ShouldBeDoneAsync(this HttpResponseMessage answer) => answer.ShouldBeAsync(HttpStatusCode.NoContent);

    /// <summary>All people in a list, over all of its pages.</summary>
    public static async Task<List<Guid>> PeopleAsync(this HttpClient http, string path, int limit = 100)
    {
        var people = new List<Guid>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = await http.GetJsonAsync($"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}limit={limit}{cursor}");
            people.AddRange(
                page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("user").GetProperty("id").GetGuid())
            );
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        return people;
    }

    public static Task<int> ExecuteAsync(this SocialApplication app, FormattableString sql) =>
        app.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    public static Task<Connection> RowAsync(this SocialApplication app, Guid id) =>
        app.WithDbAsync(db => db.Connections.AsNoTracking().SingleAsync(connection => connection.Id == id));

    /// <summary>Moves the requests and answers of a connection this many days back.</summary>
    public static Task<int> AgeAsync(this SocialApplication app, Guid id, int days) =>
        app.ExecuteAsync(
            $"""
            UPDATE connections SET requested_at = requested_at - {days} * interval '1 day', answered_at = answered_at - {days} * interval '1 day',
                declined_at = declined_at - {days} * interval '1 day', ended_at = ended_at - {days} * interval '1 day'
            WHERE id = {id}
            """
        );

    /// <summary>Keeps all events from now on for <see cref="AnnouncedAsync"/>: the outbox itself is soon empty.</summary>
    public static Task<int> RecordAsync(this SocialApplication app) =>
        app.ExecuteAsync(
            $"""
            CREATE SCHEMA IF NOT EXISTS tests;
            CREATE TABLE IF NOT EXISTS tests.announced_relations (seq bigint, aggregate_id uuid, type text, payload text);
            CREATE OR REPLACE FUNCTION announce_relations() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO tests.announced_relations VALUES (NEW.seq, NEW.aggregate_id, NEW.type, NEW.payload); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER announce_relations AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce_relations();
            """
        );

    /// <summary>The events of an aggregate, in order.</summary>
    public static async Task<List<IIntegrationEvent>> AnnouncedAsync(this SocialApplication app, Guid aggregate)
    {
        var rows = await app.WithDbAsync(db =>
            db.Database.SqlQuery<Announced>(
                    $"""
                    SELECT split_part(type, '.', 2) AS type, payload FROM tests.announced_relations WHERE aggregate_id = {aggregate} ORDER BY seq
                    """
                )
                .ToListAsync()
        );
        return rows.ConvertAll(row =>
            (IIntegrationEvent)
                JsonSerializer.Deserialize(
                    row.Payload,
                    typeof(IIntegrationEvent).Assembly.GetType($"Community.Contracts.Social.{row.Type}")!,
                    ServiceJson.Options
                )!
        );
    }

    /// <summary>The feeds' content about a fact: the actor, and the other person.</summary>
    public static Task<List<(Guid Actor, string Kind, Guid? Other)>> ToldAsync(this SocialApplication app, Guid source) =>
        app.WithDbAsync(async db =>
            (await db.Activities.AsNoTracking().Where(activity => activity.SourceId == source).ToListAsync()).ConvertAll(activity =>
                (activity.ActorId, activity.Kind, activity.UserId)
            )
        );

    private sealed record Announced(string Type, string Payload);
}
