using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Identity;
using Community.Contracts.Messaging;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.Tests.ExternalLogin;
using Community.Identity.Tests.Passkeys;
using Community.Platform.Access.Authorization;
using Community.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OtpNet;

namespace Community.Identity.Tests.Sessions;

/// <summary>
/// An owner who takes their account back ends all sessions. A stranger's request that was authenticated before, and waits for the account's
/// row meanwhile, leaves nothing behind by which the account could be entered again.
/// </summary>
public sealed class TakeBackTests(IdentityApplication application) : IClassFixture<IdentityApplication>, IAsyncLifetime
{
    private const string NewPassword = "seven loud purple kites";

    /// <summary>They begin a way that another endpoint ends.</summary>
    private static readonly string[] Begun =
    [
        "POST /api/v1/users/me/passkeys/options",
        "POST /api/v1/users/me/external-logins/{provider}/authorizations",
    ];

    // One for the class: the application gets its address before the start.
    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static TestProvider? _shared;
    private TestProvider _provider = null!;

    /// <summary>Each endpoint that needs a recent proof, with a request that would succeed.</summary>
    private static readonly Dictionary<string, Act> Acts = new(StringComparer.Ordinal)
    {
        ["POST /api/v1/users/me/passkeys"] = (test, person) => test.AddPasskeyAsync(person),
        ["DELETE /api/v1/users/me/passkeys/{id:guid}"] = (test, person) => test.DeletePasskeyAsync(person),
        ["POST /api/v1/users/me/api-tokens"] = (_, _) =>
            Task.FromResult(Json(HttpMethod.Post, "/users/me/api-tokens", new { name = "mine", scopes = new[] { "events:read" } })),
        ["POST /api/v1/bots"] = (test, _) => Task.FromResult(Json(HttpMethod.Post, "/bots", new { username = test.Application.NewName() })),
        ["DELETE /api/v1/bots/{id:guid}"] = (_, _) => Task.FromResult(Json(HttpMethod.Delete, $"/bots/{Guid.CreateVersion7()}")),
        ["POST /api/v1/bots/{id:guid}/tokens"] = (_, _) =>
            Task.FromResult(
                Json(HttpMethod.Post, $"/bots/{Guid.CreateVersion7()}/tokens", new { name = "its", scopes = new[] { "events:read" } })
            ),
        ["POST /api/v1/users/me/external-logins"] = (test, _) => Task.FromResult(test.Link()),
        ["POST /api/v1/users/me/external-logins/{provider}/authorizations/complete"] = (test, person) => test.CompleteLinkAsync(person),
        ["DELETE /api/v1/users/me/external-logins/{provider}"] = async (test, person) =>
        {
            await person.Client.SendAsync(test.Link()).ShouldBeAsync(HttpStatusCode.OK);
            return Json(HttpMethod.Delete, "/users/me/external-logins/google");
        },
        ["POST /api/v1/users/me/second-factor"] = (_, _) => Task.FromResult(Json(HttpMethod.Post, "/users/me/second-factor")),
        ["POST /api/v1/users/me/second-factor/confirm"] = async (test, person) =>
            Json(HttpMethod.Post, "/users/me/second-factor/confirm", new { code = await test.BeginFactorAsync(person) }),
        ["POST /api/v1/users/me/second-factor/recovery-codes"] = async (test, person) =>
        {
            await test.ProtectAsync(person);
            return Json(HttpMethod.Post, "/users/me/second-factor/recovery-codes");
        },
        ["DELETE /api/v1/users/me/second-factor"] = async (test, person) =>
        {
            await test.ProtectAsync(person);
            return Json(HttpMethod.Delete, "/users/me/second-factor");
        },
        ["PUT /api/v1/users/{id:guid}/roles"] = (_, person) =>
            Task.FromResult(Json(HttpMethod.Put, $"/users/{person.Id}/roles", new { roles = new[] { "admin", "attendee", "organizer" } })),
        ["POST /api/v1/users/{id:guid}/second-factor/remove"] = async (test, person) =>
        {
            var other = await test.OtherAsync(person);
            return Json(HttpMethod.Post, $"/users/{other.Id}/second-factor/remove", new { reason = "Lost phone" });
        },
        ["POST /api/v1/users/{id:guid}/suspend"] = async (test, _) =>
            Json(HttpMethod.Post, $"/users/{(await test.Application.PersonAsync()).Id}/suspend", new { reason = "spam" }),
        ["DELETE /api/v1/users/{id:guid}/suspend"] = async (test, _) =>
            Json(HttpMethod.Delete, $"/users/{(await test.Application.PersonAsync()).Id}/suspend"),
        ["POST /api/v1/auth/signing-keys/rotate"] = (_, _) => Task.FromResult(Json(HttpMethod.Post, "/auth/signing-keys/rotate")),
        // Those below take the password in their body, too.
        ["PUT /api/v1/users/me/password"] = (_, person) =>
            Task.FromResult(
                Json(HttpMethod.Put, "/users/me/password", new { current_password = person.Password, new_password = NewPassword })
            ),
        ["POST /api/v1/users/me/email"] = (test, person) =>
            Task.FromResult(
                Json(
                    HttpMethod.Post,
                    "/users/me/email",
                    new { email = $"{test.Application.NewName()}@example.org", password = person.Password }
                )
            ),
        ["POST /api/v1/users/me/phone"] = (_, person) =>
            Task.FromResult(
                Json(
                    HttpMethod.Post,
                    "/users/me/phone",
                    new { phone = $"+9715{Random.Shared.NextInt64(10_000_000, 99_999_999)}", password = person.Password }
                )
            ),
        ["DELETE /api/v1/users/me"] = (_, person) =>
            Task.FromResult(Json(HttpMethod.Delete, "/users/me", new { password = person.Password })),
    };

    private delegate Task<HttpRequestMessage> Act(TakeBackTests test, Person person);

    public static TheoryData<string> Names => [.. Acts.Keys];

    private IdentityApplication Application => application;

    public async ValueTask InitializeAsync()
    {
        await Starting.WaitAsync();
        _provider = _shared ??= await TestProvider.StartAsync();
        application.Settings["Oidc:google:Issuer"] = _provider.Issuer;
        application.Settings["Oidc:google:ClientIds:0"] = TestProvider.ClientId;
        Starting.Release();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public void EveryEndpointWithARecentProofIsTriedBelow()
    {
        var endpoints = application
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<RecentSignInAttribute>() is not null)
            .SelectMany(endpoint =>
                endpoint
                    .Metadata.GetMetadata<HttpMethodMetadata>()!
                    .HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText!.TrimEnd('/')}")
            )
            .ToList();

        endpoints.ShouldNotBeEmpty();
        endpoints.Except([.. Acts.Keys, .. Begun], StringComparer.Ordinal).ShouldBeEmpty("Add a request to Acts.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task ARequestThatWaitedWhileItsSessionEndedIsRefused(string name)
    {
        var person = await PersonAsync();
        using var request = await Acts[name](this, person);
        await using var connection = await application.OpenDatabaseAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("SELECT FROM users FOR UPDATE");
        var answer = person.Client.SendAsync(request);
        await UntilOneWaitsAsync();
        await ExecuteAsync($"UPDATE sessions SET ended_at = now(), end_reason = 'password_changed' WHERE user_id = '{person.Id}'");
        await transaction.CommitAsync();

        await answer.ShouldBeAsync(HttpStatusCode.Unauthorized);

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task APasskeyThatIsRemovedDuringItsLoginLogsInNoMore()
    {
        var person = await PersonAsync();
        using var device = new Device();
        await person.Client.SendAsync(await AddPasskeyAsync(person, device)).ShouldBeAsync(HttpStatusCode.Created);
        using var anonymous = application.Anonymous();
        var begun = await anonymous.PostAsync("/api/v1/auth/passkey/options", null).ShouldBeAsync(HttpStatusCode.OK);
        await using var connection = await application.OpenDatabaseAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand($"SELECT FROM users WHERE id = '{person.Id}' FOR UPDATE", connection, transaction);
        await take.ExecuteNonQueryAsync();
        var login = anonymous.PostAsJsonAsync(
            "/api/v1/auth/passkey",
            new { ceremony_id = begun["ceremony_id"], credential = device.Get(begun["options"]!) }
        );
        await UntilOneWaitsAsync();
        await using var remove = new NpgsqlCommand($"DELETE FROM passkeys WHERE user_id = '{person.Id}'", connection, transaction);
        await remove.ExecuteNonQueryAsync();
        await transaction.CommitAsync();

        (await login.ShouldBeAsync(HttpStatusCode.Unauthorized))["reason"]!.GetValue<string>().ShouldBe("wrong_passkey");
    }

    [Fact]
    public async Task LoginsAtOnceAllSucceedWhileThePasswordIsStoredWithANewCost()
    {
        var person = await application.RegisterAsync();
        const string Password = "older and cheaper";
        const string Hash = "$argon2id$v=19$m=8192,t=3,p=1$4tvg6AieMlbe8D9DqPBU8A$hbRXiP9EIQEX80+m0yFomKB/sQjS7K4oeaycvXZYBgY";
        await application.QueryAsync<int>("UPDATE users SET password_hash = $2 WHERE id = $1", person.Id, Hash);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => LoginAsync(person.Username, Password)));

        answers.Select(answer => answer.StatusCode).ShouldAllBe(status => status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task AWayInIsNotSavedWithoutTheLock()
    {
        var person = await application.PersonAsync();
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        db.ExternalLogins.Add(
            new()
            {
                Provider = "google",
                Subject = "a subject",
                UserId = person.Id,
                CreatedAt = application.Clock.GetUtcNow(),
            }
        );

        (await Should.ThrowAsync<InvalidOperationException>(() => db.SaveChangesAsync())).Message.ShouldContain("LockCallerAsync");
    }

    [Fact]
    public async Task AReaderOfTheMailboxCannotRemoveTheFactorThatTheOwnerAddedElsewhere()
    {
        var owner = await VerifiedAsync();
        var hotel = await LoginFromAsync(owner, "203.0.113.31");
        var link = await application.Mailbox.WaitForMailAsync(owner.Email!, "new place");
        // A day later and at home: a factor and a passkey.
        application.Clock.Advance(TimeSpan.FromDays(1));
        var home = await application.SignInAsync(owner.Username);
        await ProtectAsync(home);
        await AddedPasskeyAsync(home);
        application.Clock.Advance(TimeSpan.FromDays(4));

        await ResetAsync(link.Token).ShouldBeAsync(HttpStatusCode.NoContent);

        (await PasskeysAsync(owner)).ShouldBe(1);
        var asked = await LoginAsync(owner.Username, NewPassword).ShouldBeAsync(HttpStatusCode.Unauthorized);
        asked["reason"]!.GetValue<string>().ShouldBe("second_factor_required");
        (await application.QueryAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", owner.Id)).ShouldBe(10);
        hotel.Id.ShouldBe(owner.Id);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheLinkRemovesWhatTheStrangerAddedAlsoInALaterLogin(bool isLaterLogin)
    {
        var owner = await VerifiedAsync();
        await AddedPasskeyAsync(owner);
        var stranger = await LoginFromAsync(owner, "203.0.113.32");
        var link = await application.Mailbox.WaitForMailAsync(owner.Email!, "new place");
        link.Text.ShouldContain("second factor");
        if (isLaterLogin)
        {
            // The account knows the stranger's network by now, so that there is no mail about this one.
            stranger = await LoginFromAsync(owner, "203.0.113.32");
        }

        await AddedPasskeyAsync(stranger);
        await ProtectAsync(stranger);

        await ResetAsync(link.Token).ShouldBeAsync(HttpStatusCode.NoContent);

        (await PasskeysAsync(owner)).ShouldBe(1, "the owner's own");
        await application.SignInAsync(owner.Username, NewPassword);
        (await application.QueryAsync<long>("SELECT count(*) FROM recovery_codes WHERE user_id = $1", owner.Id)).ShouldBe(0);
        var taken = (await application.PublishedAsync<AccountTakenBack>(owner.Id)).ShouldHaveSingleItem();
        (taken.OccurredAt - taken.Since).ShouldBeGreaterThan(TimeSpan.FromDays(7));
        taken.EndedSessions.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task AForgottenPasswordRemovesNoWayIn()
    {
        var owner = await VerifiedAsync();
        await AddedPasskeyAsync(owner);
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = owner.Email })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        var link = await application.Mailbox.WaitForMailAsync(owner.Email!, "new password");

        await ResetAsync(link.Token).ShouldBeAsync(HttpStatusCode.NoContent);

        (await PasskeysAsync(owner)).ShouldBe(1);
        (await application.PublishedAsync<AccountTakenBack>(owner.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheOwnerOfAWebhookIsMailedItsNewAddressAndSoIsTheUserWhoSetIt()
    {
        var (owner, admin) = (await application.PersonAsync(), await application.PersonAsync());
        await using var scope = application.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = application.Clock.GetUtcNow();
        var set = new WebhookAddressSet(
            Guid.CreateVersion7(),
            now,
            Guid.CreateVersion7(),
            1,
            owner.Id,
            admin.Id,
            "hooks.example.com",
            IsFleetWide: true,
            IsSecret: false
        );
        await new WhenWebhookAddressSet(db).ApplyAsync(set);
        await db.SaveChangesAsync();

        foreach (var told in new[] { owner, admin })
        {
            var mail = await application.Mailbox.WaitForMailAsync(told.Email!, "webhook");
            mail.Text.ShouldContain("hooks.example.com");
            mail.Text.ShouldContain(admin.Username);
        }
    }

    /// <summary>A table with rows of accounts is a way in, or is named here as none.</summary>
    [Fact]
    public void EveryTableOfAccountsIsAWayInOrNone()
    {
        string[] none =
        [
            "AuditEntry",
            "AuditNote",
            "Block",
            "KnownAddress",
            "KnownDevice",
            "LoginChallenge", // needs a password or a provider's token first
            "OneTimeToken", // mailed to an address that the account has or is about to get by a ContactChange
            "PasskeyCeremony", // ends with its Passkey
            "ProviderAuthorization", // ends with its ExternalLoginLink
            "ReferralConversion",
            "RegistrationKey",
            "Sanction",
            "Session", // begins with a proof: SessionStart
            "SignIn",
        ];
        using var scope = application.Services.CreateScope();
        var ofAccounts = scope
            .ServiceProvider.GetRequiredService<IdentityDb>()
            .Model.GetEntityTypes()
            .Where(type => type.ClrType.Namespace!.StartsWith("Community.Identity", StringComparison.Ordinal))
            .Where(type => type.FindProperty("UserId") is not null && !type.ClrType.IsAssignableTo(typeof(IWayIn)));

        ofAccounts.Select(type => type.ClrType.Name).Except(none, StringComparer.Ordinal).ShouldBeEmpty();
    }

    /// <summary>A person whose client is known and whose mail address is verified.</summary>
    private async Task<Person> VerifiedAsync()
    {
        var person = await application.RegisterAsync();
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/verify-email", new { token = (await application.Mailbox.WaitForMailAsync(person.Email!)).Token })
            .ShouldBeAsync(HttpStatusCode.NoContent);
        return person;
    }

    private async Task<Person> LoginFromAsync(Person person, string address)
    {
        using var elsewhere = application.From(address);
        return application.PersonOf(
            await elsewhere
                .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = person.Password })
                .ShouldBeAsync(HttpStatusCode.OK)
        );
    }

    private async Task<HttpResponseMessage> LoginAsync(string identifier, string password)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { identifier, password });
    }

    private async Task<HttpResponseMessage> ResetAsync(string token)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password = NewPassword });
    }

    private async Task AddedPasskeyAsync(Person person)
    {
        using var request = await AddPasskeyAsync(person);
        await person.Client.SendAsync(request).ShouldBeAsync(HttpStatusCode.Created);
    }

    private Task<long> PasskeysAsync(Person person) =>
        application.QueryAsync<long>("SELECT count(*) FROM passkeys WHERE user_id = $1", person.Id);

    /// <summary>A person with a password, a session of two factors, and all roles.</summary>
    private Task<Person> PersonAsync() =>
        application.PersonAsync(verified: true, password: Person.DefaultPassword, roles: ["admin", "attendee"]);

    private static HttpRequestMessage Json(HttpMethod method, string path, object? body = null) =>
        new(method, $"/api/v1{path}") { Content = body is null ? null : JsonContent.Create(body) };

    private HttpRequestMessage Link() =>
        Json(
            HttpMethod.Post,
            "/users/me/external-logins",
            new
            {
                provider = "google",
                id_token = _provider.Sign(
                    // By the service's clock, which other tests move.
                    _provider.Claims($"subject-{Guid.CreateVersion7()}", email: null, verified: false, application.Clock.GetUtcNow()),
                    "RS256"
                ),
            }
        );

    private async Task<HttpRequestMessage> CompleteLinkAsync(Person person)
    {
        const string Path = "/users/me/external-logins/google/authorizations";
        var begun = await person.Client.SendAsync(Json(HttpMethod.Post, Path)).ShouldBeAsync(HttpStatusCode.Created);
        var claims = _provider.Claims($"subject-{Guid.CreateVersion7()}", verified: false, now: application.Clock.GetUtcNow());
        var code = _provider.Grant(new Uri(begun["url"]!.GetValue<string>()), claims);
        return Json(HttpMethod.Post, $"{Path}/complete", new { state = begun["state"]!.GetValue<string>(), code });
    }

    private Task UntilOneWaitsAsync() =>
        Poll.UntilAsync(async () =>
            await application.QueryAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
            )
        );

    private async Task<HttpRequestMessage> AddPasskeyAsync(Person person)
    {
        using var device = new Device();
        return await AddPasskeyAsync(person, device);
    }

    private static async Task<HttpRequestMessage> AddPasskeyAsync(Person person, Device device)
    {
        var begun = await person.Client.PostAsync("/api/v1/users/me/passkeys/options", null).ShouldBeAsync(HttpStatusCode.OK);
        var passkey = new
        {
            ceremony_id = begun["ceremony_id"],
            credential = device.Create(begun["options"]!),
            name = "a phone",
        };
        return Json(HttpMethod.Post, "/users/me/passkeys", passkey);
    }

    private async Task<HttpRequestMessage> DeletePasskeyAsync(Person person)
    {
        using var add = await AddPasskeyAsync(person);
        var passkey = await person.Client.SendAsync(add).ShouldBeAsync(HttpStatusCode.Created);
        return Json(HttpMethod.Delete, $"/users/me/passkeys/{passkey["id"]!.GetValue<Guid>()}");
    }

    private async Task<string> BeginFactorAsync(Person person)
    {
        var app = await person.Client.PostAsync("/api/v1/users/me/second-factor", null).ShouldBeAsync(HttpStatusCode.OK);
        return new Totp(Base32Encoding.ToBytes(app["secret"]!.GetValue<string>())).ComputeTotp(application.Clock.GetUtcNow().UtcDateTime);
    }

    private async Task ProtectAsync(Person person) =>
        await person
            .Client.PostAsJsonAsync("/api/v1/users/me/second-factor/confirm", new { code = await BeginFactorAsync(person) })
            .ShouldBeAsync(HttpStatusCode.OK);

    /// <summary>Another user, with a second factor.</summary>
    private async Task<Person> OtherAsync(Person person)
    {
        var other = await application.PersonAsync();
        other.Id.ShouldNotBe(person.Id);
        await ProtectAsync(other);
        return other;
    }
}
