using Community.Messaging.Reactions;

namespace Community.Messaging.Tests.Reactions;

[Collection(nameof(MessagingTests))]
public sealed class ReactionTests(MessagingApplication app)
{
    private static readonly string[] Emojis =
    [
        "😀",
        "😁",
        "😂",
        "😃",
        "😄",
        "😅",
        "😆",
        "😇",
        "😈",
        "😉",
        "😊",
        "😋",
        "😌",
        "😍",
        "😎",
        "😏",
        "😐",
        "😑",
        "😒",
        "😓",
        "😔",
        "😕",
    ];

    [Fact]
    public async Task FiftyAtOnceAreCountedExactly()
    {
        var people = await app.PeopleAsync(25);
        var (thread, http) = (
            await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]),
            people.Select(person => app.HttpAs(person)).ToList()
        );
        var message = (await app.SayAsync(thread, people[0], "hello")).Id();

        // Each person reacts twice, with one of two emojis.
        await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    http[i % 25]
                        .SendAsync("PUT", $"/messages/{message}/reactions/{(i % 25 < 10 ? "👍" : "👩‍👩‍👧")}")
                        .ShouldAnswerAsync(204)
                )
        );

        var shown = await app.HttpAs(people[3]).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200);
        shown["reactions"]!
            .AsArray()
            .Select(r => (r!.Text("emoji"), r!.Number("count"), r!.Flag("reacted")))
            .OrderBy(r => r.Item2)
            .ShouldBe([("👍", 10, true), ("👩‍👩‍👧", 15, false)]);
        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(i => http[i].SendAsync("DELETE", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204))
        );
        await http[0].SendAsync("DELETE", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
        (await app.HttpAs(people[3]).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200))["reactions"]!
            .AsArray()
            .Single()!
            .Number("count")
            .ShouldBe(15);
    }

    [Fact]
    public async Task AMessageTakesTwentyDifferentEmojis()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        var message = (await app.SayAsync(thread, me, "hello")).Id();

        var answers = await Task.WhenAll(
            Emojis.Select(async emoji => (int)(await app.HttpAs(me).SendAsync("PUT", $"/messages/{message}/reactions/{emoji}")).StatusCode)
        );

        answers.Count(answer => answer == 204).ShouldBe(20);
        answers.Count(answer => answer == 409).ShouldBe(2);
        var there = (await app.HttpAs(me).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200))["reactions"]!.AsArray();
        there.Count.ShouldBe(20);
        await app.HttpAs(other).SendAsync("PUT", $"/messages/{message}/reactions/{there[0]!.Text("emoji")}").ShouldAnswerAsync(204);
    }

    [Fact]
    public async Task AHiddenUserIsNeitherListedNorCounted()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var message = (await app.SayAsync(thread, people[0], "hello")).Id();
        foreach (var person in people)
        {
            await app.HttpAs(person).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
        }

        await app.BlockAsync(people[2], people[1]);

        (await ListAsync(people[0], message)).ShouldBe(people);
        (await ListAsync(people[1], message)).ShouldBe([people[0], people[1]]);
        (await app.HttpAs(people[1]).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200))["reactions"]![0]!
            .Number("count")
            .ShouldBe(2);
        var first = await app.HttpAs(people[0]).GetPathAsync($"/messages/{message}/reactions?limit=2").ShouldAnswerAsync(200);
        (await ListAsync(people[0], message, $"?limit=2&cursor={first.Text("next_cursor")}")).ShouldBe([people[2]]);
        (await ListAsync(people[0], message, "?emoji=😀")).ShouldBeEmpty();
    }

    private async Task<List<Guid>> ListAsync(Guid who, Guid message, string query = "") =>
        [
            .. (await app.HttpAs(who).GetPathAsync($"/messages/{message}/reactions{query}").ShouldAnswerAsync(200))
                .Items()
                .Select(item => item.Id("user_id")),
        ];
}

/// <summary>Texts that are one emoji, and texts that are not.</summary>
public sealed class EmojiTests
{
    [Theory]
    [InlineData("👍")]
    [InlineData("👍🏽")]
    [InlineData("❤")]
    [InlineData("❤️")]
    [InlineData("👩‍👩‍👧‍👦")]
    [InlineData("🏳️‍🌈")]
    [InlineData("🇩🇪")]
    [InlineData("🏴󠁧󠁢󠁥󠁮󠁧󠁿")]
    [InlineData("1️⃣")]
    [InlineData("#⃣")]
    [InlineData("⌚")]
    [InlineData("🫠")]
    [InlineData("🧑‍🤝‍🧑")]
    public void AnEmojiIsItself(string text) => Emoji.Parse(text).ShouldBe(text);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("👍👍")]
    [InlineData("👍a")]
    [InlineData(" 👍")]
    [InlineData("é")]
    [InlineData("🇩")]
    [InlineData("🇩🇪🇫")]
    [InlineData("👍\u0301")]
    [InlineData("\u200d")]
    [InlineData("\ufe0f")]
    [InlineData("❤\ufe0e")]
    [InlineData("漢")]
    [InlineData(":smile:")]
    [InlineData("\uFFFE")]
    public void EverythingElseIsNone(string text) => Emoji.Parse(text).ShouldBeNull();

    // (Not as inline data: an attribute holds no lone surrogate.)
    [Fact]
    public void HalfACharacterIsNone() => Emoji.Parse("\ud83d").ShouldBeNull();

    [Fact]
    public void NoneIsEndless() => Emoji.Parse("👩" + string.Concat(Enumerable.Repeat("\u200d👩", 50))).ShouldBeNull();
}
