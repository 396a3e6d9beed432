using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests;

/// <summary>Steps that many tests of the HTTP API use.</summary>
internal static class HttpAnswers
{
    /// <summary>Checks the status and the reason of a refusal; returns the body.</summary>
    public static async Task<JsonNode> ShouldAnswerAsync(this Task<HttpResponseMessage> request, int status, string? reason = null)
    {
        var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(
            status,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} answered {(int)response.StatusCode}: {text}"
        );
        if (status >= 400)
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        var node = text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text)! : new JsonObject();
        if (reason is not null)
        {
            node["reason"]?.GetValue<string>().ShouldBe(reason);
        }

        return node;
    }

    public static Task<HttpResponseMessage> SendAsync(this HttpClient http, string method, string path, object? body = null) =>
        http.SendAsync(
            new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path) { Content = body is null ? null : JsonContent.Create(body) }
        );

    public static Task<HttpResponseMessage> GetPathAsync(this HttpClient http, string path) => http.SendAsync("GET", path);

    /// <summary>Posts a message in a thread; returns its view.</summary>
    public static Task<JsonNode> SayAsync(this MessagingApplication app, Guid thread, Guid author, string content, Guid? replyTo = null) =>
        app.HttpAs(author).SendAsync("POST", $"/threads/{thread}/messages", new { content, reply_to = replyTo }).ShouldAnswerAsync(201);

    public static Task<JsonNode> WriteAsync(this MessagingApplication app, Guid from, Guid to, string content) =>
        app.HttpAs(from).SendAsync("POST", $"/direct/{to}/messages", new { content }).ShouldAnswerAsync(201);

    public static Guid Id(this JsonNode node, string name = "id") => node[name]!.GetValue<Guid>();

    public static string Text(this JsonNode node, string name) => node[name]!.GetValue<string>();

    public static long Number(this JsonNode node, string name) => node[name]!.GetValue<long>();

    public static bool Flag(this JsonNode node, string name) => node[name]!.GetValue<bool>();

    public static List<JsonNode> Items(this JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!)];

    /// <summary>A person with a name, as others see them.</summary>
    internal static async Task<AuthorView> NameOfAsync(this MessagingApplication app, Guid user) =>
        (await app.Service<PeopleNames>().FindIfPossibleAsync(user)).ShouldNotBeNull();

    public static Task<int> ExecuteAsync(this MessagingApplication app, FormattableString sql) =>
        app.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    /// <summary>Publishes, and waits until each event has been consumed.</summary>
    public static async Task SettleAsync(this MessagingApplication app, params IIntegrationEvent[] integrationEvents)
    {
        await app.PublishAsync(integrationEvents);
        Guid[] ids = [.. integrationEvents.Select(one => one.EventId)];
        await Poll.UntilAsync(() =>
            app.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<int>(
                        $"""SELECT count(DISTINCT message_id)::int AS "Value" FROM inbox_messages WHERE message_id = ANY ({ids})"""
                    )
                    .SingleAsync() == ids.Length
            )
        );
    }

    public static Task BlockAsync(this MessagingApplication app, Guid blocker, Guid blocked, bool isBlocked = true) =>
        app.ExecuteAsync(
            $"""
            INSERT INTO blocks (blocker_id, blocked_id, version, is_blocked) VALUES ({blocker}, {blocked}, 1, {isBlocked})
            ON CONFLICT (blocker_id, blocked_id) DO UPDATE SET is_blocked = excluded.is_blocked
            """
        );

    public static Task BecomeAsync(this MessagingApplication app, Guid community, Guid user, string role) =>
        app.ExecuteAsync(
            $"""
            INSERT INTO memberships (community_id, user_id, version, is_member, role) VALUES ({community}, {user}, 1, true, {role})
            ON CONFLICT (community_id, user_id) DO UPDATE SET is_member = true, role = excluded.role
            """
        );

    public static Task LeaveAsync(this MessagingApplication app, Guid community, Guid user) =>
        app.ExecuteAsync($"UPDATE memberships SET is_member = false WHERE community_id = {community} AND user_id = {user}");

    public static Task MuteAsync(this MessagingApplication app, Guid user) =>
        app.ExecuteAsync($"UPDATE people SET muted_until = now() + interval '1 hour' WHERE id = {user}");

    public static Task SuspendAsync(this MessagingApplication app, Guid user) =>
        app.ExecuteAsync($"UPDATE people SET is_suspended = true WHERE id = {user}");

    /// <summary>Leaves only the tombstone; most tests do not need the other effects of an erasure.</summary>
    public static async Task EraseAsync(this MessagingApplication app, Guid user)
    {
        await app.ExecuteAsync(
            $"UPDATE people SET is_erased = true, profile_version = 0, username = NULL, username_key = NULL, full_name = NULL WHERE id = {user}"
        );
        app.Service<Messaging.Realtime.IRealtimePublisher>().PersonChanged(user);
    }

    public static async Task<Guid> GuestAsync(this MessagingApplication app)
    {
        var guest = await app.PersonAsync();
        await app.ExecuteAsync($"UPDATE people SET is_guest = true WHERE id = {guest}");
        return guest;
    }

    /// <summary>An event with these confirmed registrations.</summary>
    public static async Task<Guid> EventAsync(this MessagingApplication app, Guid organizer, params Guid[] registered)
    {
        var id = Guid.CreateVersion7();
        await app.ExecuteAsync($"INSERT INTO events (id, version, organizer_id, name) VALUES ({id}, 1, {organizer}, 'Simul')");
        await app.ExecuteAsync(
            $"INSERT INTO registrations (id, event_id, user_id, version, is_confirmed) SELECT gen_random_uuid(), {id}, user_id, 1, true FROM unnest({registered}) AS new (user_id)"
        );
        return id;
    }
}
