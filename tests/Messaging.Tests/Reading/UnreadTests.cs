using FsCheck;
using FsCheck.Fluent;

namespace Community.Messaging.Tests.Reading;

/// <summary>
/// The unread count is exactly the number of other people's messages after the last read one, after any events in any order.
/// </summary>
[Collection(nameof(MessagingTests))]
public sealed class UnreadTests(MessagingApplication app)
{
    [Fact]
    public async Task EverythingIsCountedThatWasOpenedOnce()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var (opened, never) = (await app.ThreadAsync(community, other), await app.ThreadAsync(community, other));
        await MarkAsync(me, opened);
        await app.SayAsync(opened, other, "1");
        await app.SayAsync(never, other, "2");
        var conversation = (await app.WriteAsync(other, me, "3")).Id("channel_id");

        (await UnreadAsync(me)).ShouldBe(new Dictionary<Guid, long> { [opened] = 1, [conversation] = 1 }, ignoreOrder: true);
        (await app.HttpAs(me).GetPathAsync($"/threads/{never}").ShouldAnswerAsync(200)).Number("unread").ShouldBe(1);
        (await UnreadAsync(other)).ShouldBeEmpty();
        await app.LeaveAsync(community, me);
        (await UnreadAsync(me)).ShouldBe(new Dictionary<Guid, long> { [conversation] = 1 });
        await app.BlockAsync(other, me);
        (await UnreadAsync(me)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatWasReadStaysReadUnlessItIsMarkedUnread()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), other);
        var messages = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            messages.Add((await app.SayAsync(thread, other, $"{i}")).Id());
        }

        (await MarkAsync(me, thread, 4)).ShouldBe((4, 1));
        (await MarkAsync(me, thread, 2)).ShouldBe((4, 1));
        (await MarkAsync(me, thread, 1_000_000)).ShouldBe((5, 0));
        (await MarkUnreadAsync(me, messages[2])).ShouldBe((2, 3));
        (await MarkUnreadAsync(me, messages[4])).ShouldBe((2, 3));
        (await MarkAsync(me, thread)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task DeletedMessagesAreNotUnread()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), other);
        await MarkAsync(me, thread);
        var first = (await app.SayAsync(thread, other, "1")).Id();
        var second = (await app.SayAsync(thread, other, "2")).Id();
        var written = await app.WriteAsync(other, me, "3");

        await app.HttpAs(other).SendAsync("DELETE", $"/messages/{second}").ShouldAnswerAsync(204);
        await app.HttpAs(other).SendAsync("DELETE", $"/messages/{written.Id()}").ShouldAnswerAsync(204);

        (await UnreadAsync(me)).ShouldBe(new Dictionary<Guid, long> { [thread] = 1 });
        (await app.HttpAs(me).GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(200)).Number("unread").ShouldBe(1);
        (await app.HttpAs(me).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().Single().Number("unread").ShouldBe(0);
        (await MarkAsync(me, thread, 1)).ShouldBe((1, 0));
        (await MarkUnreadAsync(me, first)).ShouldBe((0, 1));
    }

    [Fact]
    public async Task AMutedChannelIsNotInTheTotal()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        Guid[] threads =
        [
            await app.ThreadAsync(community, other),
            await app.ThreadAsync(community, other),
            await app.ThreadAsync(community, other),
        ];
        foreach (var thread in threads)
        {
            await MarkAsync(me, thread);
            await app.SayAsync(thread, other, "hello");
        }

        await app.HttpAs(me).SendAsync("PUT", $"/channels/{threads[0]}/preferences", new { level = "none" }).ShouldAnswerAsync(200);
        await app.HttpAs(me)
            .SendAsync(
                "PUT",
                $"/channels/{threads[1]}/preferences",
                new { level = "all", muted_until = TimeProvider.System.GetUtcNow().AddHours(1) }
            )
            .ShouldAnswerAsync(200);

        var unread = await app.HttpAs(me).GetPathAsync("/messages/unread").ShouldAnswerAsync(200);
        unread.Number("total").ShouldBe(1);
        unread["channels"]!
            .AsArray()
            .Where(channel => channel!.Flag("is_muted"))
            .Select(channel => channel!.Id("channel_id"))
            .ShouldBe(threads[..2], ignoreOrder: true);
        unread["channels"]!.AsArray().Count.ShouldBe(3);
    }

    [Fact]
    public async Task MarkingPostingAndReadingAtOnceEndsExact()
    {
        var people = await app.PeopleAsync(4);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var first = (await app.SayAsync(thread, people[0], "first")).Id();

        await Task.WhenAll(
            Enumerable
                .Range(0, 120)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 or 1 => (Task)app.SayAsync(thread, people[i % 3], $"{i}"),
                        2 => MarkUnreadAsync(people[i % 3], first),
                        _ => MarkAsync(people[i % 3], thread, i),
                    }
                )
        );

        // Each person's count must equal the messages after the pointer.
        foreach (var person in people.Take(3))
        {
            var (lastRead, unread) = await MarkAsync(person, thread, 0);
            var behind = (
                await app.HttpAs(person).GetPathAsync($"/threads/{thread}/messages?after_seq={lastRead}&limit=100").ShouldAnswerAsync(200)
            ).Items();
            unread.ShouldBe(behind.Count(message => message.Id("author_id") != person));
        }
    }

    private sealed record Step(string What, int Who, int Number);

    private static readonly Gen<Step[]> Stories = (
        from what in Gen.Elements("post", "post", "post", "read", "read all", "unread", "delete")
        from who in Gen.Choose(0, 2)
        from number in Gen.Choose(0, 100)
        select new Step(what, who, number)
    ).ArrayOf(25);

    [Fact]
    public async Task NoStoryEndsInAWrongCount()
    {
        var people = await app.PeopleAsync(3);
        foreach (var story in Stories.Sample(15, new Rnd(7_919, 1), 50))
        {
            await PlayAsync(people, story);
        }
    }

    private async Task PlayAsync(IReadOnlyList<Guid> people, Step[] story)
    {
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var messages = new List<(Guid Id, int Author)>();
        var deleted = new HashSet<Guid>();
        var read = new int?[people.Count];
        foreach (var (what, who, number) in story)
        {
            var about = messages.Count == 0 ? 0 : number % messages.Count;
            switch (what)
            {
                case "post":
                    messages.Add(((await app.SayAsync(thread, people[who], "x")).Id(), who));
                    read[who] = messages.Count;
                    break;
                case "read":
                    await MarkAsync(people[who], thread, about);
                    read[who] = Math.Max(read[who] ?? 0, about);
                    break;
                case "read all":
                    await MarkAsync(people[who], thread);
                    read[who] = messages.Count;
                    break;
                case "unread" when messages.Count > 0:
                    await MarkUnreadAsync(people[who], messages[about].Id);
                    read[who] = Math.Min(read[who] ?? int.MaxValue, about);
                    break;
                case "delete" when messages.Count > 0:
                    await app.HttpAs(people[messages[about].Author])
                        .SendAsync("DELETE", $"/messages/{messages[about].Id}")
                        .ShouldAnswerAsync(204);
                    deleted.Add(messages[about].Id);
                    break;
            }
        }

        // Whether a count has to look at messages at all is known from this number.
        (await app.HttpAs(people[0]).GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(200))
            .Number("message_count")
            .ShouldBe(messages.Count - deleted.Count);
        for (var who = 0; who < people.Count; who++)
        {
            var expected = read[who] is { } last
                ? messages.Skip(last).Count(message => message.Author != who && !deleted.Contains(message.Id))
                : 0;
            (await UnreadAsync(people[who]))
                .GetValueOrDefault(thread)
                .ShouldBe(expected, string.Join(", ", story.Select(step => step.ToString())));
            (await LogUnreadAsync(people[who]))
                .GetValueOrDefault(thread)
                .ShouldBe(expected, string.Join(", ", story.Select(step => step.ToString())));
        }
    }

    private async Task<Dictionary<Guid, long>> UnreadAsync(Guid who)
    {
        var unread = await app.HttpAs(who).GetPathAsync("/messages/unread").ShouldAnswerAsync(200);
        var channels = unread["channels"]!
            .AsArray()
            .ToDictionary(channel => channel!.Id("channel_id"), channel => channel!.Number("unread"));
        unread.Number("total").ShouldBe(channels.Values.Sum());
        return channels;
    }

    private async Task<Dictionary<Guid, long>> LogUnreadAsync(Guid who) =>
        (await app.HttpAs(who).GetPathAsync("/sync").ShouldAnswerAsync(200))["channels"]!
            .AsArray()
            .ToDictionary(channel => channel!.Id(), channel => channel!.Number("unread"));

    private async Task<(long LastRead, long Unread)> MarkAsync(Guid who, Guid channel, long? seq = null)
    {
        var state = await app.HttpAs(who).SendAsync("PUT", $"/channels/{channel}/read", new { seq }).ShouldAnswerAsync(200);
        return (state.Number("last_read_seq"), state.Number("unread"));
    }

    private async Task<(long LastRead, long Unread)> MarkUnreadAsync(Guid who, Guid message)
    {
        var state = await app.HttpAs(who).SendAsync("POST", $"/messages/{message}/unread").ShouldAnswerAsync(200);
        return (state.Number("last_read_seq"), state.Number("unread"));
    }
}
