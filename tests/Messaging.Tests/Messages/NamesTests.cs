using System.Text.Json.Nodes;
using Community.Contracts.Social;
using Community.Messaging.Notifications;

namespace Community.Messaging.Tests.Messages;

/// <summary>A client shows a reply, a hit, an unread channel and a notification without asking for a name.</summary>
[Collection(nameof(MessagingTests))]
public sealed class NamesTests(MessagingApplication app)
{
    [Fact]
    public async Task AReplyQuotesItsMessageAsTheReaderSeesIt()
    {
        var (me, author, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, author, stranger), me);
        var first = await app.SayAsync(thread, author, "Where   do we\nmeet?");
        var long_ = await app.SayAsync(thread, author, string.Concat(Enumerable.Repeat("👩‍👩‍👧 ", 60)));
        var reply = await app.SayAsync(thread, me, "At the quay", first.Id());
        await app.SayAsync(thread, me, "All of them", long_.Id());

        reply["quote"]!.Text("excerpt").ShouldBe("Where do we meet?");
        foreach (var quote in new[] { (await QuotesAsync(me, thread))[0], (await QuotesAsync(me, thread, "?after_seq=2"))[0] })
        {
            quote.Id().ShouldBe(first.Id());
            quote.Number("seq").ShouldBe(1);
            quote.Text("excerpt").ShouldBe("Where do we meet?");
            quote["author"]!.Id().ShouldBe(author);
        }

        var cut = (await QuotesAsync(me, thread))[1].Text("excerpt");
        cut.Length.ShouldBeLessThanOrEqualTo(141);
        cut.ShouldEndWith("👩‍👩‍👧…");

        // The reader sees neither the quoted text of a blocked author nor their name.
        await app.BlockAsync(stranger, author);
        var hidden = (await QuotesAsync(stranger, thread))[0];
        (hidden.Text("excerpt"), hidden["author"], hidden.Flag("is_deleted")).ShouldBe(("", null, true));

        await app.HttpAs(author).SendAsync("DELETE", $"/messages/{first.Id()}").ShouldAnswerAsync(204);
        (await QuotesAsync(me, thread))[0].Text("excerpt").ShouldBe("");
        (await QuotesAsync(me, thread))[0].Flag("is_deleted").ShouldBeTrue();
    }

    [Fact]
    public async Task AMessageThatAnswersNoneHasNoQuote()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        (await app.SayAsync(thread, me, "alone"))["quote"].ShouldBeNull();
    }

    [Fact]
    public async Task AHitAndAnUnreadChannelSayWhereTheyAre()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var thread = await app.ThreadAsync(community, other);
        await app.HttpAs(me).SendAsync("PUT", $"/channels/{thread}/read", new { }).ShouldAnswerAsync(200);
        var e = await app.EventAsync(other, me);
        await app.SayAsync(thread, other, "quokkas in the thread");
        await app.WriteAsync(other, me, "quokkas in private");
        await app.HttpAs(other)
            .SendAsync("POST", $"/events/{e}/chat/messages", new { content = "quokkas at the event" })
            .ShouldAnswerAsync(201);
        var name = (await app.NameOfAsync(other)).FullName!;

        var unread = (await app.HttpAs(me).GetPathAsync("/messages/unread").ShouldAnswerAsync(200))["channels"]!
            .AsArray()
            .Select(one => one!["channel"]!)
            .ToDictionary(channel => channel.Text("kind"));
        (unread["thread"].Text("title"), unread["thread"]["community"]!.Id(), unread["thread"]["community"]!.Text("name")).ShouldBe(
            ("Openings", community, "Chess")
        );
        (unread["direct"].Text("title"), unread["direct"]["peer"]!.Id()).ShouldBe((name, other));

        var hits = (await app.HttpAs(me).GetPathAsync("/messages/search?q=quokkas").ShouldAnswerAsync(200))
            .Items()
            .ToDictionary(hit => hit["channel"]!.Text("kind"), hit => hit["channel"]!);
        hits["thread"].Text("title").ShouldBe("Openings");
        (hits["event_chat"].Text("title"), hits["event_chat"]["event"]!.Id()).ShouldBe(("Simul", e));

        // A conversation with a blocked person is not unread any more; in a channel's summary such a person has no name.
        await app.BlockAsync(other, me);
        (await app.HttpAs(me).GetPathAsync("/messages/unread").ShouldAnswerAsync(200))["channels"]!
            .AsArray()
            .ShouldNotContain(one => one!["channel"]!.Text("kind") == "direct");
    }

    [Fact]
    public async Task ANotificationHasItsActorAndALink()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await app.SettleAsync(
            new UserFollowed(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 1, other, me)
        );
        var told = (await app.HttpAs(me).GetPathAsync("/notifications").ShouldAnswerAsync(200)).Items().Single();
        told["actor"]!.Id().ShouldBe(other);
        told.Text("link").ShouldBe($"/users/{other}");
    }

    [Fact]
    public void EveryKindOfTargetHasALink()
    {
        var (id, channel) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var types = typeof(TargetType).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToArray();
        types.Length.ShouldBeGreaterThan(10);
        foreach (var type in types)
        {
            NotificationLink.To(type, id, channel).ShouldNotBe("/notifications", type);
        }

        NotificationLink.To(TargetType.Message, id, channel).ShouldBe($"/channels/{channel}?message={id}");
    }

    private async Task<List<JsonNode>> QuotesAsync(Guid reader, Guid thread, string query = "") =>
        [
            .. (await app.HttpAs(reader).GetPathAsync($"/threads/{thread}/messages{query}").ShouldAnswerAsync(200))
                .Items()
                .Where(message => message["quote"] is not null)
                .Select(message => message["quote"]!),
        ];
}
