using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Community.Identity.Tests.Passkeys;

/// <summary>Passkeys: adding one, logging in with it, and all that is refused.</summary>
public sealed class PasskeyTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    private const string Mine = "/api/v1/users/me/passkeys";

    [Fact]
    public async Task APasskeyLogsInWithoutAName()
    {
        using var device = new Device();
        var person = await application.RegisterAsync();
        var passkey = await AddAsync(person, device, "My phone");
        passkey["name"]!.GetValue<string>().ShouldBe("My phone");
        await application.Mailbox.WaitForMailAsync(person.Email!, "passkey was added");

        var tokens = await LoginAsync(device).ShouldBeAsync(HttpStatusCode.OK);

        tokens["user"]!["id"]!.GetValue<Guid>().ShouldBe(person.Id);
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens["access_token"]!.GetValue<string>());
        await client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        (await ListAsync(person)).Single()!["last_used_at"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ItCountsAsTwoFactors()
    {
        using var device = new Device();
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        await AddAsync(admin, device);
        var tokens = await LoginAsync(device).ShouldBeAsync(HttpStatusCode.OK);
        tokens["needs_second_factor"]!.GetValue<bool>().ShouldBeFalse();
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", tokens["access_token"]!.GetValue<string>());
        await client.GetAsync("/api/v1/audit").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AnAnswerCountsOnce()
    {
        using var device = new Device();
        await AddAsync(await application.PersonAsync(), device);
        var (ceremony, options) = await BeginAsync();
        var answer = device.Get(options);
        await FinishAsync(ceremony, answer).ShouldBeAsync(HttpStatusCode.OK);
        await FinishAsync(ceremony, answer).ShouldBeAsync(HttpStatusCode.Unauthorized);
        var (other, _) = await BeginAsync();
        await FinishAsync(other, answer).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ALateAnswerIsRefused()
    {
        using var device = new Device();
        await AddAsync(await application.PersonAsync(), device);
        var (ceremony, options) = await BeginAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(5.1));
        await FinishAsync(ceremony, device.Get(options)).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:8081")]
    [InlineData("https://localhost:8080")]
    [InlineData("http://sub.localhost:8080")]
    public async Task AnAnswerFromAnotherOriginIsRefused(string origin)
    {
        using var device = new Device { Origin = origin };
        var person = await application.PersonAsync();
        await AddAnywayAsync(person, device).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await ListAsync(person)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ADeviceOfAnotherDomainOrWithoutItsUserIsRefused()
    {
        var person = await application.PersonAsync();
        using var foreign = new Device { Domain = "example.org" };
        await AddAnywayAsync(person, foreign).ShouldBeAsync(HttpStatusCode.BadRequest);
        using var unattended = new Device { VerifiesUser = false };
        await AddAnywayAsync(person, unattended).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AWrongSignatureAndAnUnknownPasskeyLookTheSame()
    {
        using var device = new Device();
        await AddAsync(await application.PersonAsync(), device);
        var (ceremony, options) = await BeginAsync();
        var wrong = await FinishAsync(ceremony, device.Get(options, signature: new byte[70])).ShouldBeAsync(HttpStatusCode.Unauthorized);
        using var stranger = new Device();
        stranger.Create(JsonNode.Parse("""{"user":{"id":"AAAA"},"challenge":"AAAA"}""")!);
        var unknown = await LoginAsync(stranger).ShouldBeAsync(HttpStatusCode.Unauthorized);
        unknown["detail"]!.GetValue<string>().ShouldBe(wrong["detail"]!.GetValue<string>());
        unknown["reason"]!.GetValue<string>().ShouldBe("wrong_passkey");
    }

    [Theory]
    [InlineData("null")]
    [InlineData("1")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","response":{}}""")]
    [InlineData(
        """{"id":"AA","rawId":"AA","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"}}"""
    )]
    public async Task NonsenseIsRefused(string credential)
    {
        var (ceremony, _) = await BeginAsync();
        using var answer = await FinishAsync(ceremony, JsonNode.Parse(credential));
        ((int)answer.StatusCode).ShouldBeOneOf(400, 401);
    }

    [Fact]
    public async Task ACounterThatDoesNotRiseIsRefused()
    {
        using var device = new Device { Count = 5 };
        await AddAsync(await application.PersonAsync(), device);
        device.Count = 6;
        await LoginAsync(device).ShouldBeAsync(HttpStatusCode.OK);
        await LoginAsync(device).ShouldBeAsync(HttpStatusCode.Unauthorized);
        device.Count = 7;
        await LoginAsync(device).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheSamePasskeyIsNotAddedTwice()
    {
        using var device = new Device();
        await AddAsync(await application.PersonAsync(), device);
        await AddAnywayAsync(await application.PersonAsync(), device).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ARegistrationBelongsToTheUserWhoBeganIt()
    {
        using var device = new Device();
        var (one, other) = (await application.PersonAsync(), await application.PersonAsync());
        var begun = await one.Client.PostAsync($"{Mine}/options", null).ShouldBeAsync(HttpStatusCode.OK);
        var credential = device.Create(begun["options"]!);
        await other
            .Client.PostAsJsonAsync(
                Mine,
                new
                {
                    ceremony_id = begun["ceremony_id"],
                    credential,
                    name = "stolen",
                }
            )
            .ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task PasskeysAreRenamedAndDeletedByTheirOwnerOnly()
    {
        using var device = new Device();
        var (person, stranger) = (await application.PersonAsync(), await application.PersonAsync());
        var id = (await AddAsync(person, device))["id"]!.GetValue<Guid>();

        await stranger.Client.PatchAsJsonAsync($"{Mine}/{id}", new { name = "mine" }).ShouldBeAsync(HttpStatusCode.NotFound);
        await stranger.Client.DeleteAsync($"{Mine}/{id}").ShouldBeAsync(HttpStatusCode.NotFound);
        var renamed = await person.Client.PatchAsJsonAsync($"{Mine}/{id}", new { name = "Laptop" }).ShouldBeAsync(HttpStatusCode.OK);
        renamed["name"]!.GetValue<string>().ShouldBe("Laptop");
        (await person.Client.DeleteAsync($"{Mine}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await LoginAsync(device).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task APasskeyRenewsTheProofOfItsOwnSession()
    {
        using var device = new Device();
        var (person, stranger) = (await application.PersonAsync(), await application.PersonAsync());
        await AddAsync(person, device);
        application.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var (theirs, options) = await BeginAsync();
        var refused = await ReauthenticateAsync(stranger, theirs, device.Get(options)).ShouldBeAsync(HttpStatusCode.Forbidden);
        refused["reason"]!.GetValue<string>().ShouldBe("wrong_passkey");

        var (mine, again) = await BeginAsync();
        var renewed = await ReauthenticateAsync(person, mine, device.Get(again)).ShouldBeAsync(HttpStatusCode.OK);
        using var client = application.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", renewed["access_token"]!.GetValue<string>());
        (await client.DeleteAsync("/api/v1/users/me")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await LoginAsync(device).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    private static Task<HttpResponseMessage> ReauthenticateAsync(Person person, Guid ceremony, JsonNode credential) =>
        person.Client.PostAsJsonAsync("/api/v1/auth/reauthenticate", new { passkey = new { ceremony_id = ceremony, credential } });

    private static async Task<JsonNode> AddAsync(Person person, Device device, string name = "a passkey") =>
        await AddAnywayAsync(person, device, name).ShouldBeAsync(HttpStatusCode.Created);

    private static async Task<HttpResponseMessage> AddAnywayAsync(Person person, Device device, string name = "a passkey")
    {
        var begun = await person.Client.PostAsync($"{Mine}/options", null).ShouldBeAsync(HttpStatusCode.OK);
        var credential = device.Create(begun["options"]!);
        return await person.Client.PostAsJsonAsync(
            Mine,
            new
            {
                ceremony_id = begun["ceremony_id"],
                credential,
                name,
            }
        );
    }

    private static async Task<JsonArray> ListAsync(Person person) =>
        (await person.Client.GetAsync(Mine).ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

    private async Task<HttpResponseMessage> LoginAsync(Device device)
    {
        var (ceremony, options) = await BeginAsync();
        return await FinishAsync(ceremony, device.Get(options));
    }

    private async Task<(Guid Ceremony, JsonNode Options)> BeginAsync()
    {
        using var client = application.Anonymous();
        var begun = await client.PostAsync("/api/v1/auth/passkey/options", null).ShouldBeAsync(HttpStatusCode.OK);
        return (begun["ceremony_id"]!.GetValue<Guid>(), begun["options"]!);
    }

    private async Task<HttpResponseMessage> FinishAsync(Guid ceremony, JsonNode? credential)
    {
        using var client = application.Anonymous();
        return await client.PostAsJsonAsync("/api/v1/auth/passkey", new { ceremony_id = ceremony, credential });
    }
}
