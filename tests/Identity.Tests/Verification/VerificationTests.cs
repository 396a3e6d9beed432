using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Community.Contracts.Identity;

namespace Community.Identity.Tests.Verification;

public sealed partial class VerificationTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task RegistrationMailsALinkThatProvesTheAddress()
    {
        var person = await application.RegisterAsync();
        var mail = await application.Mailbox.WaitForMailAsync(person.Email!, "confirm");

        (await MeAsync(person))["is_verified"]!.GetValue<bool>().ShouldBeFalse();
        await VerifyEmailAsync(mail.Token).ShouldBeAsync(HttpStatusCode.NoContent);

        (await MeAsync(person))["is_verified"]!.GetValue<bool>().ShouldBeTrue();
        var published = (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem();
        published.Channel.ShouldBe("email");
        published.Version.ShouldBe(2);
    }

    [Fact]
    public async Task ALinkUsedByTwentyAtOnceWorksOnce()
    {
        var person = await application.RegisterAsync();
        var token = (await application.Mailbox.WaitForMailAsync(person.Email!)).Token;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => VerifyEmailAsync(token)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest).ShouldBe(19);
        (await application.PublishedAsync<UserVerified>(person.Id)).Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("' OR 1=1 --")]
    public async Task AnInventedTokenProvesNothing(string token) => await VerifyEmailAsync(token).ShouldBeAsync(HttpStatusCode.BadRequest);

    [Fact]
    public async Task ALinkIsVoidOnceANewOneWasSent()
    {
        var person = await application.RegisterAsync();
        var first = await application.Mailbox.WaitForMailAsync(person.Email!);
        application.Clock.Advance(TimeSpan.FromMinutes(2));
        await ResendAsync(person, "email").ShouldBeAsync(HttpStatusCode.Accepted);
        var second = await application.Mailbox.WaitForMailAsync(person.Email!, count: 2);

        await VerifyEmailAsync(first.Token).ShouldBeAsync(HttpStatusCode.BadRequest);
        await VerifyEmailAsync(second.Token).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ACodeProvesThePhone()
    {
        var person = await application.RegisterAsync(phone: NewPhone(out var phone));
        var code = Code(await application.Mailbox.WaitForTextAsync(phone));

        await VerifyPhoneAsync(person, code).ShouldBeAsync(HttpStatusCode.NoContent);

        (await MeAsync(person))["is_verified"]!.GetValue<bool>().ShouldBeTrue();
        (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem().Channel.ShouldBe("phone");
    }

    [Fact]
    public async Task FiveWrongCodesVoidTheRightOne()
    {
        var person = await application.RegisterAsync(phone: NewPhone(out var phone));
        var code = Code(await application.Mailbox.WaitForTextAsync(phone));
        var wrong = code == "000000" ? "000001" : "000000";

        for (var left = 4; left >= 0; left--)
        {
            var problem = await VerifyPhoneAsync(person, wrong).ShouldBeAsync(HttpStatusCode.BadRequest);
            (problem["attempts_left"]?.GetValue<int>() ?? 0).ShouldBe(left);
        }

        await VerifyPhoneAsync(person, code).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task GuessesSentAtOnceAreCountedOneByOne()
    {
        var person = await application.RegisterAsync(phone: NewPhone(out var phone));
        var code = Code(await application.Mailbox.WaitForTextAsync(phone));
        var wrong = code == "000000" ? "000001" : "000000";

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => VerifyPhoneAsync(person, wrong)));

        await VerifyPhoneAsync(person, code).ShouldBeAsync(HttpStatusCode.BadRequest);
        (
            await application.QueryAsync<int>(
                "SELECT attempts FROM one_time_tokens WHERE user_id = $1 AND purpose = 'verify_phone'",
                person.Id
            )
        ).ShouldBe(5);
    }

    [Fact]
    public async Task ACodeExpiresAfterTenMinutes()
    {
        var person = await application.RegisterAsync(phone: NewPhone(out var phone));
        var code = Code(await application.Mailbox.WaitForTextAsync(phone));

        application.Clock.Advance(TimeSpan.FromMinutes(11));

        await VerifyPhoneAsync(person, code).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AnothersCodeProvesNothing()
    {
        var owner = await application.RegisterAsync(phone: NewPhone(out var phone));
        var stranger = await application.RegisterAsync(phone: NewPhone(out _));
        var code = Code(await application.Mailbox.WaitForTextAsync(phone));

        // The stranger's own code is the same one time in a million.
        await VerifyPhoneAsync(stranger, code).ShouldBeAsync(HttpStatusCode.BadRequest);
        await VerifyPhoneAsync(owner, code).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ResendingIsLimited()
    {
        var person = await application.RegisterAsync();
        var refused = await ResendAsync(person, "email");
        await refused.ShouldBeAsync(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);

        for (var i = 0; i < 9; i++)
        {
            application.Clock.Advance(TimeSpan.FromSeconds(61));
            await ResendAsync(person, "email").ShouldBeAsync(HttpStatusCode.Accepted);
        }

        application.Clock.Advance(TimeSpan.FromSeconds(61));
        await ResendAsync(person, "email").ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task NothingIsResentForWhatIsVerifiedOrMissing()
    {
        var person = await application.PersonAsync(verified: true);

        (await ResendAsync(person, "email").ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("already_verified");
        (await ResendAsync(person, "phone").ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!.GetValue<string>().ShouldBe("no_address");
        await ResendAsync(person, "pigeon").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task StrangersCannotVerifyPhonesOrResend()
    {
        using var stranger = application.Anonymous();
        await stranger.PostAsJsonAsync("/api/v1/auth/verify-phone", new { code = "123456" }).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await stranger
            .PostAsJsonAsync("/api/v1/auth/resend-verification", new { channel = "email" })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private async Task<HttpResponseMessage> VerifyEmailAsync(string token)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync("/api/v1/auth/verify-email", new { token });
    }

    private static Task<HttpResponseMessage> VerifyPhoneAsync(Person person, string code) =>
        person.Client.PostAsJsonAsync("/api/v1/auth/verify-phone", new { code });

    private static Task<HttpResponseMessage> ResendAsync(Person person, string channel) =>
        person.Client.PostAsJsonAsync("/api/v1/auth/resend-verification", new { channel });

    private static async Task<System.Text.Json.Nodes.JsonNode> MeAsync(Person person) =>
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);

    private static string NewPhone(out string phone) => phone = $"+9715{Random.Shared.NextInt64(10_000_000, 99_999_999)}";

    private static string Code(string text) => SixDigits().Match(text).Value;

    [GeneratedRegex("[0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex SixDigits();
}
