using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Social.Membership;
using Community.Social.Tests.Membership;
using Community.Testing;

namespace Community.Social.Tests.People;

/// <summary>Accounts in which programs act: members like others, but no people to get to know, and owners of nothing.</summary>
[Collection(nameof(SocialTests))]
public sealed class BotTests(SocialApplication social)
{
    private readonly string _region = $"región {Guid.CreateVersion7():N}";

    [Fact]
    public async Task DiscoveryLeavesBotsOut()
    {
        var (me, other, bot) = (Person("me"), Person("other"), Bot("bot"));
        await social.AddAsync(me, other, bot);

        var found = await GetAsync(me.UserId, $"/api/v1/discover/people?region={Uri.EscapeDataString(_region)}");
        Names(found, person => person).ShouldBe(["other"]);
        found.GetProperty("total").GetInt32().ShouldBe(1);
        var named = await GetAsync(me.UserId, $"/api/v1/discover/people?region={Uri.EscapeDataString(_region)}&q=bot");
        named.GetProperty("total").GetInt32().ShouldBe(0);
        var suggested = await GetAsync(me.UserId, "/api/v1/discover/suggestions?limit=50");
        Names(suggested, item => item.GetProperty("person")).ShouldNotContain("bot");

        // It leaves the counts as it entered them.
        await social.PublishAsync(Users.Erased(bot.UserId, 2));
        await Poll.UntilAsync(() => social.WithDbAsync(async db => (await db.People.FindAsync(bot.UserId))!.IsErased));
        (await GetAsync(me.UserId, $"/api/v1/discover/people?region={Uri.EscapeDataString(_region)}"))
            .GetProperty("total")
            .GetInt32()
            .ShouldBe(1);
    }

    [Fact]
    public async Task AMemberListSaysWhichMemberIsABot()
    {
        var (owner, bot) = (await social.PersonAsync(), await BotAsync());
        var community = await social.CommunityAsync(owner);
        await social.JoinAsync(bot, community);

        var members = await GetAsync(owner, $"/api/v1/communities/{community}/members");
        members
            .GetProperty("items")
            .EnumerateArray()
            .Select(member => (member.GetProperty("user_id").GetGuid(), member.GetProperty("is_bot").GetBoolean()))
            .ShouldBe([(owner, false), (bot, true)]);
    }

    [Fact]
    public async Task ABotOwnsNoCommunity()
    {
        var (owner, bot, person) = (await social.PersonAsync(), await BotAsync(), await social.PersonAsync());
        var community = await social.CommunityAsync(owner, moderators: [bot], members: [person]);

        var refused = await social.AskAsync(
            HttpStatusCode.Conflict,
            owner,
            HttpMethod.Patch,
            $"{community}/members/{bot}",
            new { role = MemberRole.Owner }
        );
        refused.Reason().ShouldBe("bot_account");

        // The bot is the moderator and came first; the community passes to the person.
        await social.PublishAsync(Users.Erased(owner, 2));
        await Poll.UntilAsync(async () => (await social.MembershipAsync(community, person))!.Role == MemberRole.Owner);
        (await social.MembershipAsync(community, bot))!.Role.ShouldBe(MemberRole.Moderator);
    }

    [Fact]
    public async Task ABotHasNoConnectionsAndCanBeFollowed()
    {
        var (person, bot) = (await social.PersonAsync(), await BotAsync());
        using var http = social.HttpAs(person);

        using var asked = await http.PostAsJsonAsync("/api/v1/connections", new { user_id = bot });
        asked.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await asked.Content.ReadFromJsonAsync<JsonElement>()).Reason().ShouldBe("bot_account");
        using var followed = await http.PutAsync($"/api/v1/users/{bot}/follow", content: null);
        followed.IsSuccessStatusCode.ShouldBeTrue();
        var following = await GetAsync(person, $"/api/v1/users/{person}/following");
        following.GetProperty("items").EnumerateArray().Single().ToString().ShouldContain("\"is_bot\":true");
    }

    private async Task<Guid> BotAsync()
    {
        var bot = Bot();
        await social.AddAsync(bot);
        return bot.UserId;
    }

    private UserRegistered Person(string username) => Users.Registered(Users.Profile(username, _region, ["kites"]));

    private UserRegistered Bot(string? username = null) =>
        Users.Registered(Users.Profile(username, _region, ["kites"]) with { IsBot = true });

    private async Task<JsonElement> GetAsync(Guid caller, string path)
    {
        using var http = social.HttpAs(caller);
        using var answer = await http.GetAsync(path);
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static List<string> Names(JsonElement page, Func<JsonElement, JsonElement> personOf) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => personOf(item).GetProperty("username").GetString()!)];
}
