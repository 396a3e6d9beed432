using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Sessions;

/// <summary>A browser's session: the refresh token is a cookie, which no script and no other site can use.</summary>
public sealed class SessionCookieTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string Cookie = "__Host-community";

    [Theory]
    [InlineData("register", HttpStatusCode.Created)]
    [InlineData("guest", HttpStatusCode.Created)]
    [InlineData("login", HttpStatusCode.OK)]
    public async Task EverySignInPutsTheRefreshTokenIntoACookieAndNotIntoTheJson(string way, HttpStatusCode status)
    {
        var name = application.NewName();
        object body =
            way == "guest"
                ? new { }
                : new
                {
                    username = name,
                    password = Person.DefaultPassword,
                    email = $"{name}@example.org",
                };
        if (way == "login")
        {
            var known = await application.RegisterAsync();
            body = new { identifier = known.Username, password = Person.DefaultPassword };
        }

        using var browser = Browser();
        using var answer = await browser.PostAsJsonAsync($"/api/v1/auth/{way}", body);
        var tokens = await answer.ShouldBeAsync(status);

        tokens["refresh_token"].ShouldBeNull();
        tokens["access_token"]!.GetValue<string>().ShouldNotBeEmpty();
        var set = Set(answer).ShouldNotBeNull();
        set.Split("; ")[1..]
            .Select(part => part.ToLowerInvariant())
            .Order()
            .ShouldBe(["httponly", "max-age=604800", "path=/", "samesite=strict", "secure"]);
        (await application.Anonymous().RefreshAsync(ValueOf(set))).ShouldNotBeNull("the cookie has the refresh token");
    }

    [Fact]
    public async Task WithoutTheHeaderNothingChanges()
    {
        var person = await application.RegisterAsync();
        using var client = application.Anonymous();
        using var login = await client.PostAsJsonAsync(
            "/api/v1/auth/login",
            new { identifier = person.Username, password = Person.DefaultPassword }
        );
        (await login.ShouldBeAsync(HttpStatusCode.OK))["refresh_token"].ShouldNotBeNull();
        Set(login).ShouldBeNull();
    }

    [Fact]
    public async Task TheCookieIsRefreshedAndRotated()
    {
        var first = await SignInAsync();
        using var refreshed = await RefreshByCookieAsync(first);
        var tokens = await refreshed.ShouldBeAsync(HttpStatusCode.OK);
        tokens["refresh_token"].ShouldBeNull();
        var second = ValueOf(Set(refreshed)!);
        second.ShouldNotBe(first);

        // The other tab of the browser was slower: it gets the same successor.
        using var again = await RefreshByCookieAsync(first);
        await again.ShouldBeAsync(HttpStatusCode.OK);
        ValueOf(Set(again)!).ShouldBe(second);

        application.Clock.Advance(TimeSpan.FromSeconds(11));
        using var replayed = await RefreshByCookieAsync(first);
        (await replayed.ShouldBeAsync(HttpStatusCode.Unauthorized))["reason"]!.GetValue<string>().ShouldBe("invalid_refresh_token");
        Set(replayed).ShouldNotBeNull().ShouldStartWith($"{Cookie}=; ");
        using var ended = await RefreshByCookieAsync(second);
        await ended.ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    /// <summary>Another site can make a browser send the cookie, but never the header.</summary>
    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/x-www-form-urlencoded", "a=b")]
    [InlineData("text/plain", "{}")]
    [InlineData(null, "")]
    public async Task WithoutTheHeaderTheCookieIsNotUsed(string? type, string body)
    {
        var cookie = await SignInAsync();
        using var client = application.Anonymous();
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh");
        forged.Headers.Add("Cookie", $"{Cookie}={cookie}");
        forged.Content = type is null ? null : new StringContent(body, System.Text.Encoding.UTF8, type);

        using var answer = await client.SendAsync(forged);

        ((int)answer.StatusCode).ShouldBeOneOf(400, 415);
        Set(answer).ShouldBeNull();
        using var mine = await RefreshByCookieAsync(cookie);
        await mine.ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ATokenInTheBodyMovesIntoTheCookie()
    {
        var person = await application.PersonAsync();
        using var browser = Browser();
        using var moved = await browser.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken });
        (await moved.ShouldBeAsync(HttpStatusCode.OK))["refresh_token"].ShouldBeNull();
        using var refreshed = await RefreshByCookieAsync(ValueOf(Set(moved)!));
        await refreshed.ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("/api/v1/auth/logout")]
    [InlineData("/api/v1/auth/logout-all")]
    public async Task LogoutClearsTheCookie(string path)
    {
        var (cookie, access) = await SignInWithAccessAsync();
        using var browser = Browser();
        browser.DefaultRequestHeaders.Authorization = new("Bearer", access);
        using var answer = await browser.PostAsync(path, null);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Set(answer).ShouldNotBeNull().ShouldStartWith($"{Cookie}=; max-age=0; path=/; secure; samesite=strict; httponly");
        using var after = await RefreshByCookieAsync(cookie);
        await after.ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task EndingAnotherSessionLeavesTheCookie()
    {
        var person = await application.RegisterAsync();
        using var browser = Browser();
        var signedIn = await browser
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = Person.DefaultPassword })
            .ShouldBeAsync(HttpStatusCode.OK);
        browser.DefaultRequestHeaders.Authorization = new("Bearer", signedIn["access_token"]!.GetValue<string>());
        var sessions = (await browser.GetAsync("/api/v1/auth/sessions").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();
        var other = sessions.Single(session => !session!["is_current"]!.GetValue<bool>())!["id"]!.GetValue<Guid>();
        using var ended = await browser.DeleteAsync($"/api/v1/auth/sessions/{other}");
        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Set(ended).ShouldBeNull();
    }

    [Fact]
    public async Task AFailedSignInSetsNoCookie()
    {
        using var browser = Browser();
        using var wrong = await browser.PostAsJsonAsync(
            "/api/v1/auth/login",
            new { identifier = application.NewName(), password = "wrong" }
        );
        await wrong.ShouldBeAsync(HttpStatusCode.Unauthorized);
        Set(wrong).ShouldBeNull();

        var known = await application.RegisterAsync();
        using var taken = await browser.PostAsJsonAsync(
            "/api/v1/auth/register",
            new
            {
                username = known.Username,
                email = $"{application.NewName()}@example.org",
                password = Person.DefaultPassword,
            }
        );
        await taken.ShouldBeAsync(HttpStatusCode.Conflict);
        Set(taken).ShouldBeNull("the session was made before its transaction failed");
    }

    [Fact]
    public async Task AnotherModeIsRefusedBeforeASessionBegins()
    {
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("X-Session", "Cookies");
        var refused = await client.PostAsJsonAsync("/api/v1/auth/guest", new { }).ShouldBeAsync(HttpStatusCode.BadRequest);
        refused["errors"]!["X-Session"].ShouldNotBeNull();
    }

    private HttpClient Browser()
    {
        var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("X-Session", "cookie");
        return client;
    }

    private async Task<string> SignInAsync() => (await SignInWithAccessAsync()).Cookie;

    private async Task<(string Cookie, string AccessToken)> SignInWithAccessAsync()
    {
        using var browser = Browser();
        using var answer = await browser.PostAsJsonAsync("/api/v1/auth/guest", new { });
        var tokens = await answer.ShouldBeAsync(HttpStatusCode.Created);
        return (ValueOf(Set(answer)!), tokens["access_token"]!.GetValue<string>());
    }

    private async Task<HttpResponseMessage> RefreshByCookieAsync(string cookie)
    {
        using var browser = Browser();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/refresh");
        request.Headers.Add("Cookie", $"{Cookie}={cookie}");
        return await browser.SendAsync(request);
    }

    private static string? Set(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var values) ? values.ShouldHaveSingleItem() : null;

    private static string ValueOf(string set) => set[(Cookie.Length + 1)..set.IndexOf(';', StringComparison.Ordinal)];
}

file static class Refreshing
{
    public static async Task<JsonNode?> RefreshAsync(this HttpClient client, string token) =>
        await client.PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = token }).ShouldBeAsync(HttpStatusCode.OK);
}
