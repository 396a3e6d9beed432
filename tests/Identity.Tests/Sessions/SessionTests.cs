using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Testing;

namespace Community.Identity.Tests.Sessions;

public sealed class SessionTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task ARefreshGivesNewTokensThatWork()
    {
        var person = await application.PersonAsync();
        var refreshed = await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK);

        Text(refreshed, "refresh_token").ShouldNotBe(person.RefreshToken);
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Text(refreshed, "access_token"));
        await client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheTokenJustReplacedGetsTheSameSuccessorAgain()
    {
        var person = await application.PersonAsync();
        var first = await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK);
        var again = await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK);

        Text(again, "refresh_token").ShouldBe(Text(first, "refresh_token"));
        await RefreshAsync(Text(again, "refresh_token")).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfTwentyAtOnceAllLiveInOneChain()
    {
        var person = await application.PersonAsync();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(_ => RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK))
        );

        answers.Select(answer => Text(answer, "refresh_token")).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AReplacedTokenAfterTheGraceEndsTheSession()
    {
        var person = await application.PersonAsync();
        var successor = Text(await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK), "refresh_token");
        application.Clock.Advance(TimeSpan.FromSeconds(11));

        await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.Unauthorized);

        await RefreshAsync(successor).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await EndsAsync(person)).ShouldHaveSingleItem().Reason.ShouldBe("reuse_detected");
    }

    [Fact]
    public async Task ASessionThatWasEndedByASlowTransactionIsRefusedAllTheSame()
    {
        var person = await application.PersonAsync();
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        // Stamped long before its commit, so the feed has already read past that time.
        await application.QueryAsync<int>(
            "UPDATE sessions SET ended_at = $2, end_reason = 'logout_all' WHERE user_id = $1",
            person.Id,
            application.Clock.GetUtcNow() - TimeSpan.FromSeconds(40)
        );
        await Poll.UntilAsync(async () => (await person.Client.GetAsync("/api/v1/auth/me")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnOlderTokenEndsTheSessionAtOnce()
    {
        var person = await application.PersonAsync();
        var second = Text(await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK), "refresh_token");
        var third = Text(await RefreshAsync(second).ShouldBeAsync(HttpStatusCode.OK), "refresh_token");

        await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.Unauthorized);

        await RefreshAsync(third).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("*AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task WhatWasNeverATokenIsRefused(string token) => await RefreshAsync(token).ShouldBeAsync(HttpStatusCode.Unauthorized);

    [Fact]
    public async Task ForgingATokenOfAKnownSessionEndsNothing()
    {
        var person = await application.PersonAsync();
        var forged = person.RefreshToken.ToCharArray();
        forged[40] = forged[40] == 'A' ? 'B' : 'A';

        await RefreshAsync(new string(forged)).ShouldBeAsync(HttpStatusCode.Unauthorized);

        await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ASessionThatIsUsedEachWeekEndsAfterNinetyDays()
    {
        var person = await application.PersonAsync();
        await application.QueryAsync<object>(
            "UPDATE sessions SET created_at = created_at - interval '89 days' WHERE user_id = $1",
            person.Id
        );
        var refreshed = await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.OK);
        application.Clock.Advance(TimeSpan.FromDays(1.1));

        await RefreshAsync(refreshed["refresh_token"]!.GetValue<string>()).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnUnusedSessionExpiresAfterAWeek()
    {
        var person = await application.PersonAsync();
        application.Clock.Advance(TimeSpan.FromDays(7.1));

        await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task LogoutRefusesTheTokensOfThisSessionOnly()
    {
        var person = await application.RegisterAsync();
        var elsewhere = await application.SignInAsync(person.Username);

        (await person.Client.PostAsync("/api/v1/auth/logout", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await RefreshAsync(person.RefreshToken).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await elsewhere.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task LogoutAllEndsEverySession()
    {
        var person = await application.RegisterAsync();
        var elsewhere = await application.SignInAsync(person.Username);

        (await elsewhere.Client.PostAsync("/api/v1/auth/logout-all", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await elsewhere.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ASessionThatIsEndedInSeveralWaysAtOnceEndsOnce()
    {
        for (var round = 0; round < 5; round++)
        {
            var person = await application.PersonAsync();
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 8)
                    .Select(call =>
                        person.Client.PostAsync(call % 4 == 0 ? "/api/v1/auth/logout" : "/api/v1/auth/logout-all", content: null)
                    )
            );

            // A call that comes after the end is refused.
            answers.ShouldAllBe(answer =>
                answer.StatusCode == HttpStatusCode.NoContent || answer.StatusCode == HttpStatusCode.Unauthorized
            );
            (await EndsAsync(person)).ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task ADeviceCanBeEndedFromAnotherButNotAStrangers()
    {
        var person = await application.RegisterAsync();
        var phone = await application.SignInAsync(person.Username);
        var stranger = await application.PersonAsync();
        var sessions = (await person.Client.GetAsync("/api/v1/auth/sessions").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();
        sessions.Count.ShouldBe(2);
        var other = sessions.Single(session => !session!["is_current"]!.GetValue<bool>())!["id"]!.GetValue<Guid>();

        await stranger.Client.DeleteAsync($"/api/v1/auth/sessions/{other}").ShouldBeAsync(HttpStatusCode.NotFound);
        await phone.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);

        (await person.Client.DeleteAsync($"/api/v1/auth/sessions/{other}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await phone.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await person.Client.DeleteAsync($"/api/v1/auth/sessions/{other}").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task OnlyTheFleetReadsEndedSessions()
    {
        var person = await application.PersonAsync();
        var since = application.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        await person.Client.PostAsync("/api/v1/auth/logout", null);
        var ended = (await EndsAsync(person)).Single().SessionId;

        using var fleet = application.Anonymous();
        fleet.DefaultRequestHeaders.Authorization = new("Fleet", "a-key-for-tests-of-more-than-32-characters");
        var feed = await fleet.GetAsync($"/internal/revoked-sessions?since={since}").ShouldBeAsync(HttpStatusCode.OK);
        feed["sessions"]!.AsArray().Select(session => session!["session_id"]!.GetValue<Guid>()).ShouldContain(ended);

        var other = await application.PersonAsync();
        await other.Client.GetAsync($"/internal/revoked-sessions?since={since}").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpResponseMessage> RefreshAsync(string token)
    {
        using var client = application.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token });
    }

    private async Task<IReadOnlyList<SessionRevoked>> EndsAsync(Person person)
    {
        var sessionId = await application.QueryAsync<Guid>(
            "SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NOT NULL",
            person.Id
        );
        return await application.PublishedAsync<SessionRevoked>(sessionId);
    }

    private static string Text(JsonNode answer, string name) => answer[name]!.GetValue<string>();
}
