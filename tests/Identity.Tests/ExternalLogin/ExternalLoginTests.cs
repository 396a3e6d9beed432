using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Identity.ExternalLogin;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Identity.Tests.ExternalLogin;

public sealed class ExternalLoginTests(IdentityApplication application) : IClassFixture<IdentityApplication>, IAsyncLifetime
{
    // One for the class: the application gets its address before the start.
    private static readonly SemaphoreSlim Starting = new(1, 1);
    private static TestProvider? _shared;
    private TestProvider _provider = null!;

    public async ValueTask InitializeAsync()
    {
        await Starting.WaitAsync();
        _provider = _shared ??= await TestProvider.StartAsync();
        application.Settings["Oidc:google:Issuer"] = _provider.Issuer;
        application.Settings["Oidc:google:ClientIds:0"] = TestProvider.ClientId;
        application.Settings["Oidc:google:ClientIds:1"] = "community-android";
        Starting.Release();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("RS256")]
    [InlineData("ES256")]
    public async Task ANewPersonGetsAnAccountAndLaterTheSameAgain(string algorithm)
    {
        var (subject, email) = (NewSubject(), NewEmail());

        var created = await SignInAsync(Sign(subject, email, algorithm: algorithm)).ShouldBeAsync(HttpStatusCode.Created);
        var person = application.PersonOf(created);
        created["user"]!["is_verified"]!.GetValue<bool>().ShouldBeTrue();
        created["user"]!["full_name"]!.GetValue<string>().ShouldBe("Amal Haddad");
        person.Username.ShouldStartWith("amal.haddad");
        (await application.PublishedAsync<UserRegistered>(person.Id)).Count.ShouldBe(1);
        (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem().Version.ShouldBe(2);

        var again = await SignInAsync(Sign(subject, "changed@example.org", algorithm: algorithm)).ShouldBeAsync(HttpStatusCode.OK);
        again["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task FirstSignInsAtOnceMakeOneAccount()
    {
        var (subject, email) = (NewSubject(), NewEmail());
        var tokens = Enumerable.Range(0, 10).Select(_ => Sign(subject, email)).ToList();

        var answers = await Task.WhenAll(
            tokens.Select(async token => await (await SignInAsync(token)).Content.ReadFromJsonAsync<JsonNode>())
        );

        answers.Select(answer => answer!["user"]!["id"]!.GetValue<Guid>()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task ATokenSignsInOnce()
    {
        var token = Sign(NewSubject(), NewEmail());

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SignInAsync(token)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(9);
    }

    [Fact]
    public async Task AVerifiedAccountWithTheSameVerifiedMailIsLinked()
    {
        var person = await application.PersonAsync(verified: true);

        var answer = await SignInAsync(Sign(NewSubject(), person.Email)).ShouldBeAsync(HttpStatusCode.OK);

        answer["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        await application.Mailbox.WaitForMailAsync(person.Email!, "log in");
    }

    [Fact]
    public async Task AnAccountThatNeverProvedItsMailIsNotHandedOver()
    {
        // Pre-hijacking: an attacker registers the victim's address and waits for the victim to come through the provider.
        var attacker = await application.PersonAsync(verified: false);

        var problem = await SignInAsync(Sign(NewSubject(), attacker.Email)).ShouldBeAsync(HttpStatusCode.Conflict);

        problem["reason"]!.GetValue<string>().ShouldBe("log_in_and_link");
        (await application.QueryAsync<long>("SELECT count(*) FROM external_logins WHERE user_id = $1", attacker.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task AnAddressThatTheProviderHasNotVerifiedMatchesNoAccount()
    {
        var victim = await application.PersonAsync(verified: true);

        var answer = await SignInAsync(Sign(NewSubject(), victim.Email, verified: false)).ShouldBeAsync(HttpStatusCode.Created);

        answer["user"]!["id"]!.GetValue<Guid>().ShouldNotBe(victim.Id);
        answer["user"]!["email"].ShouldBeNull();
        answer["user"]!["is_verified"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task HostileTokensAreRefusedAndMakeNoAccount()
    {
        using var strange = RSA.Create(2048);
        var good = _provider.Claims(NewSubject(), NewEmail());
        var now = TimeProvider.System.GetUtcNow();
        var genuine = _provider.Sign(good);
        Dictionary<string, string> hostile = new(StringComparer.Ordinal)
        {
            ["another key"] = _provider.Sign(good, with: strange),
            ["a slash behind the audience"] = _provider.Sign(With(good, "aud", TestProvider.ClientId + "/")),
            ["a slash behind the issuer"] = _provider.Sign(With(good, "iss", _provider.Issuer + "/")),
            ["an end beyond any calendar"] = _provider.Sign(With(good, "exp", 99_999_999_999_999)),
            ["no end at all"] = _provider.Sign(Without(good, "exp")),
            ["no beginning"] = _provider.Sign(Without(good, "iat")),
            ["unknown kid"] = _provider.Sign(good, kid: "nobody"),
            ["kid of another kind"] = _provider.Sign(good, kid: "ec"),
            ["a symmetric key of the set"] = _provider.Sign(good, "HS256", kid: "secret"),
            ["HS256 by the public key"] = _provider.Sign(good, "HS256"),
            ["alg none"] = _provider.Sign(good, "none"),
            ["alg none without signature"] = _provider.Sign(good, "none").TrimEnd('.') + ".",
            ["another issuer"] = _provider.Sign(With(good, "iss", "https://evil.example")),
            ["another audience"] = _provider.Sign(With(good, "aud", "another-app")),
            ["many audiences, no party"] = _provider.Sign(With(good, "aud", new JsonArray(TestProvider.ClientId, "another-app"))),
            ["another party"] = _provider.Sign(With(good, "azp", "another-app")),
            ["no audience"] = _provider.Sign(With(good, "aud", null)),
            ["expired"] = _provider.Sign(With(good, "exp", now.AddSeconds(-61).ToUnixTimeSeconds())),
            ["no end"] = _provider.Sign(With(good, "exp", "tomorrow")),
            ["from the future"] = _provider.Sign(With(good, "iat", now.AddMinutes(5).ToUnixTimeSeconds())),
            ["not yet"] = _provider.Sign(With(good, "nbf", now.AddMinutes(5).ToUnixTimeSeconds())),
            ["nobody"] = _provider.Sign(With(good, "sub", "")),
            ["no subject"] = _provider.Sign(With(good, "sub", 7)),
            ["another payload"] = Swap(genuine, _provider.Sign(With(good, "sub", "victim"))),
            ["two parts"] = genuine[..genuine.LastIndexOf('.')],
            ["four parts"] = genuine + ".x",
            ["rubbish"] = "a.b.c",
            ["empty"] = "",
        };
        var before = await application.QueryAsync<long>("SELECT count(*) FROM users");

        foreach (var (name, token) in hostile)
        {
            var answer = await SignInAsync(token);
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, $"{name}: {await answer.Content.ReadAsStringAsync()}");
        }

        (await application.QueryAsync<long>("SELECT count(*) FROM users")).ShouldBe(before);
        await SignInAsync(genuine).ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task ANonceMustBeTheTokens()
    {
        var claims = With(_provider.Claims(NewSubject(), NewEmail()), "nonce", "n-1");
        await SignInAsync(_provider.Sign(claims), "n-2").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await SignInAsync(_provider.Sign(claims), "n-1").ShouldBeAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task UnknownKeyIdsDoNotHammerTheProvider()
    {
        await SignInAsync(Sign(NewSubject(), NewEmail())).ShouldBeAsync(HttpStatusCode.Created);
        var before = _provider.KeyFetches;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => SignInAsync(_provider.Sign(_provider.Claims("x"), kid: $"invented-{i}"))));

        (_provider.KeyFetches - before).ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task AKeyThatTheProviderRotatedInIsTakenAtOnceWithoutARestart()
    {
        await using var provider = await TestProvider.StartAsync();
        using var keys = new ProviderKeys(provider.Issuer, jwksUri: null, NullLogger.Instance);
        (await keys.FindAsync("rsa")).ShouldNotBeEmpty();
        provider.RsaKeyId = "rsa-2";

        (await keys.FindAsync("rsa-2")).ShouldNotBeEmpty();

        (await keys.FindAsync("rsa")).ShouldBeEmpty();
        (await keys.FindAsync("secret")).ShouldBeEmpty("a symmetric key is none");
    }

    [Fact]
    public async Task WithoutADiscoveryDocumentTheKeySetIsReadFromItsAddress()
    {
        await using var provider = await TestProvider.StartAsync();
        using var keys = new ProviderKeys("https://issuer.example", $"{provider.Issuer}/keys", NullLogger.Instance);
        (await keys.FindAsync("ec")).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ADiscoveryDocumentOfAnotherIssuerIsRefused()
    {
        await using var provider = await TestProvider.StartAsync();
        using var keys = new ProviderKeys(
            provider.Issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal),
            jwksUri: null,
            NullLogger.Instance
        );
        await Should.ThrowAsync<Platform.Http.Problems.ProblemException>(() => keys.FindAsync("rsa"));
    }

    [Fact]
    public async Task AnUnconfiguredProviderIsNotFound()
    {
        using var anonymous = application.Anonymous();
        await anonymous.PostAsJsonAsync("/api/v1/auth/oidc/nobody", new { id_token = "a.b.c" }).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task LoginsAreLinkedListedAndRemovedByTheirOwner()
    {
        var person = await application.PersonAsync(password: "three quiet green boats");
        var subject = NewSubject();
        await LinkAsync(person, Sign(subject, "somewhere@example.org")).ShouldBeAsync(HttpStatusCode.OK);
        await LinkAsync(person, Sign(subject)).ShouldBeAsync(HttpStatusCode.OK);
        (await LinkAsync(person, Sign(NewSubject())).ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("provider_linked");

        (await SignInAsync(Sign(subject)).ShouldBeAsync(HttpStatusCode.OK))["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        var list = await person.Client.GetAsync("/api/v1/users/me/external-logins").ShouldBeAsync(HttpStatusCode.OK);
        list["items"]!.AsArray().ShouldHaveSingleItem()!["provider"]!.GetValue<string>().ShouldBe("google");

        var other = await application.PersonAsync();
        (await LinkAsync(other, Sign(subject)).ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("linked_elsewhere");
        await other.Client.DeleteAsync("/api/v1/users/me/external-logins/google").ShouldBeAsync(HttpStatusCode.NotFound);

        await person.Client.DeleteAsync("/api/v1/users/me/external-logins/google").ShouldBeAsync(HttpStatusCode.NoContent);
        (await SignInAsync(Sign(subject, NewEmail())).ShouldBeAsync(HttpStatusCode.Created))["user"]!["id"]!
            .GetValue<Guid>()
            .ShouldNotBe(person.Id);
        (
            await application.QueryAsync<string>(
                "SELECT string_agg(action, ' ' ORDER BY id) FROM audit_entries WHERE user_id = $1 AND action LIKE 'provider_%'",
                person.Id
            )
        ).ShouldBe("provider_linked provider_unlinked");
    }

    [Fact]
    public async Task ALoginFromANewPlaceIsToldAndRecorded()
    {
        var (subject, email) = (NewSubject(), NewEmail());
        var person = application.PersonOf(await SignInAsync(Sign(subject, email)).ShouldBeAsync(HttpStatusCode.Created));
        using var elsewhere = application.From("203.0.113.78");

        await elsewhere.PostAsJsonAsync("/api/v1/auth/google", new { id_token = Sign(subject, email) }).ShouldBeAsync(HttpStatusCode.OK);

        (await application.Mailbox.WaitForMailAsync(email, "new place")).Text.ShouldContain("203.0.113.0/24");
        (
            await application.QueryAsync<long>(
                "SELECT count(*) FROM sign_ins WHERE user_id = $1 AND outcome = 'signed_in' AND network LIKE '203.0.113.%'",
                person.Id
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task TheOnlyWayInCannotBeRemoved()
    {
        var person = application.PersonOf(await SignInAsync(Sign(NewSubject(), NewEmail())).ShouldBeAsync(HttpStatusCode.Created));
        (await person.Client.DeleteAsync("/api/v1/users/me/external-logins/google").ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("last_login");
    }

    private static string NewSubject() => RandomNumberGenerator.GetHexString(20);

    private static string NewEmail() => $"{RandomNumberGenerator.GetHexString(12, lowercase: true)}@example.org";

    private static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        var changed = claims.DeepClone().AsObject();
        changed[name] = value;
        return changed;
    }

    private static JsonObject Without(JsonObject claims, string name)
    {
        var changed = claims.DeepClone().AsObject();
        changed.Remove(name);
        return changed;
    }

    private static string Swap(string signature, string payload) =>
        $"{payload[..payload.LastIndexOf('.')]}{signature[signature.LastIndexOf('.')..]}";

    private string Sign(string subject, string? email = null, bool verified = true, string algorithm = "RS256") =>
        _provider.Sign(_provider.Claims(subject, email, verified), algorithm);

    private async Task<HttpResponseMessage> SignInAsync(string idToken, string? nonce = null)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/google", new { id_token = idToken, nonce });
    }

    private static Task<HttpResponseMessage> LinkAsync(Person person, string idToken) =>
        person.Client.PostAsJsonAsync("/api/v1/users/me/external-logins", new { provider = "google", id_token = idToken });
}
