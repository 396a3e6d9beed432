using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Community.Identity.Login;
using Community.Testing;
using Npgsql;

namespace Community.Identity.Tests.Login;

public sealed class LoginTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task UsernameMailAddressAndPhoneAllWork()
    {
        var person = await application.RegisterAsync(phone: "+971 50 765 4321", email: $"{application.NewName()}@example.org");

        foreach (
            var identifier in (string[])
                [
                    person.Username,
                    person.Username.ToUpperInvariant(),
                    person.Email!,
                    $" {person.Email!.ToUpperInvariant()} ",
                    "+971507654321",
                ]
        )
        {
            (await application.SignInAsync(identifier)).Id.ShouldBe(person.Id);
        }
    }

    [Fact]
    public async Task ANumberThatWasKeptAsItWasTypedStillLogsIn()
    {
        var person = await application.RegisterAsync(phone: "+971 50 765 4388");
        await application.QueryAsync<int>("UPDATE users SET phone = '+4901707654388' WHERE id = $1 RETURNING 1", person.Id);

        (await application.SignInAsync("+49 (0)170 7654388")).Id.ShouldBe(person.Id);
    }

    [Fact]
    public async Task TheNameMayBeSentUnderItsOwnName()
    {
        var person = await application.RegisterAsync(phone: "+971 50 765 4399", email: $"{application.NewName()}@example.org");
        foreach (
            var body in (object[])
                [
                    new { username = person.Username, password = person.Password },
                    new { email = person.Email, password = person.Password },
                    new { phone = "+971507654399", password = person.Password },
                ]
        )
        {
            using var answer = await application.Anonymous().PostAsJsonAsync("/api/v1/auth/login", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }

        foreach (
            var body in (object[])
                [
                    new { password = person.Password },
                    new
                    {
                        identifier = person.Username,
                        email = person.Email,
                        password = person.Password,
                    },
                ]
        )
        {
            using var answer = await application.Anonymous().PostAsJsonAsync("/api/v1/auth/login", body);
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("identifier");
        }
    }

    [Fact]
    public async Task EachSignInAndEachFailureIsLogged()
    {
        var person = await application.RegisterAsync();
        await application.SignInAsync(person.Username);
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = "four loud red boats" })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await anonymous.PostAsJsonAsync("/api/v1/auth/guest", new { }).ShouldBeAsync(HttpStatusCode.Created);

        var lines = application.Log.Lines.ToList();
        Lines($"of account {person.Id} begins by /api/v1/auth/register from ").ShouldHaveSingleItem();
        Lines($"of account {person.Id} begins by /api/v1/auth/login from ").ShouldHaveSingleItem();
        Lines("begins by /api/v1/auth/guest from ").ShouldNotBeEmpty();
        Lines($"A login to account {person.Id} from ").Select(line => line.Split(": ")[^1]).ShouldBe(["signed_in", "wrong_password"]);
        lines.ShouldAllBe(line => !line.Contains(person.Username) && !line.Contains("boats"));

        List<string> Lines(string words) => lines.FindAll(line => line.Contains(words, StringComparison.Ordinal));
    }

    [Fact]
    public async Task AWrongPasswordAndNoAccountAreAnsweredAlike()
    {
        var person = await application.RegisterAsync();
        var wrong = await LoginAsync(person.Username, "not the password", "203.0.113.1").ShouldBeAsync(HttpStatusCode.Unauthorized);
        var nobody = await LoginAsync("nobody-of-this-name", "not the password", "203.0.113.2").ShouldBeAsync(HttpStatusCode.Unauthorized);
        foreach (var answer in new[] { wrong, nobody })
        {
            answer.AsObject().Remove("trace_id");
        }

        nobody.ToJsonString().ShouldBe(wrong.ToJsonString());
    }

    [Fact]
    public async Task NoAccountCostsAHashToo()
    {
        // Not a limit for speed: without a hash, the answer would be about thirty times faster.
        var person = await application.RegisterAsync();
        await LoginAsync(person.Username, "warm up", "203.0.113.10");
        var (known, unknown) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < 9; i++)
        {
            known.Add(await TimeAsync(person.Username, $"203.0.113.{20 + i}"));
            unknown.Add(await TimeAsync($"nobody{i}", $"203.0.113.{40 + i}"));
        }

        (unknown.Min() / known.Min()).ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public async Task GuessingIsSlowedDownAndForgottenAfterAnHour()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        for (var i = 0; i < 5; i++)
        {
            await LoginAsync(person.Username, $"wrong {i}", "198.51.100.1").ShouldBeAsync(HttpStatusCode.Unauthorized);
        }

        var response = await LoginAsync(person.Username, person.Password, "198.51.100.1");
        await response.ShouldBeAsync(HttpStatusCode.TooManyRequests);
        response.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.Zero);

        application.Clock.Advance(TimeSpan.FromHours(1.1));
        await LoginAsync(person.Username, person.Password, "198.51.100.1").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ManyGuessesAtOnceLearnNoMoreThanAFew()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        var guesses = Enumerable.Range(0, 59).Select(i => LoginAsync(person.Username, $"wrong {i}", "198.51.100.77")).ToList();
        // The right guess comes after the few free ones are used up, while the others are still running.
        await Task.WhenEach(guesses).Take(6).LastAsync();
        guesses.Add(LoginAsync(person.Username, person.Password, "198.51.100.77"));
        var answers = await Task.WhenAll(guesses);

        answers.ShouldNotContain(answer => answer.StatusCode == HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfFortyWrongPasswordsAtOnceOnlyTheFreeOnesAreTried()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => LoginAsync(person.Username, $"wrong {i}", "198.51.100.78")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Unauthorized).ShouldBe(5);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(35);
    }

    [Fact]
    public async Task WhereManyShareAnAddressTheirMistakesDoNotLockOutRightPasswords()
    {
        const string Office = "198.51.100.79";
        var colleagues = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => application.PersonAsync(password: Person.DefaultPassword)));
        for (var i = 0; i < 60; i++)
        {
            await LoginAsync($"somebody-{i}", "wrong", Office).ShouldBeAsync(HttpStatusCode.Unauthorized);
        }

        foreach (var colleague in colleagues)
        {
            await LoginAsync(colleague.Username, Person.DefaultPassword, Office).ShouldBeAsync(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task AKnownDeviceGetsInWhileItsAddressIsUnderAttack()
    {
        using var stopped = application.Clock.Stop();
        const string Office = "198.51.100.80";
        var (known, other) = (await application.RegisterAsync(), await application.RegisterAsync());
        var device = (await LoginAsync(known.Username, known.Password, "198.51.100.81").ShouldBeAsync(HttpStatusCode.OK))[
            "device_token"
        ]!.GetValue<string>();
        await application.SpendAddressAsync(Office);

        var refused = await LoginAsync(other.Username, other.Password, Office);
        await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeLessThan(TimeSpan.FromSeconds(10));
        await LoginAsync(other.Username, other.Password, Office, device).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        var again = await LoginAsync(known.Username, known.Password, Office, device).ShouldBeAsync(HttpStatusCode.OK);
        again["device_token"]!.GetValue<string>().ShouldBe(device);

        application.Clock.Advance(TimeSpan.FromSeconds(10));
        await LoginAsync(other.Username, other.Password, Office).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task OfAnIpv6NetworkEveryAddressCountsAsOne()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        for (var i = 0; i < 5; i++)
        {
            await LoginAsync(person.Username, "wrong", $"2001:db8:1:2::{i + 1}").ShouldBeAsync(HttpStatusCode.Unauthorized);
        }

        await LoginAsync(person.Username, "wrong", "2001:db8:1:2:ffff::1").ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task ADeviceIsForgottenWithTheOldPassword()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        var login = await LoginAsync(person.Username, person.Password, "198.51.100.83").ShouldBeAsync(HttpStatusCode.OK);
        var device = login["device_token"]!.GetValue<string>();
        const string NewPassword = "seven loud purple kites";
        await person
            .Client.PutAsJsonAsync("/api/v1/users/me/password", new { current_password = person.Password, new_password = NewPassword })
            .ShouldBeAsync(HttpStatusCode.NoContent);
        await application.SpendAddressAsync("198.51.100.84");

        await LoginAsync(person.Username, NewPassword, "198.51.100.84", device).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task TheOwnerSeesEachAttemptWithItsNetwork()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        for (var i = 0; i < 7; i++)
        {
            await LoginAsync(person.Email!, "wrong", "198.51.100.85");
        }

        application.Clock.Advance(TimeSpan.FromMinutes(5));
        await LoginAsync(person.Username, person.Password, "203.0.113.200").ShouldBeAsync(HttpStatusCode.OK);
        var seen = (await person.Client.GetAsync("/api/v1/auth/sign-ins").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

        seen.Select(item => (item!["outcome"]!.GetValue<string>(), item["network"]!.GetValue<string>(), item["count"]!.GetValue<int>()))
            .ShouldBe([
                ("signed_in", "203.0.113.0/24", 1),
                ("too_many_failures", "198.51.100.0/24", 2),
                ("wrong_password", "198.51.100.0/24", 5),
            ]);
        var export = await person.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);
        export["sign_ins"]!.AsArray().Count.ShouldBe(3);

        application.Clock.Advance(TimeSpan.FromDays(91));
        await application.SweepAsync();
        (await application.QueryAsync<long>("SELECT count(*) FROM sign_ins WHERE user_id = $1", person.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task FailuresForNoAccountAreOnRecordWithoutWhatWasTyped()
    {
        await LoginAsync("nobody-was-ever-called-this", "wrong", "198.51.101.86").ShouldBeAsync(HttpStatusCode.Unauthorized);

        (await application.QueryAsync<int>("SELECT count FROM sign_ins WHERE user_id IS NULL AND network = '198.51.101.0/24'")).ShouldBe(1);
        (await application.QueryAsync<long>("SELECT count(*) FROM sign_ins WHERE sign_ins::text LIKE '%nobody-was%'")).ShouldBe(0);
    }

    [Fact]
    public async Task ALoginFromANewPlaceIsMailedOnce()
    {
        var person = await application.RegisterAsync();
        var address = person.Email!;
        await LoginAsync(person.Username, person.Password, "198.51.100.7").ShouldBeAsync(HttpStatusCode.OK);
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/verify-email", new { token = (await application.Mailbox.WaitForMailAsync(address)).Token })
            .ShouldBeAsync(HttpStatusCode.NoContent);

        // Two from places that the account knows, by now, and one from another.
        await application.SignInAsync(person.Username);
        await LoginAsync(person.Username, person.Password, "198.51.100.7").ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(person.Username, person.Password, "203.0.113.9").ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(person.Username, person.Password, "203.0.113.9").ShouldBeAsync(HttpStatusCode.OK);

        var mail = await application.Mailbox.WaitForMailAsync(address, "new place");
        mail.Text.ShouldContain("203.0.113.0/24");
        await LoginAsync(person.Username, person.Password, "192.0.2.99").ShouldBeAsync(HttpStatusCode.OK);
        await application.Mailbox.WaitForMailAsync(address, "new place", count: 2);
        application
            .Mailbox.MailsTo(address)
            .Where(one => one.Subject.Contains("new place"))
            .Select(one => one.Text.Contains("192.0.2.0/24"))
            .Order()
            .ShouldBe([false, true]);
    }

    [Fact]
    public async Task ANewPasswordAlsoEndsALoginThatIsUnderWayWithTheOldOne()
    {
        var person = await application.RegisterAsync();
        await using var connection = await application.OpenDatabaseAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync("SELECT FROM users WHERE id = $1 FOR UPDATE");
        var login = LoginAsync(person.Username, person.Password, "198.51.100.20");
        await Poll.UntilAsync(async () =>
            await application.QueryAsync<bool>(
                "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
            )
        );
        await ExecuteAsync("UPDATE users SET password_hash = 'another' WHERE id = $1");
        await transaction.CommitAsync();

        await login.ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await application.QueryAsync<long>("SELECT count(*) FROM sessions WHERE user_id = $1 AND ended_at IS NULL", person.Id)).ShouldBe(
            1,
            "that of the registration"
        );

        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = person.Id } } };
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task ANewPasswordForgetsTheAddressesOfTheOldOne()
    {
        var person = await application.RegisterAsync();
        await LoginAsync(person.Username, person.Password, "198.51.100.21").ShouldBeAsync(HttpStatusCode.OK);
        var change = new { current_password = person.Password, new_password = "four loud red kites" };
        await person.Client.PutAsJsonAsync("/api/v1/users/me/password", change).ShouldBeAsync(HttpStatusCode.NoContent);
        (await application.QueryAsync<long>("SELECT count(*) FROM known_addresses WHERE user_id = $1", person.Id)).ShouldBe(1);
    }

    [Fact]
    public async Task TheNoticeOfALoginFromANewPlaceNamesTheDeviceAndShutsItOut()
    {
        var person = await application.RegisterAsync();
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/verify-email", new { token = (await application.Mailbox.WaitForMailAsync(person.Email!)).Token })
            .ShouldBeAsync(HttpStatusCode.NoContent);
        using var elsewhere = application.From("203.0.113.77");
        elsewhere.DefaultRequestHeaders.UserAgent.ParseAdd(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
        );
        var stranger = await elsewhere
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.OK);

        var mail = await application.Mailbox.WaitForMailAsync(person.Email!, "new place");
        mail.Text.ShouldContain("Firefox on Windows");
        application.Clock.Advance(TimeSpan.FromDays(2));
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/reset-password", new { token = mail.Token, password = "four loud red kites" })
            .ShouldBeAsync(HttpStatusCode.NoContent);

        await anonymous
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = stranger["refresh_token"]!.GetValue<string>() })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/reset-password", new { token = mail.Token, password = "five loud red kites" })
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        await application.SignInAsync(person.Username, "four loud red kites");
    }

    [Theory]
    [InlineData(
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
        "Safari on macOS"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0", "Edge on Windows")]
    [InlineData("Community/1.4 (Android 16)", "Community's app on Android")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("<script>", "an unknown device")]
    [InlineData(null, "an unknown device")]
    public void DevicesHaveNames(string? userAgent, string name) => DeviceNames.Of(userAgent).ShouldBe(name);

    [Fact]
    public async Task AStrangerCannotLockTheOwnerOut()
    {
        using var stopped = application.Clock.Stop();
        using var home = application.From("192.0.2.50");
        var name = application.NewName();
        await home.PostAsJsonAsync(
                "/api/v1/auth/register",
                new
                {
                    username = name,
                    email = $"{name}@example.org",
                    password = Person.DefaultPassword,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);

        for (var i = 0; i < 30; i++)
        {
            await LoginAsync(name, "a guess", $"198.51.100.{100 + i}");
        }

        await LoginAsync(name, Person.DefaultPassword, "198.51.100.200").ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await LoginAsync(name, Person.DefaultPassword, "192.0.2.50").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ASuspendedPersonIsToldOnlyWithTheRightPassword()
    {
        var person = await application.RegisterAsync();
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        await admin.Client.PostAsJsonAsync($"/api/v1/users/{person.Id}/suspend", new { reason = "spam" }).ShouldBeAsync(HttpStatusCode.OK);

        await LoginAsync(person.Username, "not the password", "203.0.113.90").ShouldBeAsync(HttpStatusCode.Unauthorized);
        var told = await LoginAsync(person.Username, person.Password, "203.0.113.91").ShouldBeAsync(HttpStatusCode.Forbidden);
        told["reason"]!.GetValue<string>().ShouldBe("suspended");
        told.ToJsonString().ShouldNotContain("spam");
    }

    private async Task<HttpResponseMessage> LoginAsync(string identifier, string password, string from, string? device_token = null)
    {
        using var client = application.From(from);
        return await client.PostAsJsonAsync(
            "/api/v1/auth/login",
            new
            {
                identifier,
                password,
                device_token,
            }
        );
    }

    private async Task<TimeSpan> TimeAsync(string identifier, string from)
    {
        var watch = Stopwatch.StartNew();
        await LoginAsync(identifier, "not the password", from);
        return watch.Elapsed;
    }
}
