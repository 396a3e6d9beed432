using System.Globalization;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Community.Social.Tests.Relations;

namespace Community.Social.Tests.Blocks;

/// <summary>
/// If one of two people blocks the other, both get the same answers about each other as about a person who does not exist: in every call,
/// to the letter.
/// </summary>
[Collection(nameof(SocialTests))]
public sealed partial class BlockSecrecyTests(SocialApplication app)
{
    /// <summary>The calls that name a person ({0}) or a connection ({1}).</summary>
    private static readonly (string Method, string Path)[] Calls =
    [
        ("POST", "/connections"),
        ("POST", "/connections/{1}/accept"),
        ("POST", "/connections/{1}/decline"),
        ("DELETE", "/connections/{1}"),
        ("PUT", "/users/{0}/follow"),
        ("DELETE", "/users/{0}/follow"),
        ("GET", "/users/{0}/followers"),
        ("GET", "/users/{0}/following"),
        ("GET", "/users/{0}/relation"),
        ("DELETE", "/blocks/{0}"),
    ];

    public static TheoryData<string, bool> Histories
    {
        get
        {
            var histories = new TheoryData<string, bool>();
            foreach (var history in (string[])["nothing", "connected", "asked", "was asked", "declined", "was declined"])
            {
                histories.Add(history, true);
                histories.Add(history, false);
            }

            return histories;
        }
    }

    [Theory, MemberData(nameof(Histories))]
    public async Task EveryAnswerIsThatOfAMissingUser(string history, bool callerBlocks)
    {
        var people = await app.PeopleAsync(2);
        var (caller, other) = (people[0], people[1]);
        var connection = await LiveAsync(history, caller, other);
        await (await app.HttpAs(callerBlocks ? caller : other).BlockAsync(callerBlocks ? other : caller)).ShouldBeDoneAsync();
        // Only a blocker can unblock, so that call is not compared.
        foreach (var (method, path) in Calls.Where(call => !(callerBlocks && call.Path.StartsWith("/blocks", StringComparison.Ordinal))))
        {
            var about = await AnswerAsync(caller, method, path, other, connection);
            about.ShouldBe(await AnswerAsync(caller, method, path, Guid.CreateVersion7(), Guid.CreateVersion7()), $"{method} {path}");
        }

        (await app.HttpAs(caller).PeopleAsync("/connections")).ShouldBeEmpty();
        (await app.HttpAs(caller).PeopleAsync("/connections/pending")).ShouldBeEmpty();
        (await app.HttpAs(caller).PeopleAsync("/connections/pending?direction=outgoing")).ShouldBeEmpty();
        (await app.HttpAs(caller).PeopleAsync($"/users/{caller}/followers")).ShouldBeEmpty();
        (await app.HttpAs(caller).PeopleAsync($"/users/{caller}/following")).ShouldBeEmpty();
        (await app.HttpAs(caller).PeopleAsync("/blocks")).ShouldBe(callerBlocks ? [other] : []);
    }

    [Fact]
    public async Task BlockingABlockingUserIsAnsweredAsBlockingAnyUser()
    {
        var people = await app.PeopleAsync(3);
        await (await app.HttpAs(people[1]).BlockAsync(people[0])).ShouldBeDoneAsync();

        foreach (var method in (string[])["PUT", "DELETE"])
        {
            (await AnswerAsync(people[0], method, "/blocks/{0}", people[1], default)).ShouldBe(
                await AnswerAsync(people[0], method, "/blocks/{0}", people[2], default)
            );
        }
    }

    /// <summary>After a block and its removal, the state is the same as if the relation had ended in another way.</summary>
    [Theory]
    [InlineData("connected")]
    [InlineData("asked")]
    [InlineData("was asked")]
    public async Task ABlockThatWasLiftedLooksLikeAnOrdinaryEnd(string history)
    {
        var people = await app.PeopleAsync(3);
        var (caller, blocker, ender) = (people[0], people[1], people[2]);
        var blocked = await LiveAsync(history, caller, blocker, follow: false);
        var ended = await LiveAsync(history, caller, ender, follow: false);
        await (await app.HttpAs(blocker).BlockAsync(caller)).ShouldBeDoneAsync();
        await (await app.HttpAs(blocker).UnblockAsync(caller)).ShouldBeDoneAsync();
        await (
            history == "asked" ? await app.HttpAs(ender).DeclineAsync(ended) : await app.HttpAs(ender).EndAsync(ended)
        ).ShouldBeDoneAsync();

        foreach (var (method, path) in Calls)
        {
            (await AnswerAsync(caller, method, path, blocker, blocked)).ShouldBe(
                await AnswerAsync(caller, method, path, ender, ended),
                $"{method} {path}"
            );
        }
    }

    private async Task<Guid> LiveAsync(string history, Guid caller, Guid other, bool follow = true)
    {
        if (follow && history != "nothing")
        {
            await (await app.HttpAs(caller).FollowAsync(other)).ShouldBeDoneAsync();
            await (await app.HttpAs(other).FollowAsync(caller)).ShouldBeDoneAsync();
        }

        switch (history)
        {
            case "connected":
                return await app.ConnectedAsync(caller, other);
            case "asked":
                return await app.HttpAs(caller).AskedAsync(other);
            case "was asked":
                return await app.HttpAs(other).AskedAsync(caller);
            case "declined":
                var mine = await app.HttpAs(caller).AskedAsync(other);
                await (await app.HttpAs(other).DeclineAsync(mine)).ShouldBeDoneAsync();
                return mine;
            case "was declined":
                var theirs = await app.HttpAs(other).AskedAsync(caller);
                await (await app.HttpAs(caller).DeclineAsync(theirs)).ShouldBeDoneAsync();
                return theirs;
            default:
                return Guid.CreateVersion7();
        }
    }

    /// <summary>Status, headers that a handler sets, and body, without the parts that differ in every answer: ids, names, times.</summary>
    private async Task<string> AnswerAsync(Guid caller, string method, string path, Guid person, Guid connection)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            "/api/v1" + string.Format(CultureInfo.InvariantCulture, path, person, connection)
        );
        if (path == "/connections")
        {
            request.Content = JsonContent.Create(new { user_id = person });
        }

        using var answer = await app.HttpAs(caller).SendAsync(request);
        var body = (await answer.Content.ReadAsStringAsync()).Replace(person.ToString(), "PERSON", StringComparison.Ordinal);
        return $"{answer.StatusCode} {answer.Headers.RetryAfter} {answer.Headers.Location} {Passing().Replace(body, "\"$1\":…")}";
    }

    [GeneratedRegex("\"(trace_id|id|connection_id|username|requested_at|next_cursor)\":\"[^\"]*\"")]
    private static partial Regex Passing();
}
