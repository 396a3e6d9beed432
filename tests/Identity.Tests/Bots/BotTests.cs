using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Identity.Administration;
using Community.Identity.Data;
using Community.Identity.Sanctions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Identity.Tests.Bots;

/// <summary>Bots: their accounts, their owners' rights, and the ends of their tokens.</summary>
public sealed class BotTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string Path = "/api/v1/bots";

    [Fact]
    public async Task ABotIsAnAccountThatAllSeeAsABot()
    {
        var owner = await application.PersonAsync(verified: true);
        var bot = await MakeAsync(owner, "Weather", "Says whether it rains.");
        var id = bot["id"]!.GetValue<Guid>();

        var stranger = await application.PersonAsync();
        var seen = await stranger.Client.GetAsync($"/api/v1/users/{id}").ShouldBeAsync(HttpStatusCode.OK);
        seen["is_bot"]!.GetValue<bool>().ShouldBeTrue();
        seen["full_name"]!.GetValue<string>().ShouldBe("Weather");
        var person = await stranger.Client.GetAsync($"/api/v1/users/{owner.Id}").ShouldBeAsync(HttpStatusCode.OK);
        person["is_bot"]!.GetValue<bool>().ShouldBeFalse();

        var registered = (await application.PublishedAsync<UserRegistered>(id)).ShouldHaveSingleItem();
        (registered.Profile.IsBot, registered.IsGuest, registered.ReferredBy).ShouldBe((true, false, null));
        registered.OwnerId.ShouldBe(owner.Id);
        registered.Roles.ShouldBe(["attendee"]);
        (await application.QueryAsync<Guid>("SELECT actor_id FROM audit_entries WHERE user_id = $1 AND action = 'bot_made'", id)).ShouldBe(
            owner.Id
        );
        (await application.Mailbox.WaitForMailAsync(owner.Email!, "A bot was made")).Text.ShouldContain(
            bot["username"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task NoLoginOpensIt()
    {
        var owner = await application.PersonAsync(verified: true);
        var bot = await MakeAsync(owner);
        var (id, username) = (bot["id"]!.GetValue<Guid>(), bot["username"]!.GetValue<string>());
        using var anonymous = application.Anonymous();

        foreach (var password in (string[])["", "three quiet green boats"])
        {
            using var login = await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { identifier = username, password });
            login.StatusCode.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.BadRequest);
        }

        await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = username })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        (await application.QueryAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1", id)).ShouldBe(0);
        await Should.ThrowAsync<PostgresException>(() =>
            application.QueryAsync<int>("UPDATE users SET password_hash = 'x' WHERE id = $1", id)
        );
        await Should.ThrowAsync<PostgresException>(() =>
            application.QueryAsync<int>("UPDATE users SET roles = '{attendee,organizer}' WHERE id = $1", id)
        );
    }

    [Fact]
    public async Task OnlyAFullVerifiedAccountThatHasJustProvedItselfMakesOne()
    {
        var unverified = await application.PersonAsync();
        (await RefusedAsync(unverified, HttpStatusCode.Forbidden)).ShouldBe("verification_required");

        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(await anonymous.PostAsync("/api/v1/auth/guest", null).ShouldBeAsync(HttpStatusCode.Created));
        (await RefusedAsync(guest, HttpStatusCode.Conflict)).ShouldBe("guest_account");

        var late = await application.PersonAsync(verified: true);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        (await RefusedAsync(late, HttpStatusCode.Forbidden)).ShouldBe("reauthentication_required");
    }

    [Fact]
    public async Task ARepeatIsTheSameBotAndAUsernameIsTakenOnce()
    {
        var owner = await application.PersonAsync(verified: true);
        var (body, key) = (new { username = application.NewName() }, Guid.CreateVersion7().ToString());
        var first = await PostAsync(owner, body, key).ShouldBeAsync(HttpStatusCode.Created);
        var again = await PostAsync(owner, body, key).ShouldBeAsync(HttpStatusCode.Created);
        again["id"]!.GetValue<Guid>().ShouldBe(first["id"]!.GetValue<Guid>());

        (await RefusedAsync(owner, HttpStatusCode.Conflict, body.username.ToUpperInvariant())).ShouldBe("username_taken");
        (await RefusedAsync(owner, HttpStatusCode.Conflict, owner.Username)).ShouldBe("username_taken");
        (await ListAsync(owner)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TenBotsAreTheMostAndTwentyInADay()
    {
        var owner = await application.PersonAsync(verified: true);
        for (var i = 0; i < 10; i++)
        {
            await MakeAsync(owner);
        }

        (await RefusedAsync(owner, HttpStatusCode.Conflict)).ShouldBe("too_many_bots");
        for (var i = 0; i < 10; i++)
        {
            var oldest = (await ListAsync(owner))[^1]!["id"]!.GetValue<Guid>();
            (await owner.Client.DeleteAsync($"{Path}/{oldest}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            await MakeAsync(owner);
        }

        var one = (await ListAsync(owner))[0]!["id"]!.GetValue<Guid>();
        (await owner.Client.DeleteAsync($"{Path}/{one}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RefusedAsync(owner, HttpStatusCode.TooManyRequests)).ShouldBe("too_many_bots_today");
    }

    [Fact]
    public async Task ForStrangersItDoesNotExist()
    {
        var (owner, stranger) = (await application.PersonAsync(verified: true), await application.PersonAsync(verified: true));
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();
        var token = (await TokenAsync(owner, id, "messages:write"))["api_token"]!["id"]!.GetValue<Guid>();

        foreach (var bot in (Guid[])[id, owner.Id, stranger.Id, Guid.CreateVersion7()])
        {
            await stranger.Client.GetAsync($"{Path}/{bot}").ShouldBeAsync(HttpStatusCode.NotFound);
            await stranger.Client.PatchAsJsonAsync($"{Path}/{bot}", new { bio = "mine" }).ShouldBeAsync(HttpStatusCode.NotFound);
            await stranger.Client.GetAsync($"{Path}/{bot}/tokens").ShouldBeAsync(HttpStatusCode.NotFound);
            await PostTokenAsync(stranger, bot, "messages:write").ShouldBeAsync(HttpStatusCode.NotFound);
            await stranger.Client.DeleteAsync($"{Path}/{bot}/tokens/{token}").ShouldBeAsync(HttpStatusCode.NotFound);
            await stranger.Client.DeleteAsync($"{Path}/{bot}").ShouldBeAsync(HttpStatusCode.NotFound);
        }

        // A person is no bot of their own, and a bot's token is not the owner's.
        await owner.Client.DeleteAsync($"{Path}/{owner.Id}").ShouldBeAsync(HttpStatusCode.NotFound);
        await owner.Client.DeleteAsync($"/api/v1/users/me/api-tokens/{token}").ShouldBeAsync(HttpStatusCode.NotFound);
        (await ListAsync(stranger)).ShouldBeEmpty();
        (await ListAsync(owner)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ItsOwnerChangesNameAndDescriptionOnly()
    {
        var owner = await application.PersonAsync(verified: true);
        var id = (await MakeAsync(owner, "Weather", "Rain"))["id"]!.GetValue<Guid>();

        var changed = await owner.Client.PatchAsJsonAsync($"{Path}/{id}", new { full_name = "Sky" }).ShouldBeAsync(HttpStatusCode.OK);
        (changed["full_name"]!.GetValue<string>(), changed["bio"]!.GetValue<string>()).ShouldBe(("Sky", "Rain"));
        var published = (await application.PublishedAsync<UserProfileUpdated>(id)).ShouldHaveSingleItem();
        (published.Profile.FullName, published.Profile.IsBot).ShouldBe(("Sky", true));
        foreach (var member in (string[])["username", "roles", "owner_id", "email", "is_bot"])
        {
            await owner.Client.PatchAsJsonAsync($"{Path}/{id}", new JsonObject { [member] = "x" }).ShouldBeAsync(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task ItsTokenActsForTheBotAndHasNoRightsOfItsOwner()
    {
        var owner = await application.PersonAsync(verified: true, roles: ["admin", "attendee", "organizer"]);
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();
        var made = await TokenAsync(owner, id, "messages:write", "profile:read");
        var token = made["token"]!.GetValue<string>();
        token.ShouldStartWith("cmt_");

        var access = (await ExchangeAsync(token).ShouldBeAsync(HttpStatusCode.OK))["access_token"]!.GetValue<string>();
        var claims = Claims(access);
        claims["sub"]!.GetValue<Guid>().ShouldBe(id);
        claims["bot"]!.GetValue<bool>().ShouldBeTrue();
        claims["scope"]!.GetValue<string>().ShouldBe("messages:write profile:read");
        claims["roles"]!.AsArray().Select(role => role!.GetValue<string>()).ShouldBe(["attendee"]);

        using var program = application.Anonymous();
        program.DefaultRequestHeaders.Authorization = new("Bearer", access);
        var me = await program.GetAsync("/api/v1/users/me").ShouldBeAsync(HttpStatusCode.OK);
        (me["is_bot"]!.GetValue<bool>(), me["owner_id"]!.GetValue<Guid>()).ShouldBe((true, owner.Id));
        await program.PostAsJsonAsync(Path, new { username = application.NewName() }).ShouldBeAsync(HttpStatusCode.Forbidden);
        await program.PostAsync("/api/v1/users/me/organizer", null).ShouldBeAsync(HttpStatusCode.NotFound);

        var listed = (await owner.Client.GetAsync($"{Path}/{id}/tokens").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();
        listed.ShouldHaveSingleItem()!["last_used_at"].ShouldNotBeNull();
        var tokenId = made["api_token"]!["id"]!.GetValue<Guid>();
        (await owner.Client.DeleteAsync($"{Path}/{id}/tokens/{tokenId}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await program.GetAsync("/api/v1/users/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("events:write")]
    [InlineData("people:write")]
    public async Task SomeScopesAreNotForBots(string scope)
    {
        var owner = await application.PersonAsync(verified: true);
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();
        var refused = await PostTokenAsync(owner, id, "messages:read", scope).ShouldBeAsync(HttpStatusCode.BadRequest);
        refused["errors"]!["scopes"]!.ToJsonString().ShouldContain(scope);
        // For the owner's own program it is open.
        await owner
            .Client.PostAsJsonAsync("/api/v1/users/me/api-tokens", new { name = "own", scopes = new[] { scope } })
            .ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task EverythingThatEndsAllSessionsOfTheOwnerEndsTheTokens()
    {
        var owner = await application.RegisterAsync();
        await application.QueryAsync<int>("UPDATE users SET email_verified_at = now() WHERE id = $1", owner.Id);
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();

        var first = await TextAsync(owner, id);
        (await owner.Client.PostAsync("/api/v1/auth/logout-all", null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ExchangeAsync(first)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await application.PublishedAsync<SessionRevoked>(await SessionOfAsync(id))).ShouldHaveSingleItem().UserId.ShouldBe(id);

        var again = await application.SignInAsync(owner.Username);
        var second = await TextAsync(again, id);
        await again
            .Client.PutAsJsonAsync(
                "/api/v1/users/me/password",
                new { current_password = Person.DefaultPassword, new_password = "four loud yellow trains" }
            )
            .ShouldBeAsync(HttpStatusCode.NoContent);
        (await ExchangeAsync(second)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var third = await TextAsync(await application.SignInAsync(owner.Username, "four loud yellow trains"), id);
        (await ExchangeAsync(third)).StatusCode.ShouldBe(HttpStatusCode.OK);
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        await admin.Client.PostAsJsonAsync($"/api/v1/users/{owner.Id}/suspend", new { reason = "spam" }).ShouldBeAsync(HttpStatusCode.OK);
        (await ExchangeAsync(third)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await admin.Client.GetAsync($"/api/v1/users/{id}").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ABotIsSuspendedAlone()
    {
        var owner = await application.PersonAsync(verified: true);
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();
        var token = await TextAsync(owner, id);

        await SuspendAsync(id);

        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await application.PublishedAsync<UserSuspended>(id)).ShouldHaveSingleItem().IsSuspended.ShouldBeTrue();
        (await PostTokenAsync(owner, id, "messages:write").ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("bot_suspended");
        (await owner.Client.GetAsync($"{Path}/{id}").ShouldBeAsync(HttpStatusCode.OK))["is_active"]!.GetValue<bool>().ShouldBeFalse();
        await owner.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ItNeverGetsRoles()
    {
        var owner = await application.PersonAsync(verified: true);
        var id = (await MakeAsync(owner))["id"]!.GetValue<Guid>();
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        foreach (var role in (string[])["admin", "moderator", "organizer"])
        {
            var refused = await admin
                .Client.PutAsJsonAsync($"/api/v1/users/{id}/roles", new { roles = new[] { "attendee", role } })
                .ShouldBeAsync(HttpStatusCode.Conflict);
            refused["reason"]!.GetValue<string>().ShouldBe("bot_account");
        }
    }

    [Fact]
    public async Task DeletingItErasesItsAccount()
    {
        var owner = await application.PersonAsync(verified: true);
        var bot = await MakeAsync(owner, "Weather");
        var id = bot["id"]!.GetValue<Guid>();
        var token = await TextAsync(owner, id);

        (await owner.Client.DeleteAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await application.PublishedAsync<UserErased>(id)).Count.ShouldBe(1);
        (await application.PublishedAsync<UserErased>(owner.Id)).ShouldBeEmpty();
        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        await owner.Client.GetAsync($"/api/v1/users/{id}").ShouldBeAsync(HttpStatusCode.NotFound);
        await owner.Client.DeleteAsync($"{Path}/{id}").ShouldBeAsync(HttpStatusCode.NotFound);
        (await application.QueryAsync<string>("SELECT row_to_json(u)::text FROM users u WHERE id = $1", id))!.ShouldNotContain("Weather");
        (
            await application.QueryAsync<Guid>("SELECT actor_id FROM audit_entries WHERE user_id = $1 AND action = 'bot_deleted'", id)
        ).ShouldBe(owner.Id);
        // The name is free again.
        await PostAsync(owner, new { username = bot["username"]!.GetValue<string>() }, key: null).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task TheErasureOfItsOwnerErasesItAndTheExportNamesIt()
    {
        var owner = await application.RegisterAsync();
        await application.QueryAsync<int>("UPDATE users SET email_verified_at = now() WHERE id = $1", owner.Id);
        var (one, other) = (await MakeAsync(owner), await MakeAsync(owner));
        var token = await TextAsync(owner, one["id"]!.GetValue<Guid>());
        var export = await owner.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);
        export["bots"]!.AsArray().Select(bot => bot!["username"]!.GetValue<string>()).ShouldBe([Name(one), Name(other)]);

        (await owner.EraseAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        foreach (var id in new[] { one, other }.Select(bot => bot["id"]!.GetValue<Guid>()).Append(owner.Id))
        {
            (await application.PublishedAsync<UserErased>(id)).Count.ShouldBe(1);
            (await application.QueryAsync<string>("SELECT username FROM users WHERE id = $1 AND owner_id IS NULL", id)).ShouldBe("");
        }

        (await ExchangeAsync(token)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        static string Name(JsonNode bot) => bot["username"]!.GetValue<string>();
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"username":"admin"}""")]
    [InlineData("""{"username":"guest-1"}""")]
    [InlineData("""{"username":"x y"}""")]
    [InlineData("""{"username":"fine-name","full_name":"two\nlines"}""")]
    public async Task NonsenseIsRefused(string body)
    {
        var owner = await application.PersonAsync(verified: true);
        await owner.Client.PostAsJsonAsync(Path, JsonNode.Parse(body)).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await ListAsync(owner)).ShouldBeEmpty();
    }

    private async Task<JsonNode> MakeAsync(Person owner, string? fullName = null, string? bio = null) =>
        await owner
            .Client.PostAsJsonAsync(
                Path,
                new
                {
                    username = application.NewName(),
                    full_name = fullName,
                    bio,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);

    private static Task<HttpResponseMessage> PostAsync(Person owner, object body, string? key)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return owner.Client.SendAsync(request);
    }

    private async Task<string> RefusedAsync(Person person, HttpStatusCode status, string? username = null) =>
        (await PostAsync(person, new { username = username ?? application.NewName() }, key: null).ShouldBeAsync(status))[
            "reason"
        ]!.GetValue<string>();

    private static async Task<JsonArray> ListAsync(Person owner) =>
        (await owner.Client.GetAsync(Path).ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

    private static Task<HttpResponseMessage> PostTokenAsync(Person owner, Guid bot, params string[] scopes) =>
        owner.Client.PostAsJsonAsync($"{Path}/{bot}/tokens", new { name = "a program", scopes });

    private static async Task<JsonNode> TokenAsync(Person owner, Guid bot, params string[] scopes) =>
        await PostTokenAsync(owner, bot, scopes).ShouldBeAsync(HttpStatusCode.Created);

    private static async Task<string> TextAsync(Person owner, Guid bot) =>
        (await TokenAsync(owner, bot, "messages:write"))["token"]!.GetValue<string>();

    private Task<Guid> SessionOfAsync(Guid bot) => application.QueryAsync<Guid>("SELECT id FROM sessions WHERE user_id = $1", bot);

    private async Task SuspendAsync(Guid bot)
    {
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var consumer = new WhenSanctionImposed(db, scope.ServiceProvider.GetRequiredService<AccountControl>());
        var now = application.Clock.GetUtcNow();
        await db.InTransactionAsync(async () =>
        {
            await consumer.ApplyAsync(
                new SanctionImposed(
                    Guid.CreateVersion7(),
                    now,
                    Guid.CreateVersion7(),
                    1,
                    bot,
                    "suspension",
                    Until: null,
                    "spam",
                    Guid.CreateVersion7(),
                    Guid.CreateVersion7()
                )
            );
            await db.SaveChangesAsync();
        });
    }

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
