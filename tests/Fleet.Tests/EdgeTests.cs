using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>Calls that the gateway never forwards, and that services refuse even without the gateway.</summary>
public sealed class EdgeTests(SharedFleet fleet)
{
    [Theory]
    [InlineData("/internal/revoked-sessions?since=0")]
    [InlineData("/internal/error-queues")]
    [InlineData("//internal/revoked-sessions?since=0")]
    [InlineData("/INTERNAL/revoked-sessions?since=0")]
    [InlineData("/%69nternal/revoked-sessions?since=0")]
    [InlineData("/api/v1/internal/revoked-sessions?since=0")]
    [InlineData("/api/v1/auth/../../../internal/revoked-sessions?since=0")]
    [InlineData("/api/v1/auth/%2e%2e/%2e%2e/%2e%2e/internal/revoked-sessions?since=0")]
    [InlineData("/api/v1/auth/..%2f..%2f..%2finternal/revoked-sessions?since=0")]
    [InlineData("/.well-known/../internal/revoked-sessions?since=0")]
    [InlineData("/.well-known/..%2f..%2f..%2finternal/revoked-sessions?since=0")]
    public async Task InternalIsReachableByNoPathEvenWithTheFleetsCredential(string target)
    {
        var key = (await File.ReadAllTextAsync(Path.Combine(fleet.Running.Data, "secrets", "fleet-key"))).Trim();
        var answer = await SendRawAsync(
            $"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Fleet {key}\r\nConnection: close\r\n\r\n"
        );
        answer[..12].ShouldBeOneOf("HTTP/1.1 404", "HTTP/1.1 400");
        answer.ShouldNotContain("\"sessions\"");
    }

    [Theory]
    [InlineData("identity", "/internal/revoked-sessions?since=0")]
    [InlineData("identity", "/internal/error-queues")]
    [InlineData("social", "/internal/error-queues")]
    [InlineData("identity", "/api/v1/users")]
    [InlineData("social", "/api/v1/discover/people")]
    public async Task ServicesRefuseCallsThatBypassTheGateway(string service, string path)
    {
        using var client = new HttpClient { BaseAddress = new Uri((await fleet.Running.ResourceAsync(service)).Urls[0]) };
        await client.GetAsync(path, HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", new string('x', 43));
        await client.GetAsync(path, HttpStatusCode.Unauthorized);
        client.DefaultRequestHeaders.Authorization = null;
        client.DefaultRequestHeaders.Add("X-User-Id", Guid.CreateVersion7().ToString());
        await client.GetAsync(path, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task APersonsTokenDoesNotOpenWhatIsInternal()
    {
        using var admin = (await fleet.AdministratorAsync()).Http;
        using var direct = new HttpClient { BaseAddress = new Uri((await fleet.Running.ResourceAsync("identity")).Urls[0]) };
        direct.DefaultRequestHeaders.Authorization = admin.DefaultRequestHeaders.Authorization;
        (await direct.StatusAsync("/internal/revoked-sessions?since=0")).ShouldBeOneOf(
            HttpStatusCode.Unauthorized,
            HttpStatusCode.Forbidden
        );
    }

    [Fact]
    public async Task AForeignPageIsToldNothing()
    {
        using var client = fleet.Http();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/api/v1/auth/me");
        preflight.Headers.Add("Origin", "https://evil.example");
        preflight.Headers.Add("Access-Control-Request-Method", "GET");
        preflight.Headers.Add("Access-Control-Request-Headers", "authorization");
        using var answer = await client.SendAsync(preflight);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
        answer.Headers.Contains("Access-Control-Allow-Credentials").ShouldBeFalse();
    }

    [Fact]
    public async Task AForeignPageOpensNoWebSocket()
    {
        var answer = await SendRawAsync(
            "GET /hubs/community HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
            untilClosed: false
        );
        answer.ShouldStartWith("HTTP/1.1 403");
    }

    private async Task<string> SendRawAsync(string request, bool untilClosed = true)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, fleet.Running.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(Poll.Patience);
        var answer = new StringBuilder();
        var buffer = new byte[8192];
        for (int read; (read = await stream.ReadAsync(buffer, limit.Token)) > 0; )
        {
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));
            if (!untilClosed)
            {
                break;
            }
        }

        return answer.ToString();
    }
}
