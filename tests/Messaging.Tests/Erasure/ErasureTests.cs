using System.Net.Http.Headers;
using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Erasure;
using Community.Messaging.Messages;
using Community.Messaging.Moderation;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Messaging.Webhooks;
using Community.Messaging.WebPush;
using Community.People.Blocks;
using Community.Platform.Data.Erasure;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Community.Messaging.Tests.Erasure;

/// <summary>The remains of an erased person, and a person's export.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ErasureTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task WhatThePersonWroteStaysWithoutThePerson()
    {
        var scene = await SceneAsync();

        await EraseAsync(scene.Person);

        var message = await app.HttpAs(scene.Other).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200);
        (message.Text("content"), message.Id("author_id")).ShouldBe(("what I said last", scene.Person));
        message["author"].ShouldBeNull();
        message["attachments"]!.AsArray().ShouldBeEmpty();
        var thread = await app.HttpAs(scene.Other).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(200);
        (thread.Text("title"), thread.Id("created_by")).ShouldBe(("My openings", scene.Person));
        thread["author"].ShouldBeNull();
        var history = await app.HttpAs(scene.Other).GetPathAsync($"/direct/{scene.Person}/messages").ShouldAnswerAsync(200);
        history.Items().ConvertAll(item => item.Text("content")).ShouldBe(["between us", "and back"]);
        var answered = await app.HttpAs(scene.Other).GetPathAsync($"/messages/{scene.Answer}").ShouldAnswerAsync(200);
        answered["reactions"]!.AsArray().ShouldBeEmpty();
        answered["mentions"]!.AsArray().ShouldBeEmpty("nobody has that name any more");
        await app.HttpAs(scene.Other)
            .SendAsync("POST", $"/direct/{scene.Person}/messages", new { content = "still there?" })
            .ShouldAnswerAsync(404, "no_such_person");
    }

    [Fact]
    public async Task EverythingElseOfThePersonGoes()
    {
        var scene = await SceneAsync();
        var kept = PersonalData
            .Tables.Where(table => table.Policy == ErasurePolicy.Keep)
            .Select(table => table.Name)
            .Append("people")
            .ToList();
        foreach (var table in PersonalData.Tables.Select(table => table.Name).Except([.. kept, "deliveries", "presences", "message_edits"]))
        {
            (await CountAsync(table, scene.Person)).ShouldBeGreaterThan(0, table);
        }

        await EraseAsync(scene.Person);

        foreach (var table in PersonalData.Tables.Select(table => table.Name).Except([.. kept, "notifications"]))
        {
            (await CountAsync(table, scene.Person)).ShouldBe(0, table);
        }

        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>(
                        $"""
                        SELECT count(*)::int AS "Value" FROM message_edits WHERE message_id = {scene.Message}
                        """
                    )
                    .SingleAsync()
            )
        ).ShouldBe(0);
        (await CountAsync("notifications", scene.Person, "user_id")).ShouldBe(0);
        var told = await app.HttpAs(scene.Other).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200);
        told.Items().ShouldNotBeEmpty();
        told.ToJsonString().ShouldNotContain(scene.Name);
        told.Items()[0].Text("text").ShouldStartWith("A user");
        var folder = Path.Combine(app.StorageFolder, "attachments", scene.Person.ToString("N"));
        await Poll.UntilAsync(() => !Directory.Exists(folder) || Directory.GetFiles(folder).Length == 0);
    }

    [Fact]
    public async Task ThePersonsConnectionsHearNothingAnyMore()
    {
        var (person, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", other, person), other);
        await using var phone = await app.HubAsync(person, await app.AnotherAsync());
        await phone.CallAsync("JoinThread", thread);

        await EraseAsync(person);

        await phone.NextAsync<ErrorView>("error", error => error.ChannelId == thread);
        await app.PostAsync(thread, other, "among ourselves");
        (await phone.RefusalOfAsync("JoinThread", thread)).ShouldBe("no_such_thread");
        phone.Messages(thread).ShouldBeEmpty();
        await app.HttpAs(person)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "I am still here" })
            .ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task LateIntegrationEventsBringNoPersonBack()
    {
        var (person, other) = (await app.PersonAsync(), await app.PersonAsync());
        var (community, concert) = (await app.CommunityAsync("private", other), await app.EventAsync(other));
        await EraseAsync(person);
        await EraseAsync(person);

        await SettleAsync(
            new UserProfileUpdated(
                Guid.CreateVersion7(),
                Now,
                person,
                9,
                new("amal", "Amal Haddad", null, null, null, null, null, null, [], null, null, Now),
                IsGuest: false
            ),
            new UserSuspended(Guid.CreateVersion7(), Now, person, 10, IsSuspended: true, Now.AddDays(1), null),
            new UserBlocked(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, person, other),
            new CommunityMemberJoined(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 7, community, person, "member"),
            new RsvpConfirmed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, concert, person, other),
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, person, other),
            new UserFollowed(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, other, person)
        );

        foreach (var table in new[] { "blocks", "memberships", "registrations", "notifications", "notified_facts" })
        {
            (await CountAsync(table, person)).ShouldBe(0, table);
        }

        (await app.WithDbAsync(db => db.People.SingleAsync(found => found.Id == person))).ShouldSatisfyAllConditions(
            found => found.IsErased.ShouldBeTrue(),
            found => found.FullName.ShouldBeNull(),
            found => found.Username.ShouldBeNull(),
            found => found.IsSuspended.ShouldBeFalse()
        );
    }

    [Fact]
    public async Task WhatARequestUnderWayLeftBehindGoesAWhileLater()
    {
        var (person, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("public", other), other);
        await EraseAsync(person);
        await app.ExecuteAsync(
            $"INSERT INTO read_states (user_id, channel_id, last_read_seq, updated_at) VALUES ({person}, {thread}, 1, now())"
        );
        var sweep = app.Service<IEnumerable<IHostedService>>().OfType<ForgottenPeople>().Single();

        await sweep.SweepAsync(CancellationToken.None);
        (await CountAsync("read_states", person)).ShouldBe(1, "it is too early");
        await app.ExecuteAsync($"UPDATE people SET forget_again_at = now() WHERE id = {person}");
        await sweep.SweepAsync(CancellationToken.None);

        // The service's own round may be running.
        await Poll.UntilAsync(async () => await CountAsync("read_states", person) == 0);
    }

    [Fact]
    public async Task OnlyTheFleetGetsAllStoredDataOfAPerson()
    {
        var scene = await SceneAsync();
        var path = $"/internal/people/{scene.Person}/export";
        await app.Http().GetAsync(path).ShouldAnswerAsync(401);
        await app.HttpAs(scene.Person, 0, "admin").GetAsync(path).ShouldAnswerAsync(401);
        var call = Guid.CreateVersion7();
        await app.ExecuteAsync(
            $"""
            INSERT INTO calls (id, channel_id, started_by, is_video, started_at, ended_at, end_reason, version)
            VALUES ({call}, {scene.Thread}, {scene.Other}, true, now(), now(), 'missed', 2)
            """
        );
        await app.ExecuteAsync(
            $"INSERT INTO call_participants (call_id, user_id, state, since, is_muted, is_video) VALUES ({call}, {scene.Person}, 'missed', now(), false, true)"
        );

        var export = await app.HttpAsFleet().GetAsync(path).ShouldAnswerAsync(200);

        export["profile"]!.Text("username").ShouldBe(scene.Name);
        var messages = export["messages"]!.AsArray().ToDictionary(message => message!.Text("content"), message => message!);
        messages.Keys.ShouldBe(["what I said last", "between us"], ignoreOrder: true);
        (messages["what I said last"].Text("channel_kind"), messages["what I said last"].Id("channel_id")).ShouldBe(
            ("thread", scene.Thread)
        );
        (messages["between us"].Text("channel_kind"), messages["between us"].Id("to")).ShouldBe(("direct", scene.Other));
        export["former_messages"]!.AsArray().ShouldHaveSingleItem()!.Text("content").ShouldBe("what I said first");
        export["threads"]!.AsArray().ShouldHaveSingleItem()!.Text("title").ShouldBe("My openings");
        export["attachments"]!.AsArray().ShouldHaveSingleItem()!.Text("url").ShouldStartWith("/api/v1/attachments/");
        export["devices"]!.AsArray().ShouldHaveSingleItem()!.Text("endpoint").ShouldContain("push.example.net");
        export.Text("digest").ShouldBe("day");
        (export["calls"]!.AsArray().ShouldHaveSingleItem()!.Text("state"), (bool)export["calls"]![0]!["is_started"]!).ShouldBe(
            ("missed", false)
        );
        foreach (var list in new[] { "reactions", "notifications", "preferences", "channel_preferences", "blocked" })
        {
            export[list]!.AsArray().ShouldHaveSingleItem(list);
        }

        export["quiet_hours"]!.Text("time_zone").ShouldBe("Asia/Dubai");
        export["read_states"]!.AsArray().Count.ShouldBe(2);
        var nobody = await app.HttpAsFleet().GetAsync($"/internal/people/{Guid.CreateVersion7()}/export").ShouldAnswerAsync(200);
        nobody["profile"].ShouldBeNull();
    }

    [Fact]
    public async Task EveryTableThatKnowsPersonsSaysWhatBecomesOfThem()
    {
        var found = await app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT DISTINCT c.table_name::text AS "Value"
                    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
                    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.table_name NOT IN ('schema_migrations', 'announced')
                        AND c.column_name ~ '(^|_)(user|users|organizer|author|actor|actors|blocker|blocked|person|owner|member|low|high)(_id|_ids|_by|$)|_by$|mentions|email|phone|address|endpoint|username|full_name|content$|payload|answer|object_key'
                    """
                )
                .ToListAsync()
        );

        found.Count.ShouldBeGreaterThan(15);
        found.Except(PersonalData.Tables.Select(table => table.Name)).ShouldBeEmpty("tables without an erasure policy in PersonalData");
        PersonalData.Tables.Where(table => table.Policy == ErasurePolicy.Keep && table.Sql is not null).ShouldBeEmpty();
        PersonalData
            .Tables.Where(table => table.Policy != ErasurePolicy.Keep && table.Sql is null)
            .Select(table => table.Name)
            .ShouldBe(["people"]);
    }

    /// <summary>A person with rows in every table.</summary>
    private async Task<Scene> SceneAsync()
    {
        var name = $"amal{Guid.CreateVersion7():N}"[..24];
        var (person, other, third) = (await app.PersonAsync(name), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", person, other);
        var mine = app.HttpAs(person);
        var thread = (
            await mine.SendAsync("POST", $"/communities/{community}/threads", new { title = "My openings" }).ShouldAnswerAsync(201)
        ).Id();
        using var text = new ByteArrayContent("a plan"u8.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        var file = await mine.PostAsync("/api/v1/attachments?name=plan.txt", text).ShouldAnswerAsync(201);
        using var begin = new HttpRequestMessage(HttpMethod.Post, "/api/v1/attachments/uploads");
        begin.Headers.Add("Tus-Resumable", "1.0.0");
        begin.Headers.Add("Upload-Length", "100");
        await mine.SendAsync(begin).ShouldAnswerAsync(201);
        var message = (
            await mine.SendAsync(
                    "POST",
                    $"/threads/{thread}/messages",
                    new { content = "what I said first", attachments = new[] { file.Id() } }
                )
                .ShouldAnswerAsync(201)
        ).Id();
        await mine.SendAsync("PATCH", $"/messages/{message}", new { content = "what I said last" }).ShouldAnswerAsync(200);
        var answer = (await app.SayAsync(thread, other, $"@{name} I see", message)).Id();
        await mine.SendAsync("PUT", $"/messages/{answer}/reactions/👍").ShouldAnswerAsync(204);
        await app.WriteAsync(person, other, "between us");
        await app.WriteAsync(other, person, "and back");
        await Poll.UntilAsync(async () => (await mine.GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items().Count == 2);
        await mine.SendAsync("PATCH", "/notifications/read", new { all = true }).ShouldAnswerAsync(200);
        await app.ExecuteAsync($"DELETE FROM notifications WHERE id IN (SELECT id FROM notifications WHERE user_id = {person} LIMIT 1)");
        await Poll.UntilAsync(async () =>
            (await app.HttpAs(other).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items().Count == 1
        );
        await mine.SendAsync(
                "PUT",
                "/notifications/preferences",
                new
                {
                    kinds = new
                    {
                        course = new
                        {
                            in_app = true,
                            push = false,
                            mail = true,
                        },
                    },
                    digest = "day",
                    language = "ar",
                    quiet_hours = new
                    {
                        from = "22:00:00",
                        to = "07:00:00",
                        time_zone = "Asia/Dubai",
                    },
                }
            )
            .ShouldAnswerAsync(200);
        await mine.SendAsync("PUT", $"/channels/{thread}/preferences", new { level = "all" }).ShouldAnswerAsync(200);
        var keys = PushSubscription.Example.Keys;
        await mine.SendAsync(
                "PUT",
                "/notifications/push/subscriptions",
                new { endpoint = $"https://push.example.net/{person}", keys = new { p256dh = keys.P256dh, auth = keys.Auth } }
            )
            .ShouldAnswerAsync(204);
        await app.HttpAs(person, 0, "attendee", "organizer")
            .SendAsync("POST", "/webhooks", new { url = "https://shop.example.net/hooks" })
            .ShouldAnswerAsync(201);
        await app.EventAsync(other, person);
        await app.WithDbAsync(async db =>
        {
            await db.ApplyBlockAsync(new(Guid.Empty, 1, person, third), isBlocked: true);
            await db.ApplySanctionAsync(Guid.CreateVersion7(), 1, person, "warning", until: null, isLifted: false);
            await db.ApplyRolesAsync(new(Guid.CreateVersion7(), Now, person, 1, ["attendee", "organizer"]));
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO webhook_orders (order_id, seller_id, is_requested, created_at) VALUES ({Guid.CreateVersion7()}, {person}, true, {Now})"
            );
            return 0;
        });
        return new(person, other, name, thread, message, answer);
    }

    private async Task<int> CountAsync(string table, Guid person, string column = "t")
    {
        await using var command = app.Service<NpgsqlDataSource>()
            .CreateCommand($"SELECT count(*)::int FROM {table} t WHERE {column}::text LIKE '%{person}%'");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private Task EraseAsync(Guid person) => SettleAsync(new UserErased(Guid.CreateVersion7(), Now, person, 9));

    private Task SettleAsync(params IIntegrationEvent[] integrationEvents) => app.SettleAsync(integrationEvents);

    private sealed record Scene(Guid Person, Guid Other, string Name, Guid Thread, Guid Message, Guid Answer);
}
