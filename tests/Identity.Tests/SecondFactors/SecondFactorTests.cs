using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using OtpNet;

namespace Community.Identity.Tests.SecondFactors;

/// <summary>Codes of an authenticator app and recovery codes as the second factor of a login.</summary>
public sealed class SecondFactorTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string Path = "/api/v1/users/me/second-factor";

    [Fact]
    public async Task ALoginWithThePasswordThenNeedsACode()
    {
        var (person, app, _) = await ProtectedAsync();
        var challenge = await ChallengeAsync(person);

        NextStep();
        var tokens = await SecondAsync(challenge, app.Code()).ShouldBeAsync(HttpStatusCode.OK);

        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Text(tokens, "access_token"));
        await client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        (await SecondAsync(challenge, app.Code()).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_challenge");
    }

    [Fact]
    public async Task AnAppThatWasNotConfirmedCountsForNothing()
    {
        var person = await application.RegisterAsync();
        await person.Client.PostAsync(Path, null).ShouldBeAsync(HttpStatusCode.OK);
        await application.SignInAsync(person.Username);

        var wrong = await person
            .Client.PostAsJsonAsync($"{Path}/confirm", new { code = "000000" })
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        wrong.Reason().ShouldBe("invalid_code");
        await application.SignInAsync(person.Username);
    }

    [Fact]
    public async Task ACodeIsAcceptedOnce()
    {
        var (person, app, _) = await ProtectedAsync();
        NextStep();
        var code = app.Code();
        await SecondAsync(await ChallengeAsync(person), code).ShouldBeAsync(HttpStatusCode.OK);
        (await SecondAsync(await ChallengeAsync(person), code).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("wrong_code");
    }

    [Fact]
    public async Task OfTheSameCodeTwentyTimesAtOnceOneLogsIn()
    {
        var (person, app, _) = await ProtectedAsync();
        NextStep();
        var (code, challenge) = (app.Code(), await ChallengeAsync(person));
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SecondAsync(challenge, code)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
    }

    [Fact]
    public async Task ACodeIsGoodOneStepEarlyOrLateAndNotLonger()
    {
        using var stopped = application.Clock.Stop();
        var (person, app, _) = await ProtectedAsync();
        NextStep();
        NextStep();
        var late = app.Code();
        NextStep();
        await SecondAsync(await ChallengeAsync(person), late).ShouldBeAsync(HttpStatusCode.OK);
        var older = app.Code();
        NextStep();
        NextStep();
        await SecondAsync(await ChallengeAsync(person), older).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ARecoveryCodeLogsInOnceAndItsOwnerIsTold()
    {
        var (person, _, recovery) = await ProtectedAsync();
        recovery.Count.ShouldBe(10);
        var typed = recovery[3].Replace("-", " ", StringComparison.Ordinal).ToUpperInvariant();

        await SecondAsync(await ChallengeAsync(person), typed).ShouldBeAsync(HttpStatusCode.OK);

        await SecondAsync(await ChallengeAsync(person), recovery[3]).ShouldBeAsync(HttpStatusCode.Unauthorized);
        var view = await person.Client.GetAsync(Path).ShouldBeAsync(HttpStatusCode.OK);
        view["recovery_codes_left"]!.GetValue<int>().ShouldBe(9);
        (await application.Mailbox.WaitForMailAsync(person.Email!, "recovery code was used")).Text.ShouldContain("9 of them are left");
    }

    [Fact]
    public async Task FiveWrongCodesEndTheChallengeAndThenOnesHaveToWait()
    {
        using var stopped = application.Clock.Stop();
        var (person, app, _) = await ProtectedAsync();
        var challenge = await ChallengeAsync(person);
        NextStep();
        for (var i = 0; i < 5; i++)
        {
            (await SecondAsync(challenge, app.WrongCode()).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("wrong_code");
        }

        (await SecondAsync(challenge, app.Code()).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_challenge");
        // The right password again gives a new challenge, but not more guesses.
        using var limited = await SecondAsync(await ChallengeAsync(person), app.Code());
        (await limited.ShouldBeAsync(HttpStatusCode.TooManyRequests)).Reason().ShouldBe("too_many_failures");
        limited.Headers.RetryAfter.ShouldNotBeNull();
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        await SecondAsync(await ChallengeAsync(person), app.Code()).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AChallengeExpiresAndNoOtherTextIsOne()
    {
        var (person, app, _) = await ProtectedAsync();
        var challenge = await ChallengeAsync(person);
        application.Clock.Advance(TimeSpan.FromMinutes(5.1));
        foreach (var text in new[] { challenge, "nonsense", "", new string('A', 43) })
        {
            (await SecondAsync(text, app.Code()).ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_challenge");
        }
    }

    [Fact]
    public async Task AWrongPasswordTellsNothingOfTheSecondFactor()
    {
        var (person, _, _) = await ProtectedAsync();
        using var client = application.Anonymous();
        var refused = await client
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = "a wrong password" })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        refused.Reason().ShouldBe("wrong_credentials");
    }

    [Fact]
    public async Task ARepeatedRegistrationIsNoWayAroundIt()
    {
        var name = application.NewName();
        var body = new
        {
            username = name,
            email = $"{name}@example.org",
            password = Person.DefaultPassword,
        };
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("Idempotency-Key", Guid.CreateVersion7().ToString());
        var person = application.PersonOf(
            await client.PostAsJsonAsync("/api/v1/auth/register", body).ShouldBeAsync(HttpStatusCode.Created)
        );
        await ProtectAsync(person);
        await client.PostAsJsonAsync("/api/v1/auth/register", body).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task TheSecretIsSealedAndTheRecoveryCodesAreHashed()
    {
        var (person, app, recovery) = await ProtectedAsync();
        var stored = await application.QueryAsync<byte[]>("SELECT sealed_secret FROM authenticators WHERE user_id = $1", person.Id);
        stored!.AsSpan().IndexOf(app.Secret).ShouldBe(-1);
        var codes = await application.QueryAsync<string>(
            "SELECT string_agg(encode(hash, 'escape'), ' ') FROM recovery_codes WHERE user_id = $1",
            person.Id
        );
        recovery.ShouldAllBe(code => !codes!.Contains(code.Replace("-", "", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task RemovingItNeedsARecentProof()
    {
        var (person, app, _) = await ProtectedAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(11));

        var refused = await person.Client.DeleteAsync(Path).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused.Reason().ShouldBe("reauthentication_required");

        var renewed = await person
            .Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", new { code = app.Code() })
            .ShouldBeAsync(HttpStatusCode.OK);
        using var fresh = application.Anonymous();
        fresh.DefaultRequestHeaders.Authorization = new("Bearer", Text(renewed, "access_token"));
        (await fresh.DeleteAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await application.SignInAsync(person.Username);
        await application.Mailbox.WaitForMailAsync(person.Email!, "no longer need a code");
    }

    [Theory]
    [InlineData("POST", "/api/v1/users/me/external-logins")]
    [InlineData("DELETE", "/api/v1/users/me/external-logins/google")]
    public async Task AWayInIsAddedAndRemovedOnlyAfterARecentProof(string method, string path)
    {
        var person = await application.RegisterAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method == "POST" ? JsonContent.Create(new { provider = "google", id_token = "a.b.c" }) : null;

        var refused = await person.Client.SendAsync(request).ShouldBeAsync(HttpStatusCode.Forbidden);

        refused.Reason().ShouldBe("reauthentication_required");
    }

    [Fact]
    public async Task NewRecoveryCodesMakeTheOldOnesVoid()
    {
        var (person, _, old) = await ProtectedAsync();
        var answer = await person.Client.PostAsync($"{Path}/recovery-codes", null).ShouldBeAsync(HttpStatusCode.OK);
        await SecondAsync(await ChallengeAsync(person), old[0]).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await SecondAsync(await ChallengeAsync(person), answer["codes"]![0]!.GetValue<string>()).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAdministratorWithoutASecondFactorCanOnlySetOneUp()
    {
        var admin = await application.PersonAsync(password: Person.DefaultPassword, roles: ["admin", "attendee"]);
        using var client = application.Anonymous();
        var login = await client
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = admin.Username, password = Person.DefaultPassword })
            .ShouldBeAsync(HttpStatusCode.OK);
        login["needs_second_factor"]!.GetValue<bool>().ShouldBeTrue();
        var session = application.PersonOf(login);
        await session.Client.GetAsync("/api/v1/audit").ShouldBeAsync(HttpStatusCode.Forbidden);
        await session.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);

        var (app, _) = await ProtectAsync(session);

        var refreshed = await client
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = session.RefreshToken })
            .ShouldBeAsync(HttpStatusCode.OK);
        refreshed["needs_second_factor"]!.GetValue<bool>().ShouldBeFalse();
        using var trusted = application.Anonymous();
        trusted.DefaultRequestHeaders.Authorization = new("Bearer", Text(refreshed, "access_token"));
        await trusted.GetAsync("/api/v1/audit").ShouldBeAsync(HttpStatusCode.OK);

        // From now on a login has the rights at once.
        NextStep();
        var again = await SecondAsync(await ChallengeAsync(session), app.Code()).ShouldBeAsync(HttpStatusCode.OK);
        using var next = application.Anonymous();
        next.DefaultRequestHeaders.Authorization = new("Bearer", Text(again, "access_token"));
        await next.GetAsync("/api/v1/audit").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AttemptsAreInTheRecordOfLogins()
    {
        var (person, app, _) = await ProtectedAsync();
        var challenge = await ChallengeAsync(person);
        await SecondAsync(challenge, app.WrongCode()).ShouldBeAsync(HttpStatusCode.Unauthorized);
        var items = (await person.Client.GetAsync("/api/v1/auth/sign-ins").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();
        items.Select(item => item!["outcome"]!.GetValue<string>()).ShouldBe(["second_factor_required", "wrong_code"], ignoreOrder: true);
    }

    [Fact]
    public async Task AnAdministratorRemovesALostOneWithAReason()
    {
        var (person, _, _) = await ProtectedAsync();
        var challenge = await ChallengeAsync(person);
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var path = $"/api/v1/users/{person.Id}/second-factor/remove";
        await person.Client.PostAsJsonAsync(path, new { reason = "x" }).ShouldBeAsync(HttpStatusCode.Forbidden);
        await admin.Client.PostAsJsonAsync(path, new { reason = "" }).ShouldBeAsync(HttpStatusCode.BadRequest);
        var own = await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{admin.Id}/second-factor/remove", new { reason = "lost" })
            .ShouldBeAsync(HttpStatusCode.Conflict);
        own.Reason().ShouldBe("own_account");

        (await admin.Client.PostAsJsonAsync(path, new { reason = "Lost phone" })).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await SecondAsync(challenge, "000000").ShouldBeAsync(HttpStatusCode.Unauthorized)).Reason().ShouldBe("invalid_challenge");
        await application.SignInAsync(person.Username);
        await application.Mailbox.WaitForMailAsync(person.Email!, "second factor was removed");
        var audit = (await admin.Client.GetAsync($"/api/v1/audit?user_id={person.Id}").ShouldBeAsync(HttpStatusCode.OK))[
            "items"
        ]!.AsArray();
        audit.ShouldContain(entry =>
            entry!["action"]!.GetValue<string>() == "second_factor_removed" && entry.ToJsonString().Contains("Lost phone")
        );
        (await admin.Client.PostAsJsonAsync(path, new { reason = "again" }).ShouldBeAsync(HttpStatusCode.Conflict))
            .Reason()
            .ShouldBe("no_second_factor");
    }

    [Fact]
    public async Task ErasureDeletesIt()
    {
        var (person, _, _) = await ProtectedAsync();
        (await person.EraseAsync()).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        foreach (var table in new[] { "authenticators", "recovery_codes", "login_challenges" })
        {
            (await application.QueryAsync<long>($"SELECT count(*) FROM {table} WHERE user_id = $1", person.Id)).ShouldBe(0);
        }
    }

    /// <summary>RFC 6238 appendix B, the rows for SHA-1, as six digits.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1234567890, "005924")]
    [InlineData(20000000000, "353130")]
    public void CodesAreThoseOfTheStandard(long seconds, string code) =>
        new Totp("12345678901234567890"u8.ToArray()).ComputeTotp(DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime).ShouldBe(code);

    private async Task<(Person Person, App App, IReadOnlyList<string> Recovery)> ProtectedAsync()
    {
        var person = await application.RegisterAsync();
        var (app, recovery) = await ProtectAsync(person);
        return (person, app, recovery);
    }

    private async Task<(App App, IReadOnlyList<string> Recovery)> ProtectAsync(Person person)
    {
        var begun = await person.Client.PostAsync(Path, null).ShouldBeAsync(HttpStatusCode.OK);
        begun["uri"]!.GetValue<string>().ShouldContain($"secret={Text(begun, "secret")}");
        var app = new App(Base32Encoding.ToBytes(Text(begun, "secret")), application.Clock);
        var confirmed = await person.Client.PostAsJsonAsync($"{Path}/confirm", new { code = app.Code() }).ShouldBeAsync(HttpStatusCode.OK);
        return (app, [.. confirmed["codes"]!.AsArray().Select(code => code!.GetValue<string>())]);
    }

    private async Task<string> ChallengeAsync(Person person)
    {
        using var client = application.Anonymous();
        var asked = await client
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        asked.Reason().ShouldBe("second_factor_required");
        return Text(asked, "challenge");
    }

    private async Task<HttpResponseMessage> SecondAsync(string challenge, string code)
    {
        using var client = application.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/login/second-factor", new { challenge, code });
    }

    private void NextStep() => application.Clock.Advance(TimeSpan.FromSeconds(30));

    private static string Text(JsonNode answer, string name) => answer[name]!.GetValue<string>();

    /// <summary>An authenticator app.</summary>
    private sealed record App(byte[] Secret, TestClock Clock)
    {
        public string Code() => new Totp(Secret).ComputeTotp(Clock.GetUtcNow().UtcDateTime);

        /// <summary>A code that the app does not show in this step, the one before or the one after.</summary>
        public string WrongCode()
        {
            var now = Clock.GetUtcNow().UtcDateTime;
            string[] right = [.. new[] { -30, 0, 30 }.Select(seconds => new Totp(Secret).ComputeTotp(now.AddSeconds(seconds)))];
            return Enumerable.Range(0, 4).Select(n => $"{n:D6}").First(code => !right.Contains(code));
        }
    }
}

file static class Problems
{
    public static string? Reason(this JsonNode problem) => problem["reason"]?.GetValue<string>();
}
