using System.Security.Cryptography;
using System.Text;
using Community.Sdk;

namespace Community.SdkDotnet.Tests;

public sealed class WebhookTests
{
    private const string Secret = "whsec_example";
    private static readonly byte[] Body = """{"type":"registration.confirmed"}"""u8.ToArray();

    [Fact]
    public void ASignedBodyIsItsEvent() =>
        CommunityWebhooks.ConstructEvent(Body, Header(0), Secret).GetProperty("type").GetString().ShouldBe("registration.confirmed");

    [Fact]
    public void OneOfSeveralSignaturesIsEnough() =>
        CommunityWebhooks
            .ConstructEvent(Body, $"{Header(0)},v1={new string('0', 64)}", Secret)
            .GetProperty("type")
            .GetString()
            .ShouldNotBeNull();

    [Theory]
    [InlineData(-301)]
    [InlineData(302)]
    public void AnOldOneIsRefused(int seconds) =>
        Should.Throw<SignatureInvalidException>(() => CommunityWebhooks.ConstructEvent(Body, Header(seconds), Secret));

    [Fact]
    public void AnotherSecretOrBodyIsRefused()
    {
        Should.Throw<SignatureInvalidException>(() => CommunityWebhooks.ConstructEvent(Body, Header(0), "whsec_other"));
        Should.Throw<SignatureInvalidException>(() => CommunityWebhooks.ConstructEvent("{}"u8, Header(0), Secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("t=1")]
    [InlineData("v1=00")]
    [InlineData("t=x,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("t=99999999999999999999,v1=0000000000000000000000000000000000000000000000000000000000000000")]
    public void AMalformedHeaderIsRefused(string header) =>
        Should.Throw<SignatureInvalidException>(() => CommunityWebhooks.ConstructEvent(Body, header, Secret));

    private static string Header(int seconds)
    {
        var time = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
        var signed = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), (byte[])[.. Encoding.UTF8.GetBytes($"{time}."), .. Body]);
        return $"t={time},v1={Convert.ToHexStringLower(signed)}";
    }
}
