using System.Net;
using Community.Testing;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Tls;

/// <summary>Encryption between the programs of a fleet (<c>Fleet:Tls</c>).</summary>
public sealed class FleetTlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task AServiceCallsAnotherOverTls()
    {
        await using var other = await ServeAsync("localhost");
        await using var caller = await CallerOfAsync(other);

        (await caller.CallAsync()).ShouldBe("HTTP/1.1");
        (await other.LookAsync()).Version.ShouldBe(HttpVersion.Version20, "both can, so they agree on it");
    }

    [Fact]
    public async Task CleartextIsRefusedByTheServer()
    {
        await using var other = await ServeAsync("localhost");
        using var client = new HttpClient();

        await Should.ThrowAsync<HttpRequestException>(() =>
            client.GetAsync(new UriBuilder(other.Address) { Scheme = "http" }.Uri, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task CleartextIsRefusedByTheClient()
    {
        await using var caller = await Member.StartAsync("http://localhost:1", ("AuthorityPath", _authority.AuthorityPath));

        (await Should.ThrowAsync<InvalidOperationException>(caller.CallAsync)).Message.ShouldBe(
            "Fleet:Tls:AuthorityPath is set: http://localhost:1/ must begin with https://."
        );
    }

    [Fact]
    public async Task AServerOfAnotherAuthorityIsRefused()
    {
        using var another = new TestAuthority(name: "test authority");
        await using var other = await ServeAsync("localhost");
        await using var caller = await CallerOfAsync(other, another.AuthorityPath);

        await Should.ThrowAsync<HttpRequestException>(caller.CallAsync);
    }

    [Fact]
    public async Task AServerWithTheNameOfAnotherHostIsRefused()
    {
        await using var other = await ServeAsync("messaging");
        await using var caller = await CallerOfAsync(other);

        await Should.ThrowAsync<HttpRequestException>(caller.CallAsync);
    }

    [Fact]
    public async Task WithoutAnAuthorityOfItsOwnThoseOfTheMachineCount()
    {
        await using var other = await ServeAsync("localhost");
        await using var caller = await CallerOfAsync(other, authority: "");

        await Should.ThrowAsync<HttpRequestException>(caller.CallAsync);
    }

    [Fact]
    public async Task ARenewedCertificateIsServedWithoutARestart()
    {
        var (certificate, key, first) = _authority.Sign("own", "localhost");
        await using var server = await Member.StartAsync(null, ("CertificatePath", certificate), ("KeyPath", key));
        (await server.LookAsync()).Serial.ShouldBe(first);

        var (_, _, second) = _authority.Sign("own", "localhost");
        (await server.LookAsync()).Serial.ShouldBe(first, "the files are looked at every five seconds");
        server.Clock.Advance(TimeSpan.FromSeconds(5));

        (await server.LookAsync()).Serial.ShouldBe(second);
    }

    [Fact]
    public async Task WhileOnlyOneOfTheFilesIsNewTheFormerCertificateStays()
    {
        var (certificate, key, first) = _authority.Sign("own", "localhost");
        await using var server = await Member.StartAsync(null, ("CertificatePath", certificate), ("KeyPath", key));
        var (newCertificate, newKey, second) = _authority.Sign("new", "localhost");

        File.Copy(newCertificate, certificate, overwrite: true);
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        (await server.LookAsync()).Serial.ShouldBe(first);

        File.Copy(newKey, key, overwrite: true);
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        (await server.LookAsync()).Serial.ShouldBe(second);
    }

    [Fact]
    public async Task ARenewedAuthorityIsTrustedWithoutARestart()
    {
        using var another = new TestAuthority(name: "the next authority");
        await using var other = await ServeAsync("localhost");
        var trusted = Path.Combine(Path.GetDirectoryName(another.AuthorityPath)!, "trusted.crt");
        File.Copy(another.AuthorityPath, trusted);
        await using var caller = await CallerOfAsync(other, trusted);
        await Should.ThrowAsync<HttpRequestException>(caller.CallAsync);

        await File.AppendAllTextAsync(
            trusted,
            "\n" + await File.ReadAllTextAsync(_authority.AuthorityPath, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );
        caller.Clock.Advance(TimeSpan.FromSeconds(6));

        (await caller.CallAsync()).ShouldBe("HTTP/1.1");
    }

    [Theory]
    [InlineData("/nowhere/tls.crt", "cannot be used")]
    [InlineData("", "need each other")]
    public async Task AWrongSettingStopsTheStart(string certificate, string reason)
    {
        var start = () => Member.StartAsync(null, ("CertificatePath", certificate), ("KeyPath", "/nowhere/tls.key"));
        var failure = await Should.ThrowAsync<Exception>(start);
        (failure is OptionsValidationException or InvalidOperationException).ShouldBeTrue(failure.ToString());
        failure.Message.ShouldContain(reason);
    }

    private Task<Member> ServeAsync(string host)
    {
        var (certificate, key, _) = _authority.Sign("other", host);
        return Member.StartAsync(null, ("CertificatePath", certificate), ("KeyPath", key));
    }

    private Task<Member> CallerOfAsync(Member other, string? authority = null) =>
        Member.StartAsync($"https://localhost:{other.Address.Port}", ("AuthorityPath", authority ?? _authority.AuthorityPath));
}
