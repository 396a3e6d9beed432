using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Identity;

namespace Community.Identity.Tests.PasswordReset;

public sealed class PasswordTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string NewPassword = "seven loud purple kites";

    [Fact]
    public async Task AForgottenPasswordIsReplacedByTheMailedLink()
    {
        var person = await application.RegisterAsync();
        var token = await ForgetAsync(person.Email!.ToUpperInvariant(), person.Email!);

        await ResetAsync(token, NewPassword).ShouldBeAsync(HttpStatusCode.NoContent);

        await application.SignInAsync(person.Username, NewPassword);
        await LoginAsync(person.Username, person.Password).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem().Channel.ShouldBe("email");
        await application.Mailbox.WaitForMailAsync(person.Email!, "was changed");
    }

    [Fact]
    public async Task AnswersDoNotRevealWhetherAnAccountExists()
    {
        var person = await application.RegisterAsync();
        using var anonymous = application.Anonymous();

        var known = await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = person.Username })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        var unknown = await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { email = "nobody@example.org" })
            .ShouldBeAsync(HttpStatusCode.Accepted);

        known.ToJsonString().ShouldBe(unknown.ToJsonString());
        await application.Mailbox.WaitForMailAsync(person.Email!, "new password");
        application.Mailbox.MailsTo("nobody@example.org").ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAccountWithAPhoneOnlyGetsTheLinkThere()
    {
        var phone = $"+9715{Random.Shared.NextInt64(10_000_000, 99_999_999)}";
        var person = await application.RegisterAsync(phone: phone);
        using var anonymous = application.Anonymous();
        await anonymous.PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = phone }).ShouldBeAsync(HttpStatusCode.Accepted);

        var text = await application.Mailbox.WaitForTextAsync(phone, count: 2);
        await ResetAsync(text[(text.IndexOf("token=", StringComparison.Ordinal) + 6)..], NewPassword)
            .ShouldBeAsync(HttpStatusCode.NoContent);

        await application.SignInAsync(phone, NewPassword);
        (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem().Channel.ShouldBe("phone");
    }

    [Fact]
    public async Task ALinkUsedByTwentyAtOnceSetsOnePassword()
    {
        var person = await application.RegisterAsync();
        var token = await ForgetAsync(person.Email!, person.Email!);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => ResetAsync(token, $"{NewPassword} {i}")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest).ShouldBe(19);
        var winner = Array.FindIndex(answers, answer => answer.IsSuccessStatusCode);
        await application.SignInAsync(person.Username, $"{NewPassword} {winner}");
    }

    [Fact]
    public async Task ALinkExpiresAfterHalfAnHour()
    {
        var person = await application.RegisterAsync();
        var token = await ForgetAsync(person.Email!, person.Email!);

        application.Clock.Advance(TimeSpan.FromMinutes(31));

        await ResetAsync(token, NewPassword).ShouldBeAsync(HttpStatusCode.BadRequest);
        await application.SignInAsync(person.Username);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("password123")]
    [InlineData("")]
    public async Task ABadPasswordIsRefusedAndTheLinkStaysGood(string password)
    {
        var person = await application.RegisterAsync();
        var token = await ForgetAsync(person.Email!, person.Email!);

        var problem = await ResetAsync(token, password).ShouldBeAsync(HttpStatusCode.BadRequest);

        problem["errors"]!["password"].ShouldNotBeNull();
        await ResetAsync(token, NewPassword).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task OneAccountIsNotFloodedWithMailsAndTheLastRequestIsOnlyDelayed()
    {
        var person = await application.RegisterAsync();
        for (var i = 0; i < 8; i++)
        {
            await ForgetFromAsync(person.Email!, $"192.0.2.{i + 1}");
        }

        await Community.Testing.Poll.UntilAsync(async () =>
            await application.QueryAsync<long>("SELECT count(*) FROM password_reset_requests WHERE handled_at IS NULL AND user_id IS NULL")
            == 0
        );
        (await LinksToAsync(person)).ShouldBe(5);
        (
            await application.QueryAsync<long>(
                "SELECT count(*) FROM password_reset_requests WHERE handled_at IS NULL AND user_id = $1",
                person.Id
            )
        ).ShouldBe(1);

        application.Clock.Advance(TimeSpan.FromMinutes(61));
        await Community.Testing.Poll.UntilAsync(async () => await LinksToAsync(person) == 6);
        (await application.QueryAsync<long>("SELECT count(*) FROM password_reset_requests WHERE identifier IS NOT NULL")).ShouldBe(0);
    }

    [Fact]
    public async Task WhereManyShareAnAddressEachGetsTheirMail()
    {
        const string Office = "192.0.2.200";
        for (var i = 0; i < 35; i++)
        {
            await ForgetFromAsync($"nobody-{i}", Office);
        }

        var person = await application.RegisterAsync();
        await ForgetFromAsync(person.Email!, Office);

        application.Clock.Advance(TimeSpan.FromMinutes(5));
        await Community.Testing.Poll.UntilAsync(async () => await LinksToAsync(person) == 1);
    }

    [Fact]
    public async Task ChangingThePasswordEndsTheOtherSessions()
    {
        var person = await application.RegisterAsync();
        var elsewhere = await application.SignInAsync(person.Username);

        await ChangeAsync(person, person.Password, NewPassword).ShouldBeAsync(HttpStatusCode.NoContent);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        await elsewhere.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await application.SignInAsync(person.Username, NewPassword);
    }

    [Fact]
    public async Task ChangingThePasswordVoidsALinkThatIsUnderWay()
    {
        var person = await application.RegisterAsync();
        var token = await ForgetAsync(person.Email!, person.Email!);
        await ChangeAsync(person, person.Password, NewPassword).ShouldBeAsync(HttpStatusCode.NoContent);

        await ResetAsync(token, "another nice long one").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AWrongPresentPasswordChangesNothingAndIsSlowedDown()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(person, "not the password", NewPassword).ShouldBeAsync(HttpStatusCode.Forbidden);
        }

        await ChangeAsync(person, person.Password, NewPassword).ShouldBeAsync(HttpStatusCode.TooManyRequests);
        application.Clock.Advance(TimeSpan.FromMinutes(10));
        await application.SignInAsync(person.Username);
    }

    [Fact]
    public async Task AnAccountWithoutAPasswordGetsOneByMailOnly()
    {
        var person = await application.PersonAsync();
        (await ChangeAsync(person, "", NewPassword).ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("no_password");
    }

    [Theory]
    [InlineData("/api/v1/auth/forgot-password", "{}")]
    [InlineData("/api/v1/auth/forgot-password", """{"identifier":""}""")]
    [InlineData("/api/v1/auth/forgot-password", """{"identifier":["a"]}""")]
    [InlineData("/api/v1/auth/reset-password", "{}")]
    [InlineData("/api/v1/auth/reset-password", """{"token":"x","password":"seven loud purple kites"}""")]
    [InlineData("/api/v1/auth/reset-password", """{"token":null,"password":"seven loud purple kites"}""")]
    public async Task BadBodiesAreRefused(string path, string body)
    {
        using var anonymous = application.Anonymous();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        await anonymous.PostAsync(path, content).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    private async Task ForgetFromAsync(string identifier, string address)
    {
        using var client = application.From(address);
        await client.PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier }).ShouldBeAsync(HttpStatusCode.Accepted);
    }

    private Task<long> LinksToAsync(Person person) =>
        application.QueryAsync<long>("SELECT count(*) FROM one_time_tokens WHERE user_id = $1 AND purpose = 'reset_password'", person.Id);

    private async Task<string> ForgetAsync(string identifier, string mailedTo)
    {
        using var anonymous = application.Anonymous();
        await anonymous.PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier }).ShouldBeAsync(HttpStatusCode.Accepted);
        return (await application.Mailbox.WaitForMailAsync(mailedTo, "new password")).Token;
    }

    private async Task<HttpResponseMessage> ResetAsync(string token, string password)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/reset-password", new { token, password });
    }

    private async Task<HttpResponseMessage> LoginAsync(string identifier, string password)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/login", new { identifier, password });
    }

    private static Task<HttpResponseMessage> ChangeAsync(Person person, string current_password, string new_password) =>
        person.Client.PutAsJsonAsync("/api/v1/users/me/password", new { current_password, new_password });
}
