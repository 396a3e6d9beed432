using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Community.Messaging.WebPush;

namespace Community.Messaging.Tests.WebPush;

/// <summary>RFC 8291 by its own example, and the rules of VAPID (RFC 8292).</summary>
public sealed class PushEncryptionTests
{
    [Fact]
    public void TheExampleOfTheStandard()
    {
        // RFC 8291, section 5 and appendix A.
        using var sender = ECDiffieHellman.Create(
            new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = Bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw") }
        );
        var body = PushEncryption.Encrypt(
            "When I grow up, I want to be a watermelon"u8,
            Bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
            Bytes("BTBZMqHH6r4Tts7J_aSIgg"),
            sender,
            Bytes("DGv6ra1nlYgDCS1FRnbzlw")
        );

        Base64Url
            .EncodeToString(body)
            .ShouldBe(
                "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
            );
    }

    [Fact]
    public void TheLongestTextFillsOneRecord()
    {
        using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        PushEncryption
            .Encrypt(new byte[PushEncryption.MaxPlaintext], PushEncryption.PointOf(device.ExportParameters(false).Q), new byte[16])
            .Length.ShouldBe(4096);
    }

    [Fact]
    public void TheSameSecretIsTheSameKeyAndItsTokensAreSigned()
    {
        const string Secret = "0123456789abcdef0123456789abcdef";
        using var one = new VapidKey(Secret, "mailto:ops@example.com");
        using var same = new VapidKey(Secret, "mailto:ops@example.com");
        using var other = new VapidKey(Secret + "x", "mailto:ops@example.com");
        same.PublicKey.ShouldBe(one.PublicKey);
        other.PublicKey.ShouldNotBe(one.PublicKey);

        var now = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);
        var value = one.AuthorizationFor(new Uri("https://push.example.net:8443/a/b?c"), now);
        var token = value.Split("t=")[1].Split(',')[0].Split('.');
        value.ShouldEndWith($", k={one.PublicKey}");
        Encoding
            .UTF8.GetString(Bytes(token[1]))
            .ShouldBe(
                $$"""{"aud":"https://push.example.net:8443","exp":{{now.AddHours(12).ToUnixTimeSeconds()}},"sub":"mailto:ops@example.com"}"""
            );
        var point = Bytes(one.PublicKey);
        using var key = ECDsa.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = point[1..33], Y = point[33..] },
            }
        );
#pragma warning disable RS0030 // A push service checks it like this.
        key.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Bytes(token[2]), HashAlgorithmName.SHA256).ShouldBeTrue();
#pragma warning restore RS0030
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.0.66.1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.128.0.1", true)]
    [InlineData("198.19.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:93.184.216.34", true)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("64:ff9b::a01:203", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void OnlyThePublicInternetIsCalled(string address, bool isPublic) =>
        PublicInternet.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);

    [Theory]
    [InlineData("https://push.example.net/v1/x", null)]
    [InlineData("https://push.example.net./v1/x", null)]
    [InlineData("https://93.184.216.34/x", null)]
    [InlineData("http://push.example.net/v1/x", "must be an https address")]
    [InlineData("https://user@push.example.net/v1/x", "must be an https address")]
    [InlineData("https://localhost/x", Private)]
    [InlineData("https://LOCALHOST.:443/x", Private)]
    [InlineData("https://a.localhost/x", Private)]
    [InlineData("https://printer.local/x", Private)]
    [InlineData("https://metadata.google.internal/x", Private)]
    [InlineData("https://postgres/x", Private)]
    [InlineData("https://127.0.0.1/x", Private)]
    [InlineData("https://2130706433/x", Private)]
    [InlineData("https://0x7f.1/x", Private)]
    [InlineData("https://10.0.0.1/x", Private)]
    [InlineData("https://192.168.1.1/x", Private)]
    [InlineData("https://169.254.169.254/x", Private)]
    [InlineData("https://[::1]/x", Private)]
    [InlineData("https://[::ffff:10.0.0.1]/x", Private)]
    [InlineData("https://[fd00::1]/x", Private)]
    public void ADeviceHasAPublicAddress(string endpoint, string? fault) =>
        (PushSubscription.FaultOf(endpoint, isPrivateAllowed: false)?.Message).ShouldBe(fault);

    private const string Private = "must be an address of the public Internet";

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
