using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Community.Contracts.Identity;
using Community.Identity.Tests.Passkeys;
using OtpNet;

namespace Community.Identity.Tests.Contacts;

public sealed partial class ContactChangeTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string NewPassword = "seven loud purple kites";

    [Fact]
    public async Task ANewMailAddressCountsOnceItIsProvedAndEndsTheOtherSessions()
    {
        var person = await application.RegisterAsync();
        var elsewhere = await application.SignInAsync(person.Username);
        var email = NewEmail();

        var pending = await AskAsync(person, email).ShouldBeAsync(HttpStatusCode.Accepted);
        pending["value"]!.GetValue<string>().ShouldBe(email);
        var shown = await person.Client.GetAsync("/api/v1/users/me/email").ShouldBeAsync(HttpStatusCode.OK);
        shown["value"]!.GetValue<string>().ShouldBe(person.Email);
        shown["pending"]!["value"]!.GetValue<string>().ShouldBe(email);
        await application.Mailbox.WaitForMailAsync(person.Email!, "about to change");

        var confirm = await application.Mailbox.WaitForMailAsync(email, "confirm");
        await PostAsync("verify-email", new { token = confirm.Token }).ShouldBeAsync(HttpStatusCode.NoContent);

        shown = await person.Client.GetAsync("/api/v1/users/me/email").ShouldBeAsync(HttpStatusCode.OK);
        shown["value"]!.GetValue<string>().ShouldBe(email);
        shown["verified_at"].ShouldNotBeNull();
        shown["pending"].ShouldBeNull();
        await elsewhere.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        (await application.PublishedAsync<SessionRevoked>(SessionOf(elsewhere))).ShouldHaveSingleItem().Reason.ShouldBe("contact_changed");
        (await application.PublishedAsync<UserVerified>(person.Id)).ShouldHaveSingleItem().Channel.ShouldBe("email");
        await application.SignInAsync(email);
        await application.Mailbox.WaitForMailAsync(person.Email!, "was changed");
        await PostAsync("verify-email", new { token = confirm.Token }).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ThePasswordIsAskedForAndTheAddressMustBeFree()
    {
        var (person, other) = (await application.RegisterAsync(), await application.RegisterAsync());

        (await person.Client.PostAsJsonAsync("/api/v1/users/me/email", new { email = NewEmail() }).ShouldBeAsync(HttpStatusCode.Forbidden))[
            "reason"
        ]!
            .GetValue<string>()
            .ShouldBe("reauthentication_required");
        await person
            .Client.PostAsJsonAsync("/api/v1/users/me/email", new { email = NewEmail(), password = "not the password" })
            .ShouldBeAsync(HttpStatusCode.Forbidden);
        (await AskAsync(person, other.Email!.ToUpperInvariant()).ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("email_taken");
        (await AskAsync(person, person.Email!).ShouldBeAsync(HttpStatusCode.Conflict))["reason"]!.GetValue<string>().ShouldBe("unchanged");
        (await person.Client.GetAsync("/api/v1/users/me/email").ShouldBeAsync(HttpStatusCode.OK))["pending"].ShouldBeNull();
    }

    [Fact]
    public async Task TakingAChangeBackRemovesTheWaysInThatAStrangerAdded()
    {
        var person = await application.RegisterAsync();
        var stranger = await application.SignInAsync(person.Username);
        using var device = new Device();
        var begun = await stranger.Client.PostAsync("/api/v1/users/me/passkeys/options", null).ShouldBeAsync(HttpStatusCode.OK);
        var passkey = new
        {
            ceremony_id = begun["ceremony_id"],
            credential = device.Create(begun["options"]!),
            name = "a phone",
        };
        await stranger.Client.PostAsJsonAsync("/api/v1/users/me/passkeys", passkey).ShouldBeAsync(HttpStatusCode.Created);
        var app = await stranger.Client.PostAsync("/api/v1/users/me/second-factor", null).ShouldBeAsync(HttpStatusCode.OK);
        var code = new Totp(Base32Encoding.ToBytes(app["secret"]!.GetValue<string>())).ComputeTotp(
            application.Clock.GetUtcNow().UtcDateTime
        );
        await stranger.Client.PostAsJsonAsync("/api/v1/users/me/second-factor/confirm", new { code }).ShouldBeAsync(HttpStatusCode.OK);
        application.Clock.Advance(TimeSpan.FromMinutes(5));
        await ChangeAsync(stranger, NewEmail());
        var undo = await application.Mailbox.WaitForMailAsync(person.Email!, "was changed");

        await PostAsync("reset-password", new { token = undo.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.NoContent);

        using var anonymous = application.Anonymous();
        var login = await anonymous.PostAsync("/api/v1/auth/passkey/options", null).ShouldBeAsync(HttpStatusCode.OK);
        await PostAsync("passkey", new { ceremony_id = login["ceremony_id"], credential = device.Get(login["options"]!) })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        var owner = await application.SignInAsync(person.Username, NewPassword);
        (await owner.Client.GetAsync("/api/v1/users/me/passkeys").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task TheOldAddressTakesTheChangeBackAndShutsTheStrangerOut()
    {
        var person = await application.RegisterAsync();
        var stranger = await application.SignInAsync(person.Username); // Knows the password.
        var (first, second) = (NewEmail(), NewEmail());
        await ChangeAsync(stranger, first);
        var undo = await application.Mailbox.WaitForMailAsync(person.Email!, "was changed");
        await ChangeAsync(stranger, second);
        application.Clock.Advance(TimeSpan.FromDays(6));
        var taken = await PostAsync(
                "register",
                new
                {
                    username = application.NewName(),
                    email = person.Email,
                    password = NewPassword,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Conflict);
        taken["reason"]!.GetValue<string>().ShouldBe("email_taken");

        await PostAsync("reset-password", new { token = undo.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.NoContent);

        var owner = await application.SignInAsync(person.Email!, NewPassword);
        (await owner.Client.GetAsync("/api/v1/users/me/email").ShouldBeAsync(HttpStatusCode.OK))["verified_at"].ShouldNotBeNull();
        await stranger.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await PostAsync("login", new { identifier = second, password = NewPassword }).ShouldBeAsync(HttpStatusCode.Unauthorized);
        await PostAsync("login", new { identifier = person.Username, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await PostAsync("reset-password", new { token = undo.Token, password = "another nice long one" })
            .ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TheNoticeOfARequestTakesItBackBeforeItIsConfirmed()
    {
        var person = await application.RegisterAsync();
        var stranger = await application.SignInAsync(person.Username);
        var evil = NewEmail();
        await AskAsync(stranger, evil).ShouldBeAsync(HttpStatusCode.Accepted);
        var confirm = await application.Mailbox.WaitForMailAsync(evil, "confirm");
        var undo = await application.Mailbox.WaitForMailAsync(person.Email!, "about to change");

        await PostAsync("reset-password", new { token = undo.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.NoContent);

        await PostAsync("verify-email", new { token = confirm.Token }).ShouldBeAsync(HttpStatusCode.BadRequest);
        await ShouldStillHaveAsync(person, NewPassword);
    }

    [Theory]
    [InlineData("This was not me")]
    [InlineData("forgot password")]
    [InlineData("change of the password")]
    public async Task ANewPasswordWithdrawsTheChangesThatAStrangerHasRequested(string way)
    {
        var person = await application.RegisterAsync();
        using var anonymous = application.Anonymous();
        var verify = await application.Mailbox.WaitForMailAsync(person.Email!);
        await PostAsync("verify-email", new { token = verify.Token }).ShouldBeAsync(HttpStatusCode.NoContent);
        using var elsewhere = application.From("203.0.113.140");
        var stranger = application.PersonOf(
            await elsewhere
                .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Username, password = person.Password })
                .ShouldBeAsync(HttpStatusCode.OK)
        );
        var (evil, phone) = (NewEmail(), NewPhone());
        await AskAsync(stranger, evil).ShouldBeAsync(HttpStatusCode.Accepted);
        await stranger
            .Client.PostAsJsonAsync("/api/v1/users/me/phone", new { phone, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        var confirm = await application.Mailbox.WaitForMailAsync(evil, "confirm");
        var code = Code().Match(await application.Mailbox.WaitForTextAsync(phone)).Value;

        if (way == "change of the password")
        {
            await person
                .Client.PutAsJsonAsync("/api/v1/users/me/password", new { current_password = person.Password, new_password = NewPassword })
                .ShouldBeAsync(HttpStatusCode.NoContent);
        }
        else
        {
            if (way == "forgot password")
            {
                await PostAsync("forgot-password", new { identifier = person.Email }).ShouldBeAsync(HttpStatusCode.Accepted);
            }

            var link = await application.Mailbox.WaitForMailAsync(person.Email!, way == "forgot password" ? "new password" : "new place");
            await PostAsync("reset-password", new { token = link.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.NoContent);
        }

        await PostAsync("verify-email", new { token = confirm.Token }).ShouldBeAsync(HttpStatusCode.BadRequest);
        var owner = await ShouldStillHaveAsync(person, NewPassword);
        await owner.Client.PostAsJsonAsync("/api/v1/auth/verify-phone", new { code }).ShouldBeAsync(HttpStatusCode.BadRequest);
        var shown = await owner.Client.GetAsync("/api/v1/users/me/phone").ShouldBeAsync(HttpStatusCode.OK);
        shown["value"].ShouldBeNull();
        shown["pending"].ShouldBeNull();
    }

    [Fact]
    public async Task AfterAWeekTheChangeStandsAndTheOldAddressIsFree()
    {
        var person = await application.RegisterAsync();
        await ChangeAsync(person, NewEmail());
        var undo = await application.Mailbox.WaitForMailAsync(person.Email!, "was changed");

        application.Clock.Advance(TimeSpan.FromDays(7.1));

        await PostAsync("reset-password", new { token = undo.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.BadRequest);
        await application.RegisterAsync(email: person.Email);
    }

    [Fact]
    public async Task ARequestIsVoidOnceItIsWithdrawnReplacedOrADayOld()
    {
        var person = await application.RegisterAsync();
        var (first, second, third) = (NewEmail(), NewEmail(), NewEmail());
        await AskAsync(person, first).ShouldBeAsync(HttpStatusCode.Accepted);
        await AskAsync(person, second).ShouldBeAsync(HttpStatusCode.Accepted);
        await PostAsync("verify-email", new { token = (await application.Mailbox.WaitForMailAsync(first)).Token })
            .ShouldBeAsync(HttpStatusCode.BadRequest);

        await person.Client.DeleteAsync("/api/v1/users/me/email/pending").ShouldBeAsync(HttpStatusCode.NoContent);
        await PostAsync("verify-email", new { token = (await application.Mailbox.WaitForMailAsync(second)).Token })
            .ShouldBeAsync(HttpStatusCode.BadRequest);

        await AskAsync(person, third).ShouldBeAsync(HttpStatusCode.Accepted);
        application.Clock.Advance(TimeSpan.FromHours(24.1));
        await PostAsync("verify-email", new { token = (await application.Mailbox.WaitForMailAsync(third)).Token })
            .ShouldBeAsync(HttpStatusCode.BadRequest);
        await PostAsync("login", new { identifier = person.Email, password = person.Password }).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task StrangersAreNotFloodedWithMails()
    {
        var person = await application.RegisterAsync();
        for (var i = 0; i < 5; i++)
        {
            await AskAsync(person, NewEmail()).ShouldBeAsync(HttpStatusCode.Accepted);
        }

        await AskAsync(person, NewEmail()).ShouldBeAsync(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task OfTwoAccountsThatProveOneAddressAtOnceOneGetsIt()
    {
        var (one, other) = (await application.RegisterAsync(), await application.RegisterAsync());
        var email = NewEmail();
        await AskAsync(one, email).ShouldBeAsync(HttpStatusCode.Accepted);
        await AskAsync(other, email).ShouldBeAsync(HttpStatusCode.Accepted);
        string[] tokens =
        [
            (await application.Mailbox.WaitForMailAsync(email)).Token,
            (await application.Mailbox.WaitForMailAsync(email, count: 2)).Token,
        ];

        var answers = await Task.WhenAll(tokens.Select(token => PostAsync("verify-email", new { token })));

        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict]);
    }

    [Fact]
    public async Task ANewPhoneNumberIsProvedByItsCodeAndTheOldOneTakesItBack()
    {
        var (old, next) = (NewPhone(), NewPhone());
        var person = await application.RegisterAsync(phone: old);
        await application.Mailbox.WaitForTextAsync(old);
        var pending = await person
            .Client.PostAsJsonAsync("/api/v1/users/me/phone", new { phone = next, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        pending["value"]!.GetValue<string>().ShouldBe(next);

        var code = Code().Match(await application.Mailbox.WaitForTextAsync(next)).Value;
        await person.Client.PostAsJsonAsync("/api/v1/auth/verify-phone", new { code }).ShouldBeAsync(HttpStatusCode.NoContent);
        (await person.Client.GetAsync("/api/v1/users/me/phone").ShouldBeAsync(HttpStatusCode.OK))["value"]!
            .GetValue<string>()
            .ShouldBe(next);
        await application.SignInAsync(next);

        var text = await application.Mailbox.WaitForTextAsync(old, count: 3);
        await PostAsync(
                "reset-password",
                new { token = text[(text.IndexOf("token=", StringComparison.Ordinal) + 6)..], password = NewPassword }
            )
            .ShouldBeAsync(HttpStatusCode.NoContent);
        await application.SignInAsync(old, NewPassword);
    }

    [Fact]
    public async Task AFirstPhoneNumberIsToldByMail()
    {
        var person = await application.RegisterAsync();
        var phone = NewPhone();
        await person
            .Client.PostAsJsonAsync("/api/v1/users/me/phone", new { phone, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        var code = Code().Match(await application.Mailbox.WaitForTextAsync(phone)).Value;
        await person.Client.PostAsJsonAsync("/api/v1/auth/verify-phone", new { code }).ShouldBeAsync(HttpStatusCode.NoContent);

        var told = await application.Mailbox.WaitForMailAsync(person.Email!, "phone number was changed");
        await PostAsync("reset-password", new { token = told.Token, password = NewPassword }).ShouldBeAsync(HttpStatusCode.NoContent);
        var owner = await application.SignInAsync(person.Username, NewPassword);
        (await owner.Client.GetAsync("/api/v1/users/me/phone").ShouldBeAsync(HttpStatusCode.OK))["value"].ShouldBeNull();
    }

    [Fact]
    public async Task WithoutAPasswordASignInMustBeRecentAndAGuestUpgrades()
    {
        var person = await application.PersonAsync();
        await person.Client.PostAsJsonAsync("/api/v1/users/me/email", new { email = NewEmail() }).ShouldBeAsync(HttpStatusCode.Accepted);
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        await person.Client.PostAsJsonAsync("/api/v1/users/me/email", new { email = NewEmail() }).ShouldBeAsync(HttpStatusCode.Forbidden);

        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(
            await anonymous.PostAsync("/api/v1/auth/guest", content: null).ShouldBeAsync(HttpStatusCode.Created)
        );
        (await guest.Client.PostAsJsonAsync("/api/v1/users/me/email", new { email = NewEmail() }).ShouldBeAsync(HttpStatusCode.Conflict))[
            "reason"
        ]!
            .GetValue<string>()
            .ShouldBe("guest");
    }

    private async Task<Person> ShouldStillHaveAsync(Person person, string password)
    {
        var owner = await application.SignInAsync(person.Email!, password);
        var shown = await owner.Client.GetAsync("/api/v1/users/me/email").ShouldBeAsync(HttpStatusCode.OK);
        shown["value"]!.GetValue<string>().ShouldBe(person.Email);
        shown["pending"].ShouldBeNull();
        return owner;
    }

    private async Task ChangeAsync(Person person, string email)
    {
        await AskAsync(person, email).ShouldBeAsync(HttpStatusCode.Accepted);
        var mail = await application.Mailbox.WaitForMailAsync(email, "confirm");
        await PostAsync("verify-email", new { token = mail.Token }).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private static Task<HttpResponseMessage> AskAsync(Person person, string email) =>
        person.Client.PostAsJsonAsync("/api/v1/users/me/email", new { email, password = person.Password });

    private async Task<HttpResponseMessage> PostAsync(string call, object body)
    {
        using var anonymous = application.Anonymous();
        return await anonymous.PostAsJsonAsync($"/api/v1/auth/{call}", body);
    }

    private static Guid SessionOf(Person person)
    {
        var claims = System.Buffers.Text.Base64Url.DecodeFromChars(person.AccessToken.Split('.')[1]);
        return System.Text.Json.JsonDocument.Parse(claims).RootElement.GetProperty("sid").GetGuid();
    }

    private string NewEmail() => $"{application.NewName()}@example.org";

    private static string NewPhone() => $"+9715{Random.Shared.NextInt64(10_000_000, 99_999_999)}";

    [GeneratedRegex("[0-9]{6}", RegexOptions.None, 1000)]
    private static partial Regex Code();
}
