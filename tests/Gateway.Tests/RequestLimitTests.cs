using System.Net.Sockets;
using System.Text;

namespace Community.Gateway.Tests;

/// <summary>The maximum size of a request, and malformed requests.</summary>
public sealed class RequestLimitTests(Fleet fleet) : IClassFixture<Fleet>
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task ABodyOfExactlyTheLimitPasses()
    {
        using var body = new ByteArrayContent(new byte[MiB]);
        (await (await fleet.Gateway.Http.PostAsync("/api/v1/reports", body)).SeenAsync()).BodyLength.ShouldBe(MiB);
    }

    [Theory]
    [InlineData("/api/v1/reports", MiB + 1)]
    [InlineData("/api/v1/users/me/picture", 6 * MiB)]
    [InlineData("/api/v1/attachments", 26 * MiB)]
    [InlineData("/api/v1/users/me/picturesque", MiB + 1)]
    public async Task ALongerDeclaredBodyIsRefusedUnread(string path, int length)
    {
        // Only the headers are sent: the answer must not wait for a body.
        var answer = await fleet.Gateway.SendRawAsync(
            $"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        answer.ShouldStartWith("HTTP/1.1 413 ");
        answer.ShouldContain("application/problem+json");
    }

    [Theory]
    [InlineData("/api/v1/reports", 2 * MiB)]
    [InlineData("/api/v1/attachments", 26 * MiB)]
    public async Task ALongerChunkedBodyIsCutAndRefused(string path, int length)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(new byte[length]) };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.ExpectContinue = false;
        HttpResponseMessage response;
        try
        {
            response = await fleet.Gateway.Http.SendAsync(request);
        }
        catch (HttpRequestException)
        {
            // The connection may be closed while the client still writes; then it never reads the answer. The body must not reach a
            // backend.
            fleet.Backends.SelectMany(backend => backend.Requests).ShouldNotContain(seen => seen.BodyLength >= length);
            return;
        }
        await response.ShouldBeProblemAsync(413);
    }

    [Theory]
    [InlineData("/api/v1/users/me/picture", 5)]
    [InlineData("/api/v1/attachments", 25)]
    [InlineData("/api/v1/events/1/photos", 10)]
    public async Task FilesMayBeLarger(string path, int mebiBytes)
    {
        using var body = new ByteArrayContent(new byte[mebiBytes * MiB]);
        (await (await fleet.Gateway.Http.PostAsync(path, body)).SeenAsync()).BodyLength.ShouldBe(mebiBytes * MiB);
    }

    [Theory]
    [InlineData("HEAD", 0)]
    [InlineData("OPTIONS", 0)]
    [InlineData("DELETE", 0)]
    [InlineData("PATCH", 25 * MiB)]
    public async Task AnUploadInPartsPassesWithItsHeaders(string method, int length)
    {
        var path = $"/api/v1/attachments/uploads/{Guid.CreateVersion7()}";
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
            .With("Tus-Resumable", "1.0.0")
            .With("Upload-Offset", "7")
            .With("Origin", "https://app.example.org");
        request.Content = length > 0 ? new ByteArrayContent(new byte[length]) : null;
        request.Content?.Headers.TryAddWithoutValidation("Content-Type", "application/offset+octet-stream");

        var answer = await fleet.Gateway.Http.SendAsync(request);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        var seen = fleet.Backends.SelectMany(backend => backend.Requests).Single(one => one.Target == path);
        (seen.Service, seen.Method, seen.BodyLength).ShouldBe(("messaging", method, length));
        (seen.Headers["Tus-Resumable"], seen.Headers["Upload-Offset"]).ShouldBe(("1.0.0", "7"));
        // A page of another origin reads how much has arrived.
        answer.Headers.GetValues("Access-Control-Expose-Headers").Single().ShouldContain("Upload-Offset");
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("Content-Length: 5\r\nContent-Length: 6", "hello!")]
    [InlineData("Transfer-Encoding: chunked, identity", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked", "0\r\n\r\n")]
    [InlineData("Content-Length: -1", "")]
    [InlineData("Content-Length: 5a", "hello")]
    [InlineData("Content-Length: 0x5", "hello")]
    [InlineData("Content-Length: +5", "hello")]
    [InlineData("Content-Length: 5,5", "hello")]
    [InlineData("Content-Length: 00000000000000000000000000000000000000000000000005a", "hello")]
    [InlineData("X-A: b\r\n Content-Length: 5", "hello")]
    public async Task ARequestWithTwoReadingsReachesNoService(string headers, string body)
    {
        var marker = $"/api/v1/reports/{Guid.CreateVersion7()}";
        var answer = await fleet.Gateway.SendRawAsync($"POST {marker} HTTP/1.1\r\nHost: x\r\n{headers}\r\n\r\n{body}");
        var seen = fleet
            .Backends.SelectMany(backend => backend.Requests)
            .Where(request => request.Target == marker || request.Target.Contains("smuggled", StringComparison.Ordinal))
            .ToArray();
        if (headers.StartsWith("Content-Length: 5\r\nTransfer", StringComparison.Ordinal) && seen.Length == 1)
        {
            // RFC 9112 section 6.1 lets a server ignore the length if it then closes the connection.
            seen[0].BodyLength.ShouldBe(0);
            seen[0].Headers.ShouldNotContainKey("Content-Length");
            answer.ShouldNotContain("smuggled");
            return;
        }
        seen.ShouldBeEmpty(answer);
        answer.ShouldStartWith("HTTP/1.1 4");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br, gzip")]
    [InlineData("")]
    public async Task ACompressedBodyIsRefusedByName(string coding)
    {
        var answer = await fleet.Gateway.SendRawAsync(
            $"POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Encoding: {coding}\r\nConnection: close\r\n\r\n{{}}"
        );
        answer.ShouldStartWith("HTTP/1.1 415 ");
        answer.ShouldContain("without Content-Encoding");
    }

    [Fact]
    public async Task TooManyOrTooLongHeadersAreRefused()
    {
        var many = string.Concat(Enumerable.Range(0, 100).Select(i => $"X-H{i}: 1\r\n"));
        (await fleet.Gateway.SendRawAsync($"GET /api/v1/users/1 HTTP/1.1\r\nHost: x\r\n{many}\r\n")).ShouldStartWith("HTTP/1.1 431 ");
        (
            await fleet.Gateway.SendRawAsync($"GET /api/v1/users/1 HTTP/1.1\r\nHost: x\r\nX-Long: {new string('a', 64 * 1024)}\r\n\r\n")
        ).ShouldStartWith("HTTP/1.1 431 ");
        (await fleet.Gateway.SendRawAsync($"GET /api/v1/users/{new string('a', 20_000)} HTTP/1.1\r\nHost: x\r\n\r\n")).ShouldStartWith(
            "HTTP/1.1 414 "
        );
    }

    [Fact]
    public async Task HeadersThatTrickleAreCutOff()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(fleet.Gateway.Address.Host, fleet.Gateway.Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /api/v1/users/1 HTTP/1.1\r\nHost: x\r\nX-Slow: "));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        var buffer = new byte[1024];
        var answer = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, limit.Token));
        answer.ShouldStartWith("HTTP/1.1 408 ");
    }
}
