using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Community.Messaging.Attachments;

namespace Community.Messaging.Tests.Attachments;

/// <summary>Files are checked by the operator's ClamAV before others can load them.</summary>
[Collection(nameof(MessagingTests))]
public sealed class VirusScannerTests(MessagingApplication app)
{
    private const string Virus = "not EICAR itself, so that no scanner of this machine finds it";

    [Fact]
    public async Task AFileWithAVirusIsNotTaken()
    {
        await using var daemon = new Daemon();
        await using var instance = await app.StartAsync(("Scanner:Address", daemon.Address));
        var me = await app.PersonAsync();
        using var http = instance.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Identity.TokenFor(me));
        var large = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a line of many\n", 20_000)));

        await http.PostAsync("/api/v1/attachments", new ByteArrayContent(large)).ShouldAnswerAsync(201);
        daemon.Files.ShouldHaveSingleItem().ShouldBe(large);

        var kept = Files(me).Count;
        await http.PostAsync("/api/v1/attachments", new StringContent(Virus)).ShouldAnswerAsync(400);
        Files(me).Count.ShouldBe(kept);

        daemon.Answer = "INSTREAM size limit exceeded. ERROR";
        using var unchecked1 = await http.PostAsync("/api/v1/attachments", new StringContent("hello"));
        unchecked1.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await daemon.DisposeAsync();
        using var unchecked2 = await http.PostAsync("/api/v1/attachments", new StringContent("hello"));
        unchecked2.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        unchecked2.Headers.RetryAfter.ShouldNotBeNull();
        Files(me).Count.ShouldBe(kept);
    }

    [Theory]
    [InlineData("clamd:3310", true)]
    [InlineData("::1:3310", true)]
    [InlineData("", true)]
    [InlineData("clamd", false)]
    [InlineData("clamd:port", false)]
    [InlineData(":3310", false)]
    public void AnAddressIsAHostAndAPort(string address, bool isOne) =>
        new ScannerOptions { Address = address }
            .Validate(new("x"))
            .Any()
            .ShouldBe(!isOne);

    private List<string> Files(Guid person) =>
        [
            .. Directory
                .EnumerateFiles(app.StorageFolder, "*", SearchOption.AllDirectories)
                .Where(file => file.Contains($"{person:N}", StringComparison.Ordinal)),
        ];

    /// <summary>Speaks the part of clamd's protocol that is used.</summary>
    private sealed class Daemon : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly Task _serving;

        public Daemon()
        {
            _listener.Start();
            _serving = ServeAsync();
        }

        public string Address => _listener.LocalEndpoint.ToString()!;

        /// <summary>The files that were sent.</summary>
        public List<byte[]> Files { get; } = [];

        /// <summary>The answer to each file; null: as its bytes say.</summary>
        public string? Answer { get; set; }

        public async ValueTask DisposeAsync()
        {
            _listener.Dispose();
            await _serving;
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync();
                    await using var stream = client.GetStream();
                    await AnswerAsync(stream);
                }
            }
            catch (Exception end) when (end is SocketException or InvalidOperationException)
            {
                // The test ends.
            }
        }

        private async Task AnswerAsync(NetworkStream stream)
        {
            var command = new byte["zINSTREAM\0".Length];
            await stream.ReadExactlyAsync(command);
            Encoding.ASCII.GetString(command).ShouldBe("zINSTREAM\0");
            using var file = new MemoryStream();
            var length = new byte[sizeof(int)];
            while (true)
            {
                await stream.ReadExactlyAsync(length);
                var piece = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
                if (piece.Length == 0)
                {
                    break;
                }

                await stream.ReadExactlyAsync(piece);
                file.Write(piece);
            }

            Files.Add(file.ToArray());
            var isVirus = Encoding.UTF8.GetString(file.ToArray()).Contains(Virus, StringComparison.Ordinal);
            await stream.WriteAsync(Encoding.ASCII.GetBytes((Answer ?? (isVirus ? "stream: Test-Signature FOUND" : "stream: OK")) + "\0"));
        }
    }
}
