using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Community.Identity.ExternalLogin;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using OtpNet;

namespace Community.Identity.Tests.ExternalLogin;

/// <summary>The authorization code flow that the service runs for browsers.</summary>
public sealed class ProviderAuthorizationTests(IdentityApplication application) : IClassFixture<IdentityApplication>, IAsyncLifetime
{
    private const string Secret = "a secret: of 100 %";

    // One for the class: the application gets their addresses before the start.
    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static TestProvider? _open;
    private static TestProvider? _basic;
    private static TestProvider? _posting;

    public async ValueTask InitializeAsync()
    {
        await Starting.WaitAsync();
        _open ??= await TestProvider.StartAsync();
        _basic ??= await TestProvider.StartAsync();
        _posting ??= await TestProvider.StartAsync();
        (_basic.Secret, _posting.Secret, _posting.SecretMethod) = ("a+secret%3A+of+100+%25", Secret, "client_secret_post");
        Configure("open", _open.Issuer);
        Configure("google", _basic.Issuer, ("ClientSecret", Secret));
        Configure("posting", _posting.Issuer, ("ClientSecret", Secret), ("DisplayName", "The Post"));
        Configure("keys-only", "https://keys.example", ("JwksUri", $"{_open.Issuer}/keys"));
        Configure("phones", _open.Issuer, ("Browser", "false"));
        Configure("away", "http://127.0.0.1:1");
        application.Settings["Identity:ClientUrl"] = "https://community.example/";
        Starting.Release();
    }

    public ValueTask DisposeAsync()
    {
        _open!.TokenAnswer = null;
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task OnlyProvidersForBrowsersAreListed()
    {
        using var anonymous = application.Anonymous();
        using var answer = await anonymous.GetAsync("/api/v1/auth/providers");
        var items = (await answer.ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

        items
            .Select(item => $"{item!["name"]}: {item["display_name"]}")
            .ShouldBe(["away: Away", "google: Google", "open: Open", "posting: The Post"]);
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=300");
        foreach (var name in new[] { "keys-only", "phones" })
        {
            var refused = await BeginAsync(name).ShouldBeAsync(HttpStatusCode.Conflict);
            refused["reason"]!.GetValue<string>().ShouldBe("not_for_browsers");
        }

        await BeginAsync("nowhere").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("google")]
    [InlineData("posting")]
    public async Task ABrowserIsLedThroughAProviderAndSignedIn(string name)
    {
        var provider = ProviderOf(name);
        var (subject, email) = (NewSubject(), NewEmail());
        var begun = await BeginAsync(name).ShouldBeAsync(HttpStatusCode.Created);
        var url = new Uri(Text(begun, "url"));
        var asked = QueryHelpers.ParseQuery(url.Query);
        asked["redirect_uri"].ToString().ShouldBe("https://community.example/app/signed-in");
        asked["state"].ToString().ShouldBe(Text(begun, "state"));
        var left = begun["expires_at"]!.GetValue<DateTimeOffset>() - application.Clock.GetUtcNow();
        left.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));

        var created = await CompleteAsync(name, Text(begun, "state"), provider.Grant(url, Claims(provider, subject, email)))
            .ShouldBeAsync(HttpStatusCode.Created);

        var person = application.PersonOf(created);
        person.Email.ShouldBe(email);
        var again = await SignInAsync(name, subject, email).ShouldBeAsync(HttpStatusCode.OK);
        again["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        var actions = await application.QueryAsync<long>(
            "SELECT count(*) FROM audit_entries WHERE user_id = $1 AND action = 'provider_linked'",
            person.Id
        );
        actions.ShouldBe(1);
    }

    [Fact]
    public async Task ACodeOfAnotherStateIsRefusedByItsChallenge()
    {
        var (mine, stolen) = (await BegunAsync("open"), await BegunAsync("open"));
        var code = _open!.Grant(stolen.Url, Claims(_open, NewSubject(), NewEmail()));

        (await CompleteAsync("open", mine.State, code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("code_refused");
    }

    [Fact]
    public async Task AStateWorksOnceAlsoForCallsAtOnce()
    {
        var (url, state) = await BegunAsync("open");
        var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CompleteAsync("open", state, code)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(9);
        (await CompleteAsync("open", state, code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_authorization");
    }

    [Fact]
    public async Task AStateIsRefusedElsewhereAndWhenItIsUnknown()
    {
        var (url, state) = await BegunAsync("open");
        var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));

        foreach (var (name, given) in new[] { ("google", state), ("open", ""), ("open", "none"), ("open", new string('A', 43)) })
        {
            var refused = await CompleteAsync(name, given, code).ShouldBeAsync(HttpStatusCode.Unauthorized);
            refused.Reason().ShouldBe("invalid_authorization");
        }

        await CompleteAsync("open", state, code).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AnAnswerThatNamesAnotherIssuerIsRefused()
    {
        var (url, state) = await BegunAsync("open");
        var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));

        (await CompleteAsync("open", state, code, new { issuer = _basic!.Issuer }).ShouldBeAsync(HttpStatusCode.Unauthorized))
            .Reason()
            .ShouldBe("invalid_authorization");
        (url, state) = await BegunAsync("open");
        code = _open.Grant(url, Claims(_open, NewSubject(), NewEmail()));
        await CompleteAsync("open", state, code, new { issuer = _open.Issuer }).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task AnExpiredStateIsRefusedAndItsRowGoes()
    {
        var (url, state) = await BegunAsync("open");
        application.Clock.Advance(ProviderAuthorization.Lifetime);
        var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));

        (await CompleteAsync("open", state, code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_authorization");

        await application.SweepAsync();
        (await application.QueryAsync<long>("SELECT count(*) FROM provider_authorizations")).ShouldBe(0);
    }

    [Fact]
    public async Task ATokenWithAnotherNonceOrNoneIsRefused()
    {
        foreach (var nonce in new JsonNode?[] { "another", null })
        {
            var (url, state) = await BegunAsync("open");
            var claims = Claims(_open!, NewSubject(), NewEmail());
            claims["nonce"] = nonce;

            (await CompleteAsync("open", state, _open!.Grant(url, claims)).ShouldBeAsync(HttpStatusCode.Unauthorized))
                .Reason()
                .ShouldBe("invalid_id_token");
        }
    }

    [Fact]
    public async Task WhileAProviderIsAwayTheAnswerSaysWhenToTryAgain()
    {
        using var away = await BeginAsync("away");
        await away.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
        away.Headers.RetryAfter!.Delta!.Value.ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task AnAnswerOfAProviderThatIsNoneChangesNothing()
    {
        Func<IResult>[] answers =
        [
            () => Results.Text(new string(' ', 300 * 1024) + "{}", "application/json"),
            () => Results.StatusCode(500),
            () => Results.Redirect($"{_open!.Issuer}/keys"),
            () => Results.Text("<html>", "text/html"),
            () => Results.Json(new[] { 1 }),
            () => Results.Json(new { id_token = 1 }),
            () => Results.Json(new { error = "invalid_client" }, statusCode: 400),
        ];
        var before = await application.QueryAsync<long>("SELECT count(*) FROM users");
        foreach (var answer in answers)
        {
            var (url, state) = await BegunAsync("open");
            var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));
            _open.TokenAnswer = answer;
            using var refused = await CompleteAsync("open", state, code);
            await refused.ShouldBeAsync(HttpStatusCode.ServiceUnavailable);
            refused.Headers.RetryAfter.ShouldNotBeNull();
        }

        (await application.QueryAsync<long>("SELECT count(*) FROM users")).ShouldBe(before);
    }

    [Fact]
    public async Task AnAccountThatNeverProvedItsMailIsNotHandedOver()
    {
        var attacker = await application.PersonAsync(verified: false);

        (await SignInAsync("open", NewSubject(), attacker.Email!).ShouldBeAsync(HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("log_in_and_link");
    }

    [Fact]
    public async Task ASecondFactorIsAskedForAndSuspendedPeopleStayOut()
    {
        var person = await application.RegisterAsync();
        var begun = await person.Client.PostAsync("/api/v1/users/me/second-factor", null).ShouldBeAsync(HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(Text(begun, "secret")));
        await person
            .Client.PostAsJsonAsync(
                "/api/v1/users/me/second-factor/confirm",
                new { code = app.ComputeTotp(application.Clock.GetUtcNow().UtcDateTime) }
            )
            .ShouldBeAsync(HttpStatusCode.OK);
        var subject = NewSubject();
        await LinkAsync(person, subject).ShouldBeAsync(HttpStatusCode.OK);

        var asked = await SignInAsync("open", subject, NewEmail()).ShouldBeAsync(HttpStatusCode.Unauthorized);

        asked.Reason().ShouldBe("second_factor_required");
        application.Clock.Advance(TimeSpan.FromSeconds(30));
        using var anonymous = application.Anonymous();
        var second = new { challenge = Text(asked, "challenge"), code = app.ComputeTotp(application.Clock.GetUtcNow().UtcDateTime) };
        await anonymous.PostAsJsonAsync("/api/v1/auth/login/second-factor", second).ShouldBeAsync(HttpStatusCode.OK);

        await using var connection = await application.OpenDatabaseAsync();
        await using var suspend = connection.CreateCommand();
        suspend.CommandText = "UPDATE users SET suspended_at = now() WHERE id = $1";
        suspend.Parameters.Add(new() { Value = person.Id });
        await suspend.ExecuteNonQueryAsync();
        await SignInAsync("open", subject, NewEmail()).ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task ABrowserMayHaveItsRefreshTokenAsACookie()
    {
        var (url, state) = await BegunAsync("open");
        var code = _open!.Grant(url, Claims(_open, NewSubject(), NewEmail()));
        using var browser = application.Anonymous();
        browser.DefaultRequestHeaders.Add("X-Session", "cookie");

        using var answer = await browser.PostAsJsonAsync("/api/v1/auth/oidc/open/authorizations/complete", new { state, code });

        (await answer.ShouldBeAsync(HttpStatusCode.Created))["refresh_token"].ShouldBeNull();
        answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("__Host-community=");
    }

    [Fact]
    public async Task AnAccountIsLinkedOnlyByThePersonWhoBeganIt()
    {
        var (person, other) = (await application.PersonAsync(), await application.PersonAsync());
        var begun = await BeginLinkAsync(person).ShouldBeAsync(HttpStatusCode.Created);
        var subject = NewSubject();
        var code = _open!.Grant(new Uri(Text(begun, "url")), Claims(_open, subject, NewEmail()));
        var (mine, foreign) = (Text(begun, "state"), await BegunAsync("open"));

        (await CompleteLinkAsync(other, mine, code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_authorization");
        (await CompleteAsync("open", mine, code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_authorization");
        (await CompleteLinkAsync(person, foreign.State, code).ShouldBeAsync(HttpStatusCode.Unauthorized))
            .Reason()
            .ShouldBe("invalid_authorization");

        var linked = await CompleteLinkAsync(person, mine, code).ShouldBeAsync(HttpStatusCode.OK);
        Text(linked, "provider").ShouldBe("open");
        (await LinkAsync(other, subject).ShouldBeAsync(HttpStatusCode.Conflict)).Reason().ShouldBe("linked_elsewhere");
        var signedIn = await SignInAsync("open", subject, NewEmail()).ShouldBeAsync(HttpStatusCode.OK);
        signedIn["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
    }

    [Fact]
    public async Task LinkingNeedsARecentSignIn()
    {
        var person = await application.PersonAsync(password: Person.DefaultPassword);
        application.Clock.Advance(TimeSpan.FromMinutes(11));

        (await BeginLinkAsync(person).ShouldBeAsync(HttpStatusCode.Forbidden)).Reason().ShouldBe("reauthentication_required");
        (await CompleteLinkAsync(person, "none", "none").ShouldBeAsync(HttpStatusCode.Forbidden))
            .Reason()
            .ShouldBe("reauthentication_required");
    }

    private static TestProvider ProviderOf(string name) =>
        name switch
        {
            "google" => _basic!,
            "posting" => _posting!,
            _ => _open!,
        };

    private static string NewSubject() => RandomNumberGenerator.GetHexString(20);

    private static string NewEmail() => $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.org";

    private static string Text(JsonNode answer, string name) => answer[name]!.GetValue<string>();

    private void Configure(string name, string issuer, params (string Key, string Value)[] more)
    {
        application.Settings[$"Oidc:{name}:Issuer"] = issuer;
        application.Settings[$"Oidc:{name}:ClientIds:0"] = TestProvider.ClientId;
        foreach (var (key, value) in more)
        {
            application.Settings[$"Oidc:{name}:{key}"] = value;
        }
    }

    private JsonObject Claims(TestProvider provider, string subject, string email) =>
        provider.Claims(subject, email, now: application.Clock.GetUtcNow());

    private async Task<HttpResponseMessage> BeginAsync(string name)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsync($"/api/v1/auth/oidc/{name}/authorizations", null);
    }

    private async Task<(Uri Url, string State)> BegunAsync(string name)
    {
        var begun = await BeginAsync(name).ShouldBeAsync(HttpStatusCode.Created);
        return (new Uri(Text(begun, "url")), Text(begun, "state"));
    }

    private async Task<HttpResponseMessage> CompleteAsync(string name, string state, string code, object? more = null)
    {
        using var anonymous = application.Anonymous();
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        (body["state"], body["code"]) = (state, code);
        return await anonymous.PostAsJsonAsync($"/api/v1/auth/oidc/{name}/authorizations/complete", body);
    }

    private async Task<HttpResponseMessage> SignInAsync(string name, string subject, string email)
    {
        var (provider, (url, state)) = (ProviderOf(name), await BegunAsync(name));
        return await CompleteAsync(name, state, provider.Grant(url, Claims(provider, subject, email)));
    }

    private static Task<HttpResponseMessage> BeginLinkAsync(Person person) =>
        person.Client.PostAsync("/api/v1/users/me/external-logins/open/authorizations", null);

    private static Task<HttpResponseMessage> CompleteLinkAsync(Person person, string state, string code) =>
        person.Client.PostAsJsonAsync("/api/v1/users/me/external-logins/open/authorizations/complete", new { state, code });

    private async Task<HttpResponseMessage> LinkAsync(Person person, string subject)
    {
        var begun = await BeginLinkAsync(person).ShouldBeAsync(HttpStatusCode.Created);
        var code = _open!.Grant(new Uri(Text(begun, "url")), Claims(_open, subject, NewEmail()));
        return await CompleteLinkAsync(person, Text(begun, "state"), code);
    }
}

file static class Problems
{
    public static string? Reason(this JsonNode problem) => problem["reason"]?.GetValue<string>();
}
