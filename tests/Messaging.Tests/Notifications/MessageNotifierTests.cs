using System.Text.Json.Nodes;
using Community.Messaging.Tests.Realtime;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Notifications;

/// <summary>Notifications of messages: each once, from any instance and after any failure.</summary>
[Collection(nameof(MessagingTests))]
public sealed class MessageNotifierTests(MessagingApplication app)
{
    [Fact]
    public async Task AMessageThatFailsDelaysNoOtherAndIsRetried()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.ExecuteAsync(
            $"""
            CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF EXISTS (SELECT FROM messages WHERE id = NEW.fact_id AND content = 'poison') THEN RAISE 'cannot digest this'; END IF; RETURN NEW; END $$
            """
        );
        await app.ExecuteAsync(
            $"CREATE TRIGGER refuse_poison BEFORE INSERT ON notified_facts FOR EACH ROW EXECUTE FUNCTION refuse_poison()"
        );
        try
        {
            var posted = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(i => app.SayAsync(thread, people[1], i == 7 ? "poison" : $"{i}"))
            );
            var poison = posted[7].Id();

            await Poll.UntilAsync(async () => (await ToldAsync(people[0])) is [var only] && only.Number("count") == 19);
            await Poll.UntilAsync(async () => await AttemptsAsync(poison) is [1]);
            (await PendingAsync([.. posted.Select(message => message.Id())])).ShouldBe([poison]);

            await app.ExecuteAsync($"UPDATE pending_messages SET attempts = 9, due_at = now() WHERE message_id = {poison}");
            await Poll.UntilAsync(async () => await AttemptsAsync(poison) is []);
            (await ToldAsync(people[0]))[0].Number("count").ShouldBe(19, "it was given up");
        }
        finally
        {
            await app.ExecuteAsync($"DROP FUNCTION refuse_poison CASCADE");
        }

        await app.SayAsync(thread, people[1], "goes on");
        await Poll.UntilAsync(async () => (await ToldAsync(people[0]))[0].Number("count") == 20);
    }

    [Fact]
    public async Task InstancesThatFailOnItAtOnceCountOneAttempt()
    {
        await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.ExecuteAsync(
            $"""
            CREATE FUNCTION refuse_poison() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN IF EXISTS (SELECT FROM messages WHERE id = NEW.fact_id AND content = 'poison') THEN RAISE 'cannot digest this'; END IF; RETURN NEW; END $$
            """
        );
        await app.ExecuteAsync(
            $"CREATE TRIGGER refuse_poison BEFORE INSERT ON notified_facts FOR EACH ROW EXECUTE FUNCTION refuse_poison()"
        );
        // A failed instance waits before it writes the attempt down, until the other has failed, too.
        await app.ExecuteAsync(
            $"CREATE FUNCTION wait_before_writing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3); RETURN NULL; END $$"
        );
        await app.ExecuteAsync(
            $"CREATE TRIGGER wait_before_writing BEFORE UPDATE ON pending_messages FOR EACH STATEMENT EXECUTE FUNCTION wait_before_writing()"
        );
        try
        {
            var poison = (await app.SayAsync(thread, people[1], "poison")).Id();
            await Poll.UntilAsync(async () => await AttemptsAsync(poison) is [> 0]);
            await app.ExecuteAsync($"DROP FUNCTION wait_before_writing CASCADE"); // Waits for the running writes.

            (await AttemptsAsync(poison)).ShouldBe([1]);
            await app.ExecuteAsync($"DELETE FROM pending_messages WHERE message_id = {poison}");
        }
        finally
        {
            await app.ExecuteAsync($"DROP FUNCTION IF EXISTS wait_before_writing CASCADE");
            await app.ExecuteAsync($"DROP FUNCTION refuse_poison CASCADE");
        }
    }

    [Fact]
    public async Task AMessageDeletedBeforeItsNotificationNotifiesNoUser()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var message = (await app.SayAsync(thread, people[1], "never mind")).Id();
        await Poll.UntilAsync(async () => (await PendingAsync(message)).Count == 0);
        await app.ExecuteAsync($"DELETE FROM notified_facts WHERE fact_id = {message}");
        await app.ExecuteAsync($"DELETE FROM notifications WHERE user_id = {people[0]}");
        await app.ExecuteAsync($"UPDATE messages SET deleted_at = now(), content = '' WHERE id = {message}");

        await app.ExecuteAsync($"INSERT INTO pending_messages (message_id, due_at) VALUES ({message}, now())");

        await Poll.UntilAsync(async () => (await PendingAsync(message)).Count == 0);
        (await ToldAsync(people[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task UsersWhoLostTheRightToReadAreNotNotified()
    {
        var people = await app.PeopleAsync(4);
        var community = await app.CommunityAsync("private", people);
        var (opened, replied) = (await app.ThreadAsync(community, people[1]), await app.ThreadAsync(community, people[0]));
        var answered = (await app.SayAsync(replied, people[1], "first")).Id();
        await app.LeaveAsync(community, people[1]);

        await app.SayAsync(opened, people[2], "an answer");
        await app.SayAsync(replied, people[2], "an answer", answered);
        // Notified last, in the same channels: earlier messages have been notified.
        await app.HttpAs(people[3]).SendAsync("PUT", $"/channels/{opened}/preferences", new { level = "all" });
        await app.HttpAs(people[3]).SendAsync("PUT", $"/channels/{replied}/preferences", new { level = "all" });
        await app.SayAsync(opened, people[2], "more");
        await app.SayAsync(replied, people[2], "more");
        await Poll.UntilAsync(async () => (await ToldAsync(people[3])).Count >= 2);

        (await ToldAsync(people[1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task AMentionOfAUserWhoLostTheRightMeanwhileNotifiesNoUser()
    {
        var people = await app.PeopleAsync(3);
        var community = await app.CommunityAsync("private", people);
        var thread = await app.ThreadAsync(community, people[0]);
        var message = (await app.SayAsync(thread, people[2], $"@{(await app.NameOfAsync(people[1])).Username} look")).Id();
        await Poll.UntilAsync(async () => (await PendingAsync(message)).Count == 0);
        (await ToldAsync(people[1])).ShouldHaveSingleItem().Text("kind").ShouldBe("mention");
        await app.ExecuteAsync($"DELETE FROM notified_facts WHERE fact_id = {message}");
        await app.ExecuteAsync($"DELETE FROM notifications WHERE user_id = {people[1]}");
        await app.LeaveAsync(community, people[1]);

        await app.ExecuteAsync($"INSERT INTO pending_messages (message_id, due_at) VALUES ({message}, now())");

        await Poll.UntilAsync(async () => (await PendingAsync(message)).Count == 0);
        (await ToldAsync(people[1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAnswerInAnEventsChatIsNotToldAfterTheRegistrationEnded()
    {
        var people = await app.PeopleAsync(3);
        var chat = await app.EventAsync(people[0], people[1], people[2]);
        Task<JsonNode> SayAsync(Guid person, string content, Guid? replyTo = null) =>
            app.HttpAs(person)
                .SendAsync("POST", $"/events/{chat}/chat/messages", new { content, reply_to = replyTo })
                .ShouldAnswerAsync(201);
        var (left, there) = ((await SayAsync(people[1], "I come")).Id(), (await SayAsync(people[0], "welcome")).Id());
        await app.ExecuteAsync($"UPDATE registrations SET is_confirmed = false WHERE event_id = {chat} AND user_id = {people[1]}");

        await SayAsync(people[2], "to you", left);
        await SayAsync(people[2], "to you, too", there);

        await Poll.UntilAsync(async () => (await ToldAsync(people[0])).Count == 1);
        (await ToldAsync(people[1])).ShouldBeEmpty();
    }

    [Fact]
    public async Task SeveralInstancesTellOfEachOnceAndOneOfWhatAnotherLeft()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.HttpAs(people[2]).SendAsync("PUT", $"/channels/{thread}/preferences", new { level = "all" });
        await using var second = await ServiceProcess.StartAsync(app);
        using var there = new HttpClient { BaseAddress = second.Address };
        there.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(people[1]));

        await Task.WhenAll(
            Enumerable
                .Range(0, 100)
                .SelectMany(i =>
                    new[]
                    {
                        app.SayAsync(thread, people[1], $"here {i}"),
                        there.SendAsync("POST", $"/threads/{thread}/messages", new { content = $"there {i}" }).ShouldAnswerAsync(201),
                    }
                )
        );
        await second.KillAsync();

        foreach (var person in new[] { people[0], people[2] })
        {
            await Poll.UntilAsync(async () => (await ToldAsync(person)) is [var only] && only.Number("count") == 200);
        }

        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>(
                        $"""SELECT count(*)::int AS "Value" FROM pending_messages u JOIN messages m ON m.id = u.message_id WHERE m.channel_id = {thread}"""
                    )
                    .SingleAsync()
            )
        ).ShouldBe(0);
    }

    private async Task<List<JsonNode>> ToldAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();

    private Task<List<Guid>> PendingAsync(params Guid[] messages) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<Guid>($"""SELECT message_id AS "Value" FROM pending_messages WHERE message_id = ANY ({messages})""")
                .ToListAsync()
        );

    private Task<List<int>> AttemptsAsync(Guid message) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<int>($"""SELECT attempts AS "Value" FROM pending_messages WHERE message_id = {message}""").ToListAsync()
        );
}
