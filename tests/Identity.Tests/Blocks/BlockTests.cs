using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Community.Contracts.Social;
using Community.Identity.Blocks;
using Community.Identity.Data;
using Community.Identity.Tests.Profiles;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Identity.Tests.Blocks;

public sealed partial class BlockTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task AcrossABlockNeitherFindsTheOtherAndTheAnswerIsThatOfAMissingPerson()
    {
        var (blocker, blocked) = (await application.PersonAsync(), await application.PersonAsync());
        await ApplyAsync(blocker, blocked, version: 1, isBlocked: true);

        foreach (var (caller, other) in new[] { (blocker, blocked), (blocked, blocker) })
        {
            (await SeenAsync(caller, $"/api/v1/users/{other.Id}")).ShouldBe(
                await SeenAsync(caller, $"/api/v1/users/{Guid.CreateVersion7()}")
            );
            (await SeenAsync(caller, $"/api/v1/users/by-username/{other.Username}")).ShouldBe(
                await SeenAsync(caller, "/api/v1/users/by-username/nobody-is-called-so")
            );
            await caller.Client.GetAsync($"/api/v1/users/{caller.Id}").ShouldBeAsync(HttpStatusCode.OK);
        }

        var third = await application.PersonAsync();
        await third.Client.GetAsync($"/api/v1/users/{blocked.Id}").ShouldBeAsync(HttpStatusCode.OK);
        await third.Client.GetAsync($"/api/v1/users/by-username/{blocker.Username}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task APictureRevealsNeitherABlockNorAProfileThatIsNotPublic()
    {
        var (blocker, blocked) = (await application.PersonAsync(), await application.PersonAsync());
        using var content = new ByteArrayContent(Pictures.Png) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        var set = await blocker.Client.PutAsync("/api/v1/users/me/picture", content).ShouldBeAsync(HttpStatusCode.OK);
        var url = set["picture_url"]!.GetValue<string>();
        await ApplyAsync(blocker, blocked, version: 1, isBlocked: true);
        var missing = await SeenAsync(blocked, $"/api/v1/users/{Guid.CreateVersion7()}/picture");

        foreach (var query in new[] { "", "?v=", $"?v={Guid.CreateVersion7():N}" })
        {
            (await SeenAsync(blocked, $"/api/v1/users/{blocker.Id}/picture{query}")).ShouldBe(missing, query);
            using var stranger = application.Anonymous();
            await stranger.GetAsync($"/api/v1/users/{blocker.Id}/picture{query}").ShouldBeAsync(HttpStatusCode.NotFound);
        }

        (await SeenAsync(blocked, url)).ShouldBe(missing);
        using var third = await (await application.PersonAsync()).Client.GetAsync(url);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("moderator")]
    [InlineData("admin")]
    public async Task ModeratorsSeePastABlock(string role)
    {
        var (moderator, other) = (await application.PersonAsync(roles: ["attendee", role]), await application.PersonAsync());
        await ApplyAsync(other, moderator, version: 1, isBlocked: true);

        await moderator.Client.GetAsync($"/api/v1/users/{other.Id}").ShouldBeAsync(HttpStatusCode.OK);
        await moderator.Client.GetAsync($"/api/v1/users/by-username/{other.Username}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheNewestVersionCountsInAnyOrder()
    {
        var (blocker, blocked) = (await application.PersonAsync(), await application.PersonAsync());
        await ApplyAsync(blocker, blocked, version: 2, isBlocked: false);
        await ApplyAsync(blocker, blocked, version: 1, isBlocked: true);
        await blocked.Client.GetAsync($"/api/v1/users/{blocker.Id}").ShouldBeAsync(HttpStatusCode.OK);

        await ApplyAsync(blocker, blocked, version: 3, isBlocked: true);
        await blocked.Client.GetAsync($"/api/v1/users/{blocker.Id}").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ABlockThatArrivesAfterAnErasureLeavesNothing()
    {
        var (erased, other) = (await application.PersonAsync(), await application.PersonAsync());
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await db.Database.ExecuteSqlAsync($"UPDATE users SET erased_at = now() WHERE id = {erased.Id}");

        await ApplyAsync(erased, other, version: 1, isBlocked: true);
        await ApplyAsync(other, erased, version: 1, isBlocked: true);

        (await db.Blocks.CountAsync(block => block.BlockerId == erased.Id || block.BlockedId == erased.Id)).ShouldBe(0);
    }

    /// <summary>Everything in an answer that a client can compare, except the parts that differ for every request.</summary>
    private static async Task<string> SeenAsync(Person caller, string path)
    {
        using var answer = await caller.Client.GetAsync(path);
        var headers = answer
            .Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not "Date" and not "Content-Length")
            .Select(header => $"{header.Key}: {string.Join(',', header.Value)}")
            .Order(StringComparer.Ordinal);
        var body = TraceIds().Replace(await answer.Content.ReadAsStringAsync(), "trace");
        return $"{answer.StatusCode}\n{string.Join('\n', headers)}\n{body}";
    }

    private async Task ApplyAsync(Person blocker, Person blocked, long version, bool isBlocked)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = application.Clock.GetUtcNow();
        await (
            isBlocked
                ? new WhenUserBlocked(db).ApplyAsync(
                    new UserBlocked(Guid.CreateVersion7(), now, Guid.CreateVersion7(), version, blocker.Id, blocked.Id)
                )
                : new WhenUserUnblocked(db).ApplyAsync(
                    new UserUnblocked(Guid.CreateVersion7(), now, Guid.CreateVersion7(), version, blocker.Id, blocked.Id)
                )
        );
    }

    [GeneratedRegex("[0-9a-f]{32}", RegexOptions.None, 1000)]
    private static partial Regex TraceIds();
}
