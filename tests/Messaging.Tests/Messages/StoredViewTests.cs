using Community.Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Messages;

/// <summary>The stored view of a message in its row always equals the view made from the tables, after any events in any order.</summary>
[Collection(nameof(MessagingTests))]
public sealed class StoredViewTests(MessagingApplication app)
{
    private static readonly string[] Emojis = ["👍", "👎", "🎉", "👩‍👩‍👧"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task ReactionsAreCountedWhateverHappensAtOnce(int seed)
    {
        var random = new Random(seed);
        var people = await app.PeopleAsync(6);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        Guid[] messages =
        [
            (await app.SayAsync(thread, people[0], "1")).Id(),
            (await app.SayAsync(thread, people[1], "2")).Id(),
            (await app.SayAsync(thread, people[2], "3")).Id(),
        ];
        var steps = Enumerable
            .Range(0, 120)
            .Select(_ =>
                (Who: people[random.Next(6)], Where: messages[random.Next(3)], Emoji: Emojis[random.Next(4)], IsAdded: random.Next(3) > 0)
            )
            .ToArray();

        var answers = Task.WhenAll(
            steps.Select(step =>
                app.HttpAs(step.Who).SendAsync(step.IsAdded ? "PUT" : "DELETE", $"/messages/{step.Where}/reactions/{step.Emoji}")
            )
        );
        await app.SettleAsync(new UserErased(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), people[5], 9));
        await app.HttpAs(people[1]).SendAsync("DELETE", $"/messages/{messages[1]}").ShouldAnswerAsync(204);
        (await answers).ShouldAllBe(answer => (int)answer.StatusCode < 500);

        (await WrongAsync()).ShouldBe(0);
        var shown = (await app.HttpAs(people[0]).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200)).Items();
        foreach (var message in shown)
        {
            var single = await app.HttpAs(people[0]).GetPathAsync($"/messages/{message.Id()}").ShouldAnswerAsync(200);
            single.ToJsonString().ShouldBe(message.ToJsonString());
            foreach (var reaction in message["reactions"]!.AsArray())
            {
                var given = (
                    await app.HttpAs(people[0])
                        .GetPathAsync($"/messages/{message.Id()}/reactions?emoji={reaction!.Text("emoji")}")
                        .ShouldAnswerAsync(200)
                ).Items();
                ((long)given.Count, given.Exists(one => one.Id("user_id") == people[0])).ShouldBe(
                    (reaction!.Number("count"), reaction!.Flag("reacted"))
                );
            }
        }
    }

    [Fact]
    public async Task ANewNameIsSeenByReadersOfEveryInstance()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync("omar_before"));
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        await app.SayAsync(thread, other, "hello");
        await app.SayAsync(thread, me, "hello @omar_before");
        (await SeenAsync(0)).ShouldBe(("omar_before", "omar_before"));
        (await SeenAsync(another)).ShouldBe(("omar_before", "omar_before"));

        await app.SettleAsync(
            new UserProfileUpdated(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                other,
                2,
                new UserProfile(
                    "omar_after",
                    "Omar",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    [],
                    null,
                    "/pictures/2",
                    TimeProvider.System.GetUtcNow()
                ),
                IsGuest: false
            )
        );

        foreach (var instance in (int[])[0, another])
        {
            await Testing.Poll.UntilAsync(async () => await SeenAsync(instance) == ("omar_after", "omar_after"));
        }

        async Task<(string?, string?)> SeenAsync(int instance)
        {
            var items = (await app.HttpAs(me, instance).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200)).Items();
            return (items[0]["author"]!.Text("username"), items[1]["mentions"]![0]!.Text("username"));
        }
    }

    /// <summary>The number of messages in this database whose stored view differs from the tables.</summary>
    private Task<int> WrongAsync() =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<int>(
                    $"""
                    SELECT count(*)::int AS "Value" FROM messages m
                    WHERE (SELECT jsonb_agg(r.value ORDER BY r.value->>'emoji') FROM jsonb_array_elements(m.reactions) r) IS DISTINCT FROM (
                            SELECT jsonb_agg(jsonb_build_object('emoji', emoji, 'count', count) ORDER BY emoji)
                            FROM (SELECT emoji, count(*) AS count FROM reactions WHERE message_id = m.id GROUP BY emoji) counted)
                        OR (SELECT jsonb_agg(f.value->>'id' ORDER BY f.value->>'id') FROM jsonb_array_elements(m.files) f) IS DISTINCT FROM (
                            SELECT jsonb_agg(a.id::text ORDER BY a.id::text) FROM attachments a WHERE a.message_id = m.id)
                    """
                )
                .SingleAsync()
        );
}
