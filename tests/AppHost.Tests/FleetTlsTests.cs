using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Community.AppHost.Model;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>Identity, social and the gateway as processes of their own, with TLS between them.</summary>
public sealed class FleetTlsTests(TestServers servers) : IAsyncLifetime
{
    private static readonly string[] Services = ["identity", "social"];
    private static readonly ProjectOutputs Programs = ProjectOutputs.OfThisRun();

    private readonly TestAuthority _authority = new();
    private readonly Guardian _guardian = new();
    private readonly List<ChildProcess> _processes = [];
    private readonly Dictionary<string, (int Http, int Http2)> _ports = Services.ToDictionary(
        name => name,
        _ => (Ports.Free(), Ports.Free()),
        StringComparer.Ordinal
    );
    private readonly HttpClient _gateway = new() { BaseAddress = new Uri($"http://127.0.0.1:{Ports.Free()}") };
    private readonly string _folder = Directory.CreateTempSubdirectory("community-test-").FullName;

    public async ValueTask InitializeAsync()
    {
        _guardian.RemoveAtEnd(_folder);
        foreach (var service in Services)
        {
            var (certificate, key, _) = _authority.Sign(service, "localhost");
            var (http, http2) = _ports[service];
            Start(
                $"services/{service}",
                new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["Kestrel__Endpoints__http__Url"] = $"https://127.0.0.1:{http}",
                    ["Kestrel__Endpoints__http__Protocols"] = "Http1",
                    ["Kestrel__Endpoints__h2c__Url"] = $"https://127.0.0.1:{http2}",
                    ["Kestrel__Endpoints__h2c__Protocols"] = "Http2",
                    ["Fleet__Tls__CertificatePath"] = certificate,
                    ["Fleet__Tls__KeyPath"] = key,
                    [$"ConnectionStrings__{service}"] = await servers.CreateDatabaseAsync(service),
                    ["ConnectionStrings__rabbitmq"] = await servers.CreateVirtualHostAsync(),
                    ["Storage__Folder"] = Path.Combine(_folder, service),
                    ["Mail__PickupFolder"] = Path.Combine(_folder, "mail"),
                    ["Sms__PickupFolder"] = Path.Combine(_folder, "sms"),
                    ["Identity__KeyEncryptionKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
                    ["Identity__Administrator__Username"] = "admin",
                    ["Identity__Administrator__Password"] = "admin-community-tests",
                }
            );
        }

        Start(
            "gateway",
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["Kestrel__Endpoints__http__Url"] = _gateway.BaseAddress!.ToString(),
                ["Gateway__ResolveInstances"] = "true",
            }
        );
        await Poll.UntilAsync(async () => (await _gateway.GetAsync("/health/ready")).IsSuccessStatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        foreach (var process in _processes)
        {
            await process.StopAsync(atOnce: true);
            await process.DisposeAsync();
        }

        _guardian.Dispose();
        _authority.Dispose();
    }

    /// <summary>Social asks identity for its keys, so the call passes every hop.</summary>
    [Fact]
    public async Task RequestsPassOverTlsOnlyAndARenewedCertificateNeedsNoRestart()
    {
        (await _gateway.GetAsync("/api/v1/network/graph")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await _gateway.GetAsync("/.well-known/jwks.json")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var port in Services.SelectMany(service => new[] { _ports[service].Http, _ports[service].Http2 }))
        {
            await Should.ThrowAsync<HttpRequestException>(() => GetAsync("http", port, trusted: null), "cleartext is refused");
            var client = await Should.ThrowAsync<HttpRequestException>(() => GetAsync("https", port, trusted: null));
            client.HttpRequestError.ShouldBe(HttpRequestError.SecureConnectionError, "a client without the authority refuses");
        }

        var serials = new List<string>();
        foreach (var service in Services)
        {
            var (_, _, serial) = _authority.Sign(service, "localhost");
            serials.Add(serial);
        }

        foreach (var (service, serial) in Services.Zip(serials))
        {
            await Poll.UntilAsync(async () => await GetAsync("https", _ports[service].Http, _authority) == serial, seconds: 30);
        }

        (await _gateway.GetAsync("/api/v1/network/graph")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        _processes.ShouldAllBe(process => !process.Exited.IsCompleted);
    }

    /// <returns>The serial number of the server's certificate.</returns>
    private static async Task<string> GetAsync(string scheme, int port, TestAuthority? trusted)
    {
        var serial = "";
        using var handler = new SocketsHttpHandler();
        if (trusted is not null)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.ImportFromPemFile(trusted.AuthorityPath);
            handler.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = policy,
                RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
                {
                    serial = ((X509Certificate2)certificate!).SerialNumber;
                    return errors == SslPolicyErrors.None;
                },
            };
        }

        using var client = new HttpClient(handler);
        using var answer = await client.GetAsync(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"{scheme}://localhost:{port}/health/live")),
            TestContext.Current.CancellationToken
        );
        answer.EnsureSuccessStatusCode();
        return serial;
    }

    private void Start(string project, Dictionary<string, string?> environment)
    {
        foreach (var service in Services)
        {
            environment[$"services__{service}__http__0"] = $"https://localhost:{_ports[service].Http}";
            environment[$"services__{service}__h2c__0"] = $"https://localhost:{_ports[service].Http2}";
        }

        environment["Fleet__Key"] = FakeIdentity.FleetKey;
        environment["Fleet__Tls__AuthorityPath"] = _authority.AuthorityPath;
        _processes.Add(ChildProcess.Start(Programs.Launch(project) with { Environment = environment }, _guardian, _ => { }));
    }
}
