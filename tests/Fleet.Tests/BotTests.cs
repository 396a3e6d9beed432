using System.Net;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A bot from its making to its end: at the gateway, in identity, social and messaging.</summary>
public sealed class BotTests(SharedFleet fleet)
{
    [Fact]
    public async Task ABotWritesInACommunityAndAllSeeThatItIsABot()
    {
        var person = await fleet.OrganizerAsync(); // has a verified address
        var owner = person.Client;
        var bot = (await owner.Bots.CreateAsync(new() { Username = fleet.NewName(), FullName = "Weather" })).Id;
        var community = await person.FoundAsync("Hikers", VisibilityChoice.Public);
        var thread = (await owner.Threads.CreateAsync(community, new() { Title = "Sunday", Content = "Who comes?" })).Id;
        var program = await ProgramAsync(owner, bot, "communities:write", "messages:read", "messages:write");
        var reader = await ProgramAsync(owner, bot, "messages:read");
        var message = new PostMessage { Content = "It will rain." };

        await program.Communities.JoinAsync(community);
        await RefusedAsync(() => reader.Threads.PostAsync(thread, message), Reason.ScopeMissing);

        // Messaging learns of the bot and of its membership over the bus.
        await Poll.ForAsync(async () => await program.Threads.PostAsync(thread, message));

        var last = (await owner.Threads.Messages(thread).FirstPageAsync()).Items[^1];
        (last.AuthorId, last.Content).ShouldBe((bot, message.Content));

        // Its profile comes on a way of its own, and may come later than its membership.
        await Poll.UntilAsync(async () => (await owner.Threads.Messages(thread).FirstPageAsync()).Items[^1].Author?.IsBot == true);
        var members = (await owner.Communities.Members(community).FirstPageAsync()).Items;
        members.Single(one => one.UserId == bot).IsBot.ShouldBeTrue();

        var mine = new CommunityDraft
        {
            Kind = KindChoice.Group,
            Name = "Mine",
            Visibility = VisibilityChoice.Public,
        };
        await RefusedAsync(() => program.Communities.CreateAsync(mine), Reason.NotForBots);
        await RefusedAsync(() => program.Bots.CreateAsync(new() { Username = fleet.NewName() }), Reason.NotForApiTokens);
        await RefusedAsync(() => program.Direct.PostAsync(person.Id, message), Reason.BotsDoNotBegin);

        await owner.Bots.DeleteAsync(bot);
        await Poll.UntilAsync(async () =>
            await program.Threads.Messages(thread).FirstPageAsync().StatusAsync() == HttpStatusCode.Unauthorized
        );
        await Poll.UntilAsync(async () => (await owner.Communities.GetAsync(community)).MemberCount == 1);
    }

    private static async Task RefusedAsync(Func<Task> call, Reason reason) =>
        (await Should.ThrowAsync<ForbiddenException>(call)).Reason.ShouldBe(reason);

    /// <summary>A client with an API token of the bot.</summary>
    private async Task<CommunityClient> ProgramAsync(CommunityClient owner, Guid bot, params string[] scopes) =>
        fleet.Client(accessToken: (await owner.Bots.CreateTokenAsync(bot, new() { Name = "a program", Scopes = scopes })).Token);
}
