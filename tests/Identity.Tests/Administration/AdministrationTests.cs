using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Identity.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Identity.Tests.Administration;

public sealed class AdministrationTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task OnlyAdministratorsAdminister()
    {
        var person = await application.PersonAsync(roles: ["attendee", "moderator", "organizer"]);
        var victim = await application.PersonAsync();

        await person
            .Client.PutAsJsonAsync($"/api/v1/users/{person.Id}/roles", new { roles = new[] { "admin" } })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        await person
            .Client.PostAsJsonAsync($"/api/v1/users/{victim.Id}/suspend", new { reason = "dislike" })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        await person.Client.DeleteAsync($"/api/v1/users/{victim.Id}/suspend").ShouldBeAsync(HttpStatusCode.Forbidden);
        await person.Client.GetAsync("/api/v1/users").ShouldBeAsync(HttpStatusCode.Forbidden);
        await person.Client.GetAsync("/api/v1/audit").ShouldBeAsync(HttpStatusCode.Forbidden);
        await person.Client.PostAsync("/api/v1/auth/signing-keys/rotate", null).ShouldBeAsync(HttpStatusCode.Forbidden);
        using var anonymous = application.Anonymous();
        await anonymous.GetAsync("/api/v1/users").ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TakingARoleAwayEndsTheSessionsThatCarryIt()
    {
        var admin = await AdminAsync();
        var moderator = await application.PersonAsync(roles: ["attendee", "moderator"]);

        var changed = await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{moderator.Id}/roles", new { roles = new[] { "attendee" } })
            .ShouldBeAsync(HttpStatusCode.OK);

        changed["roles"]!.ToJsonString().ShouldBe("""["attendee"]""");
        await moderator.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await application.PublishedAsync<UserRolesChanged>(moderator.Id)).ShouldHaveSingleItem().Roles.ShouldBe(["attendee"]);
    }

    [Fact]
    public async Task GivingARoleEndsNoSession()
    {
        var admin = await AdminAsync();
        var person = await application.PersonAsync();

        await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{person.Id}/roles", new { roles = new[] { "attendee", "moderator" } })
            .ShouldBeAsync(HttpStatusCode.OK);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("""{"roles":[]}""")]
    [InlineData("""{"roles":["king"]}""")]
    [InlineData("""{"roles":null}""")]
    [InlineData("""{}""")]
    public async Task RolesThatAreNoneChangeNothing(string body)
    {
        var admin = await AdminAsync();
        var person = await application.PersonAsync();

        await admin
            .Client.PutAsync($"/api/v1/users/{person.Id}/roles", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))
            .ShouldBeAsync(HttpStatusCode.BadRequest);

        (await application.QueryAsync<string[]>("SELECT roles FROM users WHERE id = $1", person.Id)).ShouldBe(["attendee"]);
    }

    [Fact]
    public async Task ASuspensionEndsSessionsAndLiftingLetsInAgain()
    {
        var admin = await AdminAsync();
        var person = await application.RegisterAsync();

        await admin.Client.PostAsJsonAsync($"/api/v1/users/{person.Id}/suspend", new { reason = "spam" }).ShouldBeAsync(HttpStatusCode.OK);
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = person.RefreshToken })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);

        await admin.Client.DeleteAsync($"/api/v1/users/{person.Id}/suspend").ShouldBeAsync(HttpStatusCode.OK);
        (await application.SignInAsync(person.Username)).Id.ShouldBe(person.Id);
        (await application.PublishedAsync<UserSuspended>(person.Id)).Select(told => told.IsSuspended).ShouldBe([true, false]);
    }

    [Fact]
    public async Task ASuspensionWithAnEndEndsByItself()
    {
        var admin = await AdminAsync();
        var person = await application.RegisterAsync();
        await admin
            .Client.PostAsJsonAsync(
                $"/api/v1/users/{person.Id}/suspend",
                new { reason = "cool down", until = application.Clock.GetUtcNow().AddHours(1) }
            )
            .ShouldBeAsync(HttpStatusCode.OK);

        application.Clock.Advance(TimeSpan.FromHours(1.1));

        (await application.SignInAsync(person.Username)).Id.ShouldBe(person.Id);
    }

    [Fact]
    public async Task AnAdministratorCannotSuspendThemselvesNorAnyUserInThePast()
    {
        var admin = await AdminAsync();
        var person = await application.PersonAsync();

        await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{admin.Id}/suspend", new { reason = "tired" })
            .ShouldBeAsync(HttpStatusCode.Conflict);
        await admin
            .Client.PostAsJsonAsync(
                $"/api/v1/users/{person.Id}/suspend",
                new { reason = "late", until = application.Clock.GetUtcNow().AddHours(-1) }
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{Guid.CreateVersion7()}/suspend", new { reason = "nobody" })
            .ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AnyUserBecomesAnOrganizerAndTheNewTokenSaysSo()
    {
        var person = await application.PersonAsync();

        var answer = await person.Client.PostAsync("/api/v1/users/me/organizer", null).ShouldBeAsync(HttpStatusCode.OK);
        await person.Client.PostAsync("/api/v1/users/me/organizer", null).ShouldBeAsync(HttpStatusCode.OK);

        answer["user"]!["roles"]!.ToJsonString().ShouldBe("""["attendee","organizer"]""");
        var payload = answer["access_token"]!.GetValue<string>().Split('.')[1];
        System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(payload)).ShouldContain("organizer");
        (await application.PublishedAsync<UserRolesChanged>(person.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatAdministratorsDoIsOnRecordForGood()
    {
        var admin = await AdminAsync();
        var person = await application.PersonAsync();
        await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{person.Id}/roles", new { roles = new[] { "attendee", "moderator" } })
            .ShouldBeAsync(HttpStatusCode.OK);

        var record = (
            await admin.Client.GetAsync($"/api/v1/audit?user_id={person.Id}&action=roles_changed").ShouldBeAsync(HttpStatusCode.OK)
        )["items"]!
            .AsArray()
            .ShouldHaveSingleItem()!;

        record["action"]!.GetValue<string>().ShouldBe("roles_changed");
        record["actor_id"]!.GetValue<Guid>().ShouldBe(admin.Id);
        record["details"]!["after"]!.ToJsonString().ShouldContain("moderator");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => application.QueryAsync<int>("DELETE FROM audit_entries"));
    }

    [Fact]
    public async Task PeopleAreFoundByPartOfANameAndWildcardsAreNotOne()
    {
        var admin = await AdminAsync();
        var person = await application.RegisterAsync();

        var found = await admin.Client.GetAsync($"/api/v1/users?q={person.Username[..^2]}").ShouldBeAsync(HttpStatusCode.OK);
        found["items"]!.AsArray().Select(item => item!["id"]!.GetValue<Guid>()).ShouldContain(person.Id);
        (await admin.Client.GetAsync("/api/v1/users?q=%25").ShouldBeAsync(HttpStatusCode.OK))["total"]!.GetValue<int>().ShouldBe(0);
        await admin.Client.GetAsync("/api/v1/users?limit=101").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("?immediate=true", true)]
    public async Task RotatingTheSigningKeyEndsNoSession(string query, bool signsAtOnce)
    {
        var admin = await AdminAsync();
        var person = await application.PersonAsync();

        var kid = (await admin.Client.PostAsync($"/api/v1/auth/signing-keys/rotate{query}", null).ShouldBeAsync(HttpStatusCode.OK))[
            "kid"
        ]!.GetValue<string>();

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        using var anonymous = application.Anonymous();
        var keys = (await anonymous.GetAsync("/.well-known/jwks.json").ShouldBeAsync(HttpStatusCode.OK))["keys"]!.AsArray();
        keys.Select(key => key!["kid"]!.GetValue<string>()).ShouldContain(kid);
        keys.Count.ShouldBeGreaterThan(1);
        keys.ShouldAllBe(key => key!["d"] == null);
        KeyOf(await application.PersonAsync()).Contains(kid, StringComparison.Ordinal).ShouldBe(signsAtOnce);
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        var later = await application.PersonAsync();
        KeyOf(later).ShouldContain(kid);
        await later.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AKeyThatAnotherInstanceMadeIsInTheKeySetAfterASecond()
    {
        var admin = await AdminAsync();
        using var another = ActivatorUtilities.CreateInstance<KeyRing>(application.Services);
        string kid;
        await using (var scope = application.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            var session = await db.Sessions.Where(one => one.UserId == admin.Id).Select(one => one.Id).SingleAsync();
            kid = (await another.RotateAsync(db, admin.Id, session, immediately: true)).Kid;
        }

        application.Clock.Advance(TimeSpan.FromSeconds(2));

        using var anonymous = application.Anonymous();
        var keys = (await anonymous.GetAsync("/.well-known/jwks.json").ShouldBeAsync(HttpStatusCode.OK))["keys"]!.AsArray();
        keys.Select(key => key!["kid"]!.GetValue<string>()).ShouldContain(kid);
    }

    [Fact]
    public async Task WhileTheDatabaseHangsTheKeySetIsWhatIsKnown()
    {
        using var anonymous = application.Anonymous();
        var known = (await anonymous.GetAsync("/.well-known/jwks.json").ShouldBeAsync(HttpStatusCode.OK))["keys"]!.AsArray().Count;
        var source = application.Services.GetRequiredService<NpgsqlDataSource>();
        await using var connection = await source.OpenConnectionAsync();
        await using var hanging = await connection.BeginTransactionAsync();
        await using var held = new NpgsqlCommand("LOCK TABLE signing_keys IN ACCESS EXCLUSIVE MODE", connection);
        await held.ExecuteNonQueryAsync();
        application.Clock.Advance(TimeSpan.FromSeconds(2));

        var keys = (await anonymous.GetAsync("/.well-known/jwks.json").ShouldBeAsync(HttpStatusCode.OK))["keys"]!.AsArray();

        keys.Count.ShouldBe(known);
        // The answer did not wait for the statement, which waits still.
        await using var waiting = source.CreateCommand(
            "SELECT count(*) FROM pg_locks WHERE relation = 'signing_keys'::regclass AND NOT granted"
        );
        (await waiting.ExecuteScalarAsync()).ShouldBe(1L);
        await hanging.RollbackAsync();
    }

    private static string KeyOf(Person person) =>
        System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(person.AccessToken.Split('.')[0]));

    private Task<Person> AdminAsync() => application.PersonAsync(roles: ["admin", "attendee"]);
}
