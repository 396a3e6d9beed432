using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Community.Platform.Access.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Tests.Authentication;

/// <summary>The permitted content of a key set, and the keys that are used.</summary>
public sealed class KeySetTests
{
    private static readonly Issuer First = new(TimeProvider.System, "first");
    private static readonly Issuer Second = new(TimeProvider.System, "second");

    [Fact]
    public void WhatIdentityPublishesIsRead()
    {
        var keys = Read(JsonSerializer.Serialize(new PublishedKeySet([First.Jwk, Second.Jwk])));
        keys.Keys.Order(StringComparer.Ordinal).ShouldBe(["first", "second"]);
        SigningKeys.PointOf(keys["first"]).X.ShouldBe(SigningKeys.PointOf(First.PublicKey).X);
    }

    [Fact]
    public void APublishedKeyShowsNothingPrivate() =>
        JsonSerializer
            .SerializeToElement(PublishedKey.From("first", First.Key))
            .EnumerateObject()
            .Select(member => member.Name)
            .Order(StringComparer.Ordinal)
            .ShouldBe(["alg", "crv", "kid", "kty", "use", "x", "y"]);

    [Fact]
    public void AKeyThatStaysIsTheSameInstanceAndOneThatChangesIsNot()
    {
        var before = Read($$"""{"keys":[{{Key(First)}}]}""");
        Read($$"""{"keys":[{{Key(First)}},{{Key(Second)}}]}""", before)["first"].ShouldBeSameAs(before["first"]);
        Read($$"""{"keys":[{{Key(new Issuer(TimeProvider.System, "first"))}}]}""", before)["first"].ShouldNotBeSameAs(before["first"]);
    }

    [Theory]
    [InlineData("\"kty\":\"EC\"", "\"kty\":\"RSA\"")]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"P-384\"")]
    [InlineData("\"crv\":\"P-256\"", "\"crv\":\"secp256k1\"")]
    [InlineData("\"use\":\"sig\"", "\"use\":\"enc\"")]
    [InlineData("\"use\":\"sig\"", "\"use\":null")]
    [InlineData("\"alg\":\"ES256\"", "\"alg\":\"ES384\"")]
    [InlineData("\"use\":\"sig\"", "\"key_ops\":[\"sign\"]")]
    [InlineData("\"use\":\"sig\"", "\"d\":\"AAAA\"")]
    [InlineData("\"kid\":\"first\"", "\"kid\":\"../first\"")]
    [InlineData("\"kid\":\"first\"", "\"kid\":1")]
    [InlineData("\"kid\":\"first\"", "\"id\":\"first\"")]
    [InlineData("\"x\":\"", "\"x\":\"AAAA")]
    [InlineData("\"y\":\"", "\"x5c\":\"")]
    public void AKeyThatEs256CannotUseIsLeftOut(string part, string instead)
    {
        var spoiled = Key(First).Replace(part, instead, StringComparison.Ordinal);
        Key(First).ShouldContain(part);
        Read($$"""{"keys":[{{spoiled}},{{Key(Second)}}, 7]}""").Keys.ShouldBe(["second"]);
    }

    [Fact]
    public void APointOffTheCurveIsLeftOut()
    {
        var off = Key(First).Replace(First.Jwk.Y, First.Jwk.X, StringComparison.Ordinal);
        Read($$"""{"keys":[{{off}},{{Key(Second)}}]}""").Keys.ShouldBe(["second"]);
    }

    [Theory]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":{}}""")]
    [InlineData("""[]""")]
    [InlineData("""{}""")]
    [InlineData("""<html>""")]
    [InlineData("""{"keys":[],"keys":[]}""")]
    public void WhatIsNoUsableSetIsRefused(string json) => Should.Throw<JsonException>(() => Read(json));

    [Fact]
    public void ASetWithTwoKeysOfOneIdIsRefused() =>
        Should.Throw<JsonException>(() => Read($$"""{"keys":[{{Key(First)}},{{Key(new Issuer(TimeProvider.System, "first"))}}]}"""));

    private static string Key(Issuer issuer) => JsonSerializer.Serialize(issuer.Jwk);

    private static FrozenDictionary<string, ECDsaSecurityKey> Read(
        string json,
        FrozenDictionary<string, ECDsaSecurityKey>? current = null
    ) => KeySetReader.Read(Encoding.UTF8.GetBytes(json), current);
}
