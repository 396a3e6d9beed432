using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A bot from its making to its end: at the gateway, in identity, social and messaging.</summary>
public sealed class BotTests(SharedFleet fleet)
{
    [Fact]
    public async Task ABotWritesInACommunityAndAllSeeThatItIsABot()
    {
        var owner = await fleet.OrganizerAsync(); // has a verified address
        var bot = await owner.IdOfAsync("/api/v1/bots", new { username = fleet.NewName(), full_name = "Weather" });
        var community = await owner.FoundAsync(
            new
            {
                kind = "group",
                name = "Hikers",
                visibility = "public",
            }
        );
        var thread = await owner.IdOfAsync($"/api/v1/communities/{community}/threads", new { title = "Sunday", content = "Who comes?" });
        using var program = await ProgramAsync(owner, bot, "communities:write", "messages:read", "messages:write");
        using var reader = await ProgramAsync(owner, bot, "messages:read");
        var message = new { content = "It will rain." };
        var messages = new Uri($"/api/v1/threads/{thread}/messages", UriKind.Relative);

        using (var joined = await program.PostAsync(new Uri($"/api/v1/communities/{community}/join", UriKind.Relative), content: null))
        {
            await joined.ShouldBeAsync(HttpStatusCode.OK);
        }

        using (var refused = await reader.PostAsJsonAsync(messages, message))
        {
            var problem = await refused.ShouldBeAsync(HttpStatusCode.Forbidden);
            problem["reason"]!.GetValue<string>().ShouldBe("scope_missing");
        }

        // Messaging learns of the bot and of its membership over the bus.
        await Poll.UntilAsync(async () =>
        {
            using var posted = await program.PostAsJsonAsync(messages, message);
            return posted.StatusCode == HttpStatusCode.Created;
        });

        var last = (await owner.Client.GetAsync($"{messages}", HttpStatusCode.OK))["items"]!.AsArray()[^1]!;
        (last["author_id"]!.GetValue<Guid>(), last["content"]!.GetValue<string>()).ShouldBe((bot, message.content));
        last["author"]!["is_bot"]!.GetValue<bool>().ShouldBeTrue();
        var members = (await owner.Client.GetAsync($"/api/v1/communities/{community}/members", HttpStatusCode.OK))["items"]!.AsArray();
        members.Single(one => one!["user_id"]!.GetValue<Guid>() == bot)!["is_bot"]!.GetValue<bool>().ShouldBeTrue();

        await RefusedAsync(
            program,
            "/api/v1/communities",
            new
            {
                kind = "group",
                name = "Mine",
                visibility = "public",
            },
            "not_for_bots"
        );
        await RefusedAsync(program, "/api/v1/bots", new { username = fleet.NewName() }, "not_for_api_tokens");
        await RefusedAsync(program, $"/api/v1/direct/{owner.Id}/messages", message, "bots_do_not_begin");

        using (var deleted = await owner.Client.DeleteAsync(new Uri($"/api/v1/bots/{bot}", UriKind.Relative)))
        {
            deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        await Poll.UntilAsync(async () => await program.StatusAsync($"{messages}") == HttpStatusCode.Unauthorized);
        await Poll.UntilAsync(async () =>
            (await owner.Client.GetAsync($"/api/v1/communities/{community}", HttpStatusCode.OK))["member_count"]!.GetValue<int>() == 1
        );
    }

    private static async Task RefusedAsync(HttpClient program, string path, object body, string reason)
    {
        using var answer = await program.PostAsJsonAsync(path, body);
        (await answer.ShouldBeAsync(HttpStatusCode.Forbidden))["reason"]!.GetValue<string>().ShouldBe(reason);
    }

    /// <summary>A client with an API token of the bot.</summary>
    private async Task<HttpClient> ProgramAsync(Person owner, Guid bot, params string[] scopes)
    {
        using var made = await owner.PostAsync($"/api/v1/bots/{bot}/tokens", new { name = "a program", scopes });
        return fleet.Client((await made.ShouldBeAsync(HttpStatusCode.Created))["token"]!.GetValue<string>());
    }
}
