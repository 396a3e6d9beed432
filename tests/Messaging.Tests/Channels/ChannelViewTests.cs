namespace Community.Messaging.Tests.Channels;

/// <summary>A channel by its id alone, for its readers.</summary>
[Collection(nameof(MessagingTests))]
public sealed class ChannelViewTests(MessagingApplication app)
{
    [Fact]
    public async Task AThreadSaysWhereItStandsAndWhatTheCallerIsThere()
    {
        var (owner, member, visitor) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", owner, member);
        var thread = await app.ThreadAsync(community, owner);
        await app.SayAsync(thread, owner, "one");
        await app.SayAsync(thread, owner, "two");
        await app.HttpAs(member).SendAsync("PUT", $"/channels/{thread}/read", new { seq = 1 }).ShouldAnswerAsync(200);

        var seen = await app.HttpAs(member).GetPathAsync($"/channels/{thread}").ShouldAnswerAsync(200);

        (seen.Text("kind"), seen.Text("title"), seen["community"]!.Id(), seen["community"]!.Text("name")).ShouldBe(
            ("thread", "Openings", community, "Chess")
        );
        (
            seen.Text("my_role"),
            seen.Flag("may_write"),
            seen.Number("unread"),
            seen.Number("last_read_seq"),
            seen.Number("last_seq")
        ).ShouldBe(("member", true, 1L, 1L, 2L));
        (seen["event"], seen["peer"]).ShouldBe((null, null));
        (await app.HttpAs(owner).GetPathAsync($"/channels/{thread}").ShouldAnswerAsync(200)).Text("my_role").ShouldBe("owner");
        var read = await app.HttpAs(visitor).GetPathAsync($"/channels/{thread}").ShouldAnswerAsync(200);
        (read.Text("my_role"), read.Flag("may_write")).ShouldBe(("reader", false));
    }

    [Fact]
    public async Task AnEventsChatSaysWhichEventItIs()
    {
        var (organizer, guest, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var chess = await app.EventAsync(organizer, guest);
        var chat = (
            await app.HttpAs(organizer)
                .SendAsync("POST", $"/events/{chess}/chat/messages", new { content = "hello" })
                .ShouldAnswerAsync(201)
        ).Id("channel_id");

        var seen = await app.HttpAs(guest).GetPathAsync($"/channels/{chat}").ShouldAnswerAsync(200);

        (seen.Text("kind"), seen.Text("title"), seen["event"]!.Id(), seen.Text("my_role"), seen.Number("unread")).ShouldBe(
            ("event_chat", "Simul", chess, "attendee", 1L)
        );
        (await app.HttpAs(organizer).GetPathAsync($"/channels/{chat}").ShouldAnswerAsync(200)).Text("my_role").ShouldBe("organizer");
        await app.HttpAs(stranger).GetPathAsync($"/channels/{chat}").ShouldAnswerAsync(404, "no_such_channel");
        await app.HttpAs(stranger).GetPathAsync($"/channels/{Guid.CreateVersion7()}").ShouldAnswerAsync(404, "no_such_channel");
    }

    [Fact]
    public async Task AConversationNamesThePeerAndDoesNotRevealABlock()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var channel = (await app.WriteAsync(other, me, "hello")).Id("channel_id");

        var seen = await app.HttpAs(me).GetPathAsync($"/channels/{channel}").ShouldAnswerAsync(200);
        (seen.Text("kind"), seen["peer"]!.Id(), seen.Text("my_role"), seen.Number("unread"), seen.Flag("may_write")).ShouldBe(
            ("direct", other, "participant", 1L, true)
        );
        seen.Text("title").ShouldBe(seen["peer"]!.Text("full_name"));

        await app.BlockAsync(other, me);
        var blocked = await app.HttpAs(me).GetPathAsync($"/channels/{channel}").ShouldAnswerAsync(200);
        (blocked["title"], blocked["peer"]!["username"], blocked.Number("unread"), blocked.Flag("may_write")).ShouldBe(
            (null, null, 0L, false)
        );
        await app.HttpAs(await app.PersonAsync()).GetPathAsync($"/channels/{channel}").ShouldAnswerAsync(404, "no_such_channel");
    }
}
