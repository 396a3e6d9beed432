using Community.Contracts.Identity;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Direct;

/// <summary>Accounts in which programs act: readers see it beside the name, and they do not write to people first.</summary>
[Collection(nameof(MessagingTests))]
public sealed class BotTests(MessagingApplication app)
{
    [Fact]
    public async Task ReadersSeeThatAnAuthorIsABot()
    {
        var (reader, bot) = (await app.PersonAsync(), await BotAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", reader, bot), reader);

        var posted = await app.HttpAsBot(bot)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "Rain" })
            .ShouldAnswerAsync(201);
        await app.SayAsync(thread, reader, "Thanks");

        posted["author"]!.Flag("is_bot").ShouldBeTrue();
        var read = (await app.HttpAs(reader).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200)).Items();
        read.Select(message => (message["author"]!.Id(), message["author"]!.Flag("is_bot"))).ShouldBe([(bot, true), (reader, false)]);
        var opened = await app.HttpAsBot(bot)
            .SendAsync(
                "POST",
                $"/communities/{await app.CommunityAsync("private", reader, bot)}/threads",
                new { title = "Weather", content = "Rain" }
            )
            .ShouldAnswerAsync(201);
        opened["author"]!.Flag("is_bot").ShouldBeTrue();
    }

    [Fact]
    public async Task ABotAnswersAConversationAndBeginsNone()
    {
        var (person, bot) = (await app.PersonAsync(), await BotAsync());
        await WriteAsBotAsync(403, "bots_do_not_begin");
        (await app.WithDbAsync(db => db.Channels.CountAsync(channel => channel.LowId == person || channel.HighId == person))).ShouldBe(0);

        await app.WriteAsync(person, bot, "Will it rain?");

        await WriteAsBotAsync(201);
        var conversation = (await app.HttpAs(person).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().ShouldHaveSingleItem();
        conversation["peer"]!.Flag("is_bot").ShouldBeTrue();
        var channel = await app.HttpAs(person).GetPathAsync($"/channels/{conversation.Id("channel_id")}").ShouldAnswerAsync(200);
        channel["peer"]!.Flag("is_bot").ShouldBeTrue();

        Task WriteAsBotAsync(int status, string? reason = null) =>
            app.HttpAsBot(bot).SendAsync("POST", $"/direct/{person}/messages", new { content = "Yes" }).ShouldAnswerAsync(status, reason);
    }

    /// <summary>A bot, as identity announces it.</summary>
    private async Task<Guid> BotAsync()
    {
        var (id, now) = (Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);
        var profile = new UserProfile($"bot{id:N}", "Weather", null, null, null, null, null, null, [], null, null, now, IsBot: true);
        await app.PublishAsync(
            new UserRegistered(Guid.CreateVersion7(), now, id, 1, profile, ["attendee"], IsGuest: false, ReferredBy: null)
        );
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.People.AnyAsync(person => person.Id == id && person.IsBot)));
        return id;
    }
}
