using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Messaging.Notifications;
using Community.Messaging.Tests.Moderation;
using Community.Platform.Http.Localization;
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

    [Fact]
    public async Task ItsOwnerIsNotifiedOfDecisionsAboutIt()
    {
        var (owner, reader) = (await app.PersonAsync(), await app.PersonAsync());
        var bot = await BotAsync(owner);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", reader, bot), reader);
        var posted = await app.HttpAsBot(bot)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "Rain" })
            .ShouldAnswerAsync(201);

        await app.SettleAsync(
            ModerationSteps.Imposed(Guid.CreateVersion7(), bot, "warning", until: null),
            ModerationSteps.Removed("message", posted.Id(), 1),
            ModerationSteps.Imposed(Guid.CreateVersion7(), reader, "warning", until: null)
        );

        var told = await ToldAsync(owner);
        told.ConvertAll(one => one.Text("title")).Order().ShouldBe(["A warning for Weather", "Content was removed"]);
        foreach (var one in told)
        {
            one.Text("text").ShouldContain("your bot Weather");
            one.Text("link").ShouldBe($"/account/bots/{bot}");
            (one["target"]!.Text("type"), one["target"]!.Id()).ShouldBe((TargetType.Bot, bot));
        }

        (await ToldAsync(reader)).ConvertAll(one => one.Text("title")).ShouldContain("A warning");
    }

    [Fact]
    public async Task ASuspensionOfABotIsOneNotificationOfItsOwner()
    {
        var owner = await app.PersonAsync();
        var bot = await BotAsync(owner);
        var sanction = Guid.CreateVersion7();

        // The decision, and then its effect on the account, as identity publishes it.
        await app.SettleAsync(ModerationSteps.Imposed(sanction, bot, "suspension", until: null));
        await app.SettleAsync(Suspended(bot, 2, isSuspended: true));
        (await ToldAsync(owner)).ShouldHaveSingleItem().Text("title").ShouldBe("Weather is suspended");

        await app.SettleAsync(Suspended(bot, 3, isSuspended: false));
        (await ToldAsync(owner)).ShouldHaveSingleItem().Text("title").ShouldBe("A measure has ended");

        // An administrator's suspension has no decision of moderators.
        await app.HttpAs(owner).SendAsync("PATCH", "/notifications/read", new { all = true }).ShouldAnswerAsync(200);
        await app.SettleAsync(Suspended(bot, 4, isSuspended: true));
        (await ToldAsync(owner))[0].Text("title").ShouldBe("Weather is suspended");

        static UserSuspended Suspended(Guid bot, long version, bool isSuspended) =>
            new(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch, bot, version, isSuspended, Until: null, Reason: null);
    }

    [Fact]
    public void TheOwnerReadsItInArabicToo()
    {
        foreach (var detail in (string[])["warning", "mute", "suspension", "removed", "restored", "lifted"])
        {
            var parts = new NotificationParts(
                NotificationKind.Moderation,
                Actor: null,
                Actors: 0,
                Count: 1,
                Place: null,
                ChannelKind: null,
                detail,
                CancelReason: null,
                new() { Bot = "Weather" }
            );
            NotificationText.Of(parts, TextLanguage.Arabic).Text.ShouldContain("روبوتك «Weather»");
            NotificationText.Of(parts, TextLanguage.English).Text.ShouldContain("your bot Weather");
        }
    }

    private async Task<List<JsonNode>> ToldAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();

    /// <summary>A bot, as identity announces it.</summary>
    private async Task<Guid> BotAsync(Guid? owner = null)
    {
        var (id, now) = (Guid.CreateVersion7(), DateTimeOffset.UnixEpoch);
        var profile = new UserProfile($"bot{id:N}", "Weather", null, null, null, null, null, null, [], null, null, now, IsBot: true);
        await app.PublishAsync(
            new UserRegistered(Guid.CreateVersion7(), now, id, 1, profile, ["attendee"], IsGuest: false, ReferredBy: null, owner)
        );
        await Poll.UntilAsync(() => app.WithDbAsync(db => db.People.AnyAsync(person => person.Id == id && person.IsBot)));
        return id;
    }
}
