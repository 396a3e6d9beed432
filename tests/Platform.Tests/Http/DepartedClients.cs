using System.Net;
using System.Net.Sockets;
using System.Text;
using Community.Testing;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Http;

/// <summary>A client that goes away in the middle of its body is no error of the service.</summary>
[Collection(nameof(SampleApp))]
public sealed class DepartedClients(SampleApp app)
{
    // The server tells the reader of the body and cancels the request in two steps; only some of many at once fall between them.
    private const int Rounds = 300;

    private const string Announced = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n{\"full_name\":\"Ad";

    [Theory]
    [InlineData("POST", "/internal/troubles/upload/", true)]
    [InlineData("POST", "/internal/troubles/upload/", false)]
    [InlineData("PATCH", "/api/v1/people/", true)]
    [InlineData("PATCH", "/api/v1/people/", false)]
    public async Task WithAnEndedConnectionAreADebugLine(string method, string path, bool reset)
    {
        var call = $"{method} {path}{Guid.CreateVersion7()}";
        var request = Encoding.ASCII.GetBytes($"{call} HTTP/1.1\r\n{Announced}");
        var sockets = Enumerable.Range(0, Rounds).Select(_ => new TcpClient("127.0.0.1", app.Port)).ToList();
        foreach (var socket in sockets)
        {
            await socket.GetStream().WriteAsync(request);
        }

        foreach (var socket in sockets)
        {
            socket.LingerState = new(reset, 0);
            socket.Dispose();
        }

        await AllAreDebugLinesAsync(call);
    }

    [Fact]
    public async Task WithAResetStreamAreADebugLine()
    {
        var path = $"/internal/troubles/upload/{Guid.CreateVersion7()}";
        await Task.WhenAll(
            Enumerable
                .Range(0, Rounds)
                .Select(async _ =>
                {
                    using var leaving = new CancellationTokenSource();
                    using var body = new LeavingBody(leaving);
                    var left = await Record.ExceptionAsync(() => app.Http2.PostAsync(path, body, leaving.Token));
                    // The server may also close a connection on which so many streams are reset (ENHANCE_YOUR_CALM).
                    (left is OperationCanceledException or HttpRequestException).ShouldBeTrue($"{left}");
                })
        );

        // A stream that is reset before its request begins to run never reaches the application.
        await AllAreDebugLinesAsync("POST " + path, least: Rounds / 3);
    }

    [Fact]
    public async Task AreNotMistakenForAFailureOfOurs()
    {
        using var body = new ByteArrayContent(new byte[100_000]);

        await (await app.Client.PostAsync("/internal/troubles/disk", body)).ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
        await (await app.Http2.PostAsync("/internal/troubles/disk", body)).ShouldBeProblemAsync(HttpStatusCode.InternalServerError);
    }

    private async Task AllAreDebugLinesAsync(string call, int least = Rounds)
    {
        await Poll.UntilAsync(() => Lines().Count() >= least);
        Lines()
            .Select(line => (line.Level, line.Text[call.Length..]))
            .Distinct()
            .ShouldBe([(LogLevel.Debug, ": the client went away (499)")]);

        IEnumerable<(LogLevel Level, string Text, Exception? Exception)> Lines() =>
            app.Log.Lines.Where(line => line.Text.Contains(call, StringComparison.Ordinal));
    }

    /// <summary>Sends the beginning of a body, and then its client leaves.</summary>
    private sealed class LeavingBody(CancellationTokenSource leaving) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[1000]);
            await stream.FlushAsync();
            await leaving.CancelAsync();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 1_000_000;
            return true;
        }
    }
}
