using System.Buffers;
using System.IO.Pipelines;
using Community.Messaging.Realtime;
using Community.Testing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.Messaging.Tests.Realtime;

public sealed class WritePumpTests
{
    [Fact]
    public async Task AConnectionThatCannotBeWrittenToCostsTheOthersNothing()
    {
        using var pump = new WritePump(NullLogger.Instance);
        // Every write to it throws.
        var broken = new ClientConnection(
            connection: null!,
            new(Guid.CreateVersion7()),
            Guid.CreateVersion7(),
            DateTimeOffset.MaxValue,
            new(),
            pump,
            TimeProvider.System
        );
        var (whole, written) = NewClient(pump);

        broken.Send(Frame.Of("Read", new { seq = 1 }));
        await Poll.UntilAsync(() => broken.DrainedAsync().IsCompleted);
        whole.Send(Frame.Of("Read", new { seq = 2 }));

        var read = await written.ReadAsync().AsTask().WaitAsync(Poll.Patience);
        System.Text.Encoding.UTF8.GetString(read.Buffer.ToArray()).ShouldContain("\"seq\":2");
    }

    private static (ClientConnection Client, PipeReader Written) NewClient(WritePump pump)
    {
        var (input, output) = (new Pipe(), new Pipe());
        var connection = new HubConnectionContext(
            new DefaultConnectionContext("whole", new Ends(input.Reader, output.Writer), new Ends(input.Reader, output.Writer)),
            new HubConnectionContextOptions(),
            NullLoggerFactory.Instance
        )
        {
            Protocol = new JsonHubProtocol(),
        };
        var client = new ClientConnection(
            connection,
            new(Guid.CreateVersion7()),
            Guid.CreateVersion7(),
            DateTimeOffset.MaxValue,
            new(),
            pump,
            TimeProvider.System
        );
        return (client, output.Reader);
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
