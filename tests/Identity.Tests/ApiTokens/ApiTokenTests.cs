using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Identity.ApiTokens;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Identity.Tests.ApiTokens;

/// <summary>API tokens: making, listing and revoking them, and the access tokens that the gateway gets for them.</summary>
public sealed class ApiTokenTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string Path = "/api/v1/users/me/api-tokens";

    [Fact]
    public async Task ATokenIsShownOnceAndStoredAsAHash()
    {
        var person = await application.RegisterAsync();
        var made = await CreateAsync(person, "events:read", "events:read", "messages:write");
        var token = made["token"]!.GetValue<string>();
        token.ShouldStartWith("cmt_");
        token.Length.ShouldBe(44);
        made["api_token"]!["prefix"]!.GetValue<string>().ShouldBe(token[..8]);

        var listed = (await ListAsync(person)).ShouldHaveSingleItem()!;
        listed.ToJsonString().ShouldNotContain(token);
        listed["scopes"]!.AsArray().Select(scope => scope!.GetValue<string>()).ShouldBe(["events:read", "messages:write"]);
        listed["last_used_at"].ShouldBeNull();
        (
            await application.QueryAsync<string>("SELECT row_to_json(t)::text FROM api_tokens t WHERE user_id = $1", person.Id)
        )!.ShouldNotContain(token);
        (await application.Mailbox.WaitForMailAsync(person.Email!, "API token was made")).Text.ShouldContain("messages:write");
    }

    [Fact]
    public async Task ItsAccessTokenHasItsScopesAndNothingOfStaff()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee", "moderator", "organizer"]);
        var token = (await CreateAsync(admin, "events:read"))["token"]!.GetValue<string>();

        var claims = Claims((await ExchangeAsync(token).ShouldBeAsync(HttpStatusCode.OK))["access_token"]!.GetValue<string>());

        claims["sub"]!.GetValue<Guid>().ShouldBe(admin.Id);
        claims["scope"]!.GetValue<string>().ShouldBe("events:read");
        claims["auth_time"]!.GetValue<long>().ShouldBe(0);
        claims["roles"]!.AsArray().Select(role => role!.GetValue<string>()).ShouldBe(["attendee", "organizer"], ignoreOrder: true);
        (await ListAsync(admin)).Single()!["last_used_at"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ItIsNoSessionInTheListOfSessions()
    {
        var person = await application.RegisterAsync();
        await CreateAsync(person, "events:read");
        var sessions = (await person.Client.GetAsync("/api/v1/auth/sessions").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();
        sessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ARevokedTokenIsRefusedAndOnlyItsOwnerRevokesIt()
    {
        var (person, stranger) = (await application.PersonAsync(), await application.PersonAsync());
        var made = await CreateAsync(person, "profile:read");
        var (token, id) = (made["token"]!.GetValue<string>(), made["api_token"]!["id"]!.GetValue<Guid>());
        var access = (await ExchangeAsync(token).ShouldBeAsync(HttpStatusCode.OK))["access_token"]!.GetValue<string>();
        using var program = application.Anonymous();
        program.DefaultRequestHeaders.Authorization = new("Bearer", access);
        await program.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);

        await stranger.Client.DeleteAsync($"{Path}/{id}").ShouldBeAsync(HttpStatusCode.NotFound);
        (await person.Client.DeleteAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await program.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await ListAsync(person)).ShouldBeEmpty();
        await person.Client.DeleteAsync($"{Path}/{id}").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ATokenEndsWithItsExpiryAndItsAccessTokenNotLater()
    {
        var person = await application.PersonAsync();
        var expiry = application.Clock.GetUtcNow().AddMinutes(5);
        var made = await person
            .Client.PostAsJsonAsync(
                Path,
                new
                {
                    name = "short",
                    scopes = new[] { "events:read" },
                    expires_at = expiry,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);
        var token = made["token"]!.GetValue<string>();
        var claims = Claims((await ExchangeAsync(token).ShouldBeAsync(HttpStatusCode.OK))["access_token"]!.GetValue<string>());
        claims["exp"]!.GetValue<long>().ShouldBeLessThanOrEqualTo(expiry.ToUnixTimeSeconds());
        application.Clock.Advance(TimeSpan.FromMinutes(5.1));
        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ItsOwnerIsToldOnceAWeekBeforeItExpires()
    {
        var person = await application.RegisterAsync();
        var made = await CreateAsync(person, "events:read");
        var revoked = await CreateAsync(person, "profile:read");
        await person.Client.DeleteAsync($"{Path}/{revoked["api_token"]!["id"]}");
        var reminders = application.Services.GetRequiredService<TokenReminders>();

        application.Clock.Advance(TimeSpan.FromDays(82));
        await reminders.RemindAsync(CancellationToken.None);
        (await RemindedAsync()).ShouldBe(0);
        application.Clock.Advance(TimeSpan.FromDays(2));
        await reminders.RemindAsync(CancellationToken.None);
        (await RemindedAsync()).ShouldBe(1);
        (await reminders.RemindAsync(CancellationToken.None)).ShouldBe(0);

        var mail = await application.Mailbox.WaitForMailAsync(person.Email!, "API token expires soon");
        mail.Text.ShouldContain(made["api_token"]!["prefix"]!.GetValue<string>());
        mail.Text.ShouldContain("make a new token");

        Task<long> RemindedAsync() =>
            application.QueryAsync<long>("SELECT count(reminded_at) FROM api_tokens WHERE user_id = $1", person.Id);
    }

    [Fact]
    public async Task LoggingOutEverywhereAndErasureEndIt()
    {
        var person = await application.RegisterAsync();
        var first = (await CreateAsync(person, "events:read"))["token"]!.GetValue<string>();
        (await person.Client.PostAsync("/api/v1/auth/logout-all", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ExchangeAsync(first)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var again = await application.SignInAsync(person.Username);
        var second = (await CreateAsync(again, "events:read"))["token"]!.GetValue<string>();
        (await again.EraseAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ExchangeAsync(second)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await application.QueryAsync<long>("SELECT count(*) FROM api_tokens WHERE user_id = $1", person.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task AStolenSessionMakesNoTokenLater()
    {
        var person = await application.PersonAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var refused = await person
            .Client.PostAsJsonAsync(Path, new { name = "late", scopes = new[] { "events:read" } })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("reauthentication_required");
    }

    [Theory]
    [InlineData("""{"name":"x","scopes":[]}""")]
    [InlineData("""{"name":"x","scopes":["everything"]}""")]
    [InlineData("""{"name":"x","scopes":["payments:write"]}""")]
    [InlineData("""{"name":"","scopes":["events:read"]}""")]
    [InlineData("""{"name":"x","scopes":["events:read"],"expires_at":"2100-01-01T00:00:00Z"}""")]
    public async Task NonsenseIsRefused(string body)
    {
        var person = await application.PersonAsync();
        await person.Client.PostAsJsonAsync(Path, JsonNode.Parse(body)).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cmt_unknown")]
    public async Task UnknownTokensAreNotFound(string token) => (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task OnlyTheFleetExchanges()
    {
        var person = await application.PersonAsync();
        await person
            .Client.PostAsJsonAsync("/internal/api-tokens/exchange", new { token = "cmt_x" })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private static async Task<JsonNode> CreateAsync(Person person, params string[] scopes) =>
        await person.Client.PostAsJsonAsync(Path, new { name = "a program", scopes }).ShouldBeAsync(HttpStatusCode.Created);

    private static async Task<JsonArray> ListAsync(Person person) =>
        (await person.Client.GetAsync(Path).ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

    private async Task<HttpResponseMessage> ExchangeAsync(string token)
    {
        using var fleet = application.Anonymous();
        fleet.DefaultRequestHeaders.Authorization = new("Fleet", "a-key-for-tests-of-more-than-32-characters");
        return await fleet.PostAsJsonAsync("/internal/api-tokens/exchange", new { token });
    }

    private static JsonNode Claims(string accessToken)
    {
        var payload = System.Buffers.Text.Base64Url.DecodeFromChars(accessToken.Split('.')[1]);
        return JsonSerializer.Deserialize<JsonNode>(payload)!;
    }
}
