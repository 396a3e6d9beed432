using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;

namespace Community.Identity.Tests.Registration;

public sealed class RegistrationTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task AnAccountIsCreatedLoggedInAndAnnounced()
    {
        var name = application.NewName();
        var response = await RegisterAsync(
            new
            {
                username = name,
                password = Person.DefaultPassword,
                email = $"{name}@Example.org",
                full_name = "Amal Haddad",
                age = 30,
                gender = "female",
                city = "Dubai",
                region = "UAE",
                interests = new[] { " Hiking", "hiking" },
                role = "organizer",
                something_unknown = true,
            }
        );
        var answer = await response.ShouldBeAsync(HttpStatusCode.Created);

        var user = answer["user"]!;
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{user["id"]}");
        user["email"]!.GetValue<string>().ShouldBe($"{name}@Example.org");
        user["roles"]!.AsArray().Select(role => role!.GetValue<string>()).ShouldBe(["attendee", "organizer"]);
        user["is_verified"]!.GetValue<bool>().ShouldBeFalse();
        answer["token_type"]!.GetValue<string>().ShouldBe("Bearer");
        answer["expires_in"]!.GetValue<int>().ShouldBe(900);
        answer.ToJsonString().ShouldNotContain("password");
        var person = application.PersonOf(answer);
        (await person.Client.GetAsync("/api/v1/auth/me")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var announced = (await application.PublishedAsync<UserRegistered>(person.Id)).ShouldHaveSingleItem();
        announced.Version.ShouldBe(1);
        announced.Profile.Region.ShouldBe("UAE");
        announced.Profile.Interests.ShouldBe(["hiking"]);
        announced.IsGuest.ShouldBeFalse();
    }

    [Theory]
    [InlineData("Zaynab", "zaynab")]
    [InlineData("Mariam.k", "MARIAM.K")]
    [InlineData("fullwidth", "ｆｕｌｌｗｉｄｔｈ")]
    public async Task TwoSpellingsOfOneUsernameAreOne(string first, string second)
    {
        await RegisterAsync(Body(first)).ShouldBeAsync(HttpStatusCode.Created);
        var refused = await RegisterAsync(Body(second, $"{application.NewName()}@example.org")).ShouldBeAsync(HttpStatusCode.Conflict);
        refused["reason"]!.GetValue<string>().ShouldBe("username_taken");
    }

    [Fact]
    public async Task MailAddressesAndPhonesAreUniqueHoweverTheyAreWritten()
    {
        var name = application.NewName();
        await RegisterAsync(
                new
                {
                    username = name,
                    password = Person.DefaultPassword,
                    email = $"{name}@example.org",
                    phone = "+971 50 123-4567",
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);

        var mail = await RegisterAsync(Body(application.NewName(), $"{name.ToUpperInvariant()}@EXAMPLE.ORG"))
            .ShouldBeAsync(HttpStatusCode.Conflict);
        mail["reason"]!.GetValue<string>().ShouldBe("email_taken");
        var phone = await RegisterAsync(
                new
                {
                    username = application.NewName(),
                    password = Person.DefaultPassword,
                    phone = "+971501234567",
                }
            )
            .ShouldBeAsync(HttpStatusCode.Conflict);
        phone["reason"]!.GetValue<string>().ShouldBe("phone_taken");
    }

    [Fact]
    public async Task OfConcurrentRegistrationsWithOneNameOneSucceeds()
    {
        var name = application.NewName();
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => RegisterAsync(Body(name, $"{name}{i}@example.org"))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(11);
        (await application.QueryAsync<long>("SELECT count(*) FROM users WHERE username_key = $1", name)).ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"username":"ab","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"has space","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"аdmin-cyrillic","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"-dash","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"ADMIN","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"valid1","password":"short","email":"x@example.org"}""", "password")]
    [InlineData("""{"username":"valid1","password":"Password123!","email":"x@example.org"}""", "password")]
    [InlineData("""{"username":"valid1name","password":"valid1name","email":"x@example.org"}""", "password")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"not a mail"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@b"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"ünï1@example.org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"amal@-bücher-.example"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@-x.org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@x-.org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@x..org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@.x.org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@x_y.org"}""", "email")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"a@127.0.0.1"}""", "email")]
    [InlineData(
        """{"username":"valid1","password":"three quiet green boats","email":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.org"}""",
        "email"
    )]
    [InlineData(
        """{"username":"valid1","password":"three quiet green boats","email":"a@bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb.org"}""",
        "email"
    )]
    [InlineData("""{"username":"guest-abc","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"Guest-1","password":"three quiet green boats","email":"x@example.org"}""", "username")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","phone":"12345"}""", "phone")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"x@example.org","age":12}""", "age")]
    [InlineData("""{"username":"valid1","password":"three quiet green boats","email":"x@example.org","role":"admin"}""", "role")]
    [InlineData(
        """{"username":"valid1","password":"three quiet green boats","email":"x@example.org","referral_code":"NOSUCHCODE"}""",
        "referral_code"
    )]
    [InlineData(
        """{"username":"valid1","password":"three quiet green boats","email":"x@example.org","interests":["",null]}""",
        "interests"
    )]
    public async Task WhatIsWrongIsSaidByFieldAndCreatesNothing(string body, string field)
    {
        var before = await application.QueryAsync<long>("SELECT count(*) FROM users");
        using var client = application.Anonymous();
        var refused = await client
            .PostAsync("/api/v1/auth/register", new StringContent(body, System.Text.Encoding.UTF8, "application/json"))
            .ShouldBeAsync(HttpStatusCode.BadRequest);

        refused["errors"]!.AsObject().Select(error => error.Key.Split('[')[0]).ShouldContain(field);
        (await application.QueryAsync<long>("SELECT count(*) FROM users")).ShouldBe(before);
    }

    [Fact]
    public async Task ARegistrationGivesNoRoleOrVerification()
    {
        var name = application.NewName();
        var answer = await RegisterAsync(
                new
                {
                    username = name,
                    password = Person.DefaultPassword,
                    email = $"{name}@example.org",
                    roles = new[] { "admin" },
                    is_verified = true,
                    id = Guid.Empty,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);

        answer["user"]!["roles"]!.ToJsonString().ShouldBe("""["attendee"]""");
        answer["user"]!["is_verified"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task ARepeatUnderTheSameIdempotencyKeyIsTheSameAccountInANewSession()
    {
        var name = application.NewName();
        var first = await WithKeyAsync("one-key-of-a-client", Body(name)).ShouldBeAsync(HttpStatusCode.Created);
        var again = await WithKeyAsync("one-key-of-a-client", Body(name)).ShouldBeAsync(HttpStatusCode.Created);
        again["user"]!["id"]!.ToString().ShouldBe(first["user"]!["id"]!.ToString());
        again["refresh_token"]!.ToString().ShouldNotBe(first["refresh_token"]!.ToString());
        (await application.QueryAsync<long>("SELECT count(*) FROM idempotency_keys")).ShouldBe(0, "answers with tokens are not stored");
    }

    [Fact]
    public async Task TheSameKeyOfAStrangerOpensNothing()
    {
        var name = application.NewName();
        var mail = $"{name}@example.org";
        await WithKeyAsync("a-key-that-two-have", Body(name, mail)).ShouldBeAsync(HttpStatusCode.Created);

        // Another name is another account; the same name without its password is taken, as without a key.
        await WithKeyAsync("a-key-that-two-have", Body(application.NewName())).ShouldBeAsync(HttpStatusCode.Created);
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("Idempotency-Key", "a-key-that-two-have");
        var guessed = await client
            .PostAsJsonAsync(
                "/api/v1/auth/register",
                new
                {
                    username = name,
                    password = "three loud red trains",
                    email = mail,
                }
            )
            .ShouldBeAsync(HttpStatusCode.Conflict);
        guessed["reason"]!.ToString().ShouldBe("username_taken");
        await WithKeyAsync("another-key-than-that", Body(name, mail)).ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task GuestsWithTheSameKeyAreTwoGuests()
    {
        var guests = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var client = application.Anonymous();
            client.DefaultRequestHeaders.Add("Idempotency-Key", "the-same-key-of-guests");
            guests.Add(
                (await client.PostAsync("/api/v1/auth/guest", null).ShouldBeAsync(HttpStatusCode.Created))["user"]!["id"]!.ToString()
            );
        }

        guests.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task TheReferrerIsRecorded()
    {
        var referrer = await application.RegisterAsync();
        var code = await application.QueryAsync<string>("SELECT referral_code FROM users WHERE id = $1", referrer.Id);
        var referred = await application.RegisterAsync(more: new { referral_code = code });

        (await application.PublishedAsync<UserRegistered>(referred.Id)).Single().ReferredBy.ShouldBe(referrer.Id);
    }

    [Fact]
    public async Task AGuestBecomesAFullAccountAndStaysHimself()
    {
        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(await anonymous.PostAsync("/api/v1/auth/guest", null).ShouldBeAsync(HttpStatusCode.Created));
        var name = application.NewName();

        var upgraded = await guest.Client.PostAsJsonAsync("/api/v1/auth/guest/upgrade", Body(name)).ShouldBeAsync(HttpStatusCode.OK);

        upgraded["user"]!["id"]!.GetValue<Guid>().ShouldBe(guest.Id);
        upgraded["user"]!["is_guest"]!.GetValue<bool>().ShouldBeFalse();
        (await application.SignInAsync(name)).Id.ShouldBe(guest.Id);
        (await application.PublishedAsync<UserProfileUpdated>(guest.Id)).ShouldHaveSingleItem().IsGuest.ShouldBeFalse();
        await guest
            .Client.PostAsJsonAsync("/api/v1/auth/guest/upgrade", Body(application.NewName()))
            .ShouldBeAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task ARepeatedUpgradeUnderTheSameKeyIsTheSameAccountInANewSession()
    {
        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(await anonymous.PostAsync("/api/v1/auth/guest", null).ShouldBeAsync(HttpStatusCode.Created));
        guest.Client.DefaultRequestHeaders.Add("Idempotency-Key", "the-upgrade-of-a-guest");
        var body = Body(application.NewName());
        var first = await guest.Client.PostAsJsonAsync("/api/v1/auth/guest/upgrade", body).ShouldBeAsync(HttpStatusCode.OK);
        var again = await guest.Client.PostAsJsonAsync("/api/v1/auth/guest/upgrade", body).ShouldBeAsync(HttpStatusCode.OK);

        again["user"]!["id"]!.GetValue<Guid>().ShouldBe(guest.Id);
        again["refresh_token"]!.ToString().ShouldNotBe(first["refresh_token"]!.ToString());
    }

    [Fact]
    public async Task AGuestCannotTakeATakenName()
    {
        var owner = await application.RegisterAsync();
        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(await anonymous.PostAsync("/api/v1/auth/guest", null).ShouldBeAsync(HttpStatusCode.Created));

        await guest
            .Client.PostAsJsonAsync("/api/v1/auth/guest/upgrade", Body(owner.Username, "other@example.org"))
            .ShouldBeAsync(HttpStatusCode.Conflict);

        (await guest.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK))["is_guest"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task ADomainInOtherLettersIsMailedByItsPunycodeName()
    {
        var name = application.NewName();
        var answer = await RegisterAsync(Body(name, $"{name}@Bücher.example")).ShouldBeAsync(HttpStatusCode.Created);

        answer["user"]!["email"]!.GetValue<string>().ShouldBe($"{name}@xn--bcher-kva.example");
        await application.Mailbox.WaitForMailAsync($"{name}@xn--bcher-kva.example", "confirm");
        await application.SignInAsync($"{name}@bücher.example");
    }

    private static object Body(string username, string? email = null) =>
        new
        {
            username,
            password = Person.DefaultPassword,
            email = email ?? $"{Guid.CreateVersion7():N}@example.org",
        };

    private async Task<HttpResponseMessage> RegisterAsync(object body)
    {
        using var client = application.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/register", body);
    }

    private readonly Dictionary<string, JsonNode> _bodies = [];

    private async Task<HttpResponseMessage> WithKeyAsync(string key, object body)
    {
        // The second request must have the same bytes as the first.
        var json = System.Text.Json.JsonSerializer.SerializeToNode(body)!;
        if (_bodies.TryGetValue(json["username"]!.GetValue<string>(), out var sent))
        {
            json = sent;
        }

        _bodies[json["username"]!.GetValue<string>()] = json;
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Add("Idempotency-Key", key);
        return await client.PostAsJsonAsync("/api/v1/auth/register", json);
    }
}
