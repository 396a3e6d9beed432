using System.Globalization;
using Community.Messaging.Calls;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Tests.Calls;

/// <summary>The servers by which devices find each other.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed class IceServerTests(MessagingApplication app)
{
    // Computed by: printf %s USERNAME | openssl dgst -sha1 -hmac SECRET -binary | base64
    [Theory]
    [InlineData(
        "north",
        "0198c0de-0000-7000-8000-000000000002",
        1_795_284_000,
        "1795284000:0198c0de-0000-7000-8000-000000000002",
        "B7Ks6iJO9X5CuMigbQqfN2edCQA="
    )]
    [InlineData(
        "a secret, with ünicode",
        "0198c0de-0000-7000-8000-0000000000aa",
        1_433_895_918,
        "1433895918:0198c0de-0000-7000-8000-0000000000aa",
        "r1pSEYIHJ1aKNjnrL+FYNUNLfHg="
    )]
    public void CredentialsAreThoseOfCoturnsRestScheme(string secret, string user, long expires, string username, string credential) =>
        IceServers.CredentialFor(secret, Guid.Parse(user), DateTimeOffset.FromUnixTimeSeconds(expires)).ShouldBe((username, credential));

    [Fact]
    public async Task ConfiguredServersAreListedForUsersWhoMayCall()
    {
        var (me, guest) = (await app.PersonAsync(), await app.GuestAsync());
        (await app.HttpAs(me).GetPathAsync("/calls/ice-servers").ShouldAnswerAsync(200))["ice_servers"]!.AsArray().ShouldBeEmpty();
        await app.Http().GetPathAsync("/calls/ice-servers").ShouldAnswerAsync(401);
        await app.HttpAs(guest).GetPathAsync("/calls/ice-servers").ShouldAnswerAsync(403, "guest_account");

        await using var instance = await app.StartAsync(
            ("Calls:StunUrls", "stun:stun.example.com:3478"),
            ("Calls:TurnUrls", "turn:turn.example.com:3478, turns:turn.example.com:5349"),
            ("Calls:TurnSecret", "north"),
            ("Calls:TurnCredentialMinutes", "10")
        );
        using var http = instance.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(me));
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var servers = (await http.GetPathAsync("/calls/ice-servers").ShouldAnswerAsync(200))["ice_servers"]!.AsArray();

        servers[0]!["urls"]!.AsArray().Select(url => url!.GetValue<string>()).ShouldBe(["stun:stun.example.com:3478"]);
        servers[0]!["credential"].ShouldBeNull();
        servers[1]!["urls"]!
            .AsArray()
            .Select(url => url!.GetValue<string>())
            .ShouldBe(["turn:turn.example.com:3478", "turns:turn.example.com:5349"]);
        var parts = servers[1]!.Text("username").Split(':');
        parts[1].ShouldBe($"{me}");
        var expires = long.Parse(parts[0], CultureInfo.InvariantCulture);
        (expires - before).ShouldBeInRange(600, 660);
        servers[1]!
            .Text("credential")
            .ShouldBe(IceServers.CredentialFor("north", me, DateTimeOffset.FromUnixTimeSeconds(expires)).Credential);
    }

    [Theory]
    [InlineData("TurnUrls", "turn:turn.example.com", "Calls:TurnSecret")]
    [InlineData("StunUrls", "https://stun.example.com", "Calls:StunUrls")]
    [InlineData("StunUrls", "stun:", "Calls:StunUrls")]
    [InlineData("MostParticipants", "1", "Calls:MostParticipants")]
    [InlineData("RingSeconds", "0", "Calls:RingSeconds")]
    public void AWrongSettingIsNamedAtTheStart(string name, string value, string named) =>
        Should
            .Throw<OptionsValidationException>(() =>
                new ConfigurationBuilder().AddInMemoryCollection([new($"Calls:{name}", value)]).Build().GetSettings<CallOptions>()
            )
            .Message.ShouldContain(named);
}
