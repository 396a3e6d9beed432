using System.Text;
using System.Text.Json;
using RabbitMQ.Client;

namespace Community.Platform.Bus;

/// <summary>A message whose consumer failed for good.</summary>
/// <param name="MessageId">The integration event's id.</param>
/// <param name="Reason">The exception of the consumer's last attempt.</param>
/// <param name="FailedAt">When the consumer gave up on it, from the broker's header.</param>
/// <param name="Body">The message as it was delivered.</param>
internal sealed record FailedMessage(string? MessageId, string? Reason, string? FailedAt, JsonElement Body);

/// <summary>Reads and replays messages that the consumers of this service gave up on (the queues <c>{queue}_error</c>).</summary>
internal sealed class ErrorQueues(BusOptions options, Broker broker)
{
    /// <summary>The broker's reply code for a queue that does not exist.</summary>
    public const ushort NotFound = 404;

    private const string Suffix = "_error";
    private const int ReturnChecks = 50;
    private static readonly TimeSpan ReturnCheckEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>The error queue of a consumer's queue.</summary>
    public static string Of(string queue) => queue + Suffix;

    /// <summary>Whether a consumer of this service has this queue.</summary>
    public bool Has(string queue) => options.Queues.Contains(queue, StringComparer.Ordinal);

    /// <summary>The queues of this service's consumers, each with the number of its failed messages.</summary>
    public async Task<IReadOnlyList<ErrorQueue>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        var queues = new List<ErrorQueue>();
        foreach (var queue in options.Queues.Order(StringComparer.Ordinal))
        {
            queues.Add(new ErrorQueue(queue, await CountAsync(connection, Of(queue), cancellationToken) ?? 0));
        }

        return queues;
    }

    /// <summary>The first messages of a queue's error queue; they stay where they are.</summary>
    public async Task<IReadOnlyList<FailedMessage>> ReadAsync(string queue, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var failed = new List<FailedMessage>();
        if (await CountAsync(connection, Of(queue), cancellationToken) is null)
        {
            return failed;
        }

        // Unacknowledged messages return to the queue, in their place, when the channel closes.
        while (failed.Count < limit && await channel.BasicGetAsync(Of(queue), autoAck: false, cancellationToken) is { } delivery)
        {
            failed.Add(Describe(delivery));
        }

        await channel.CloseAsync(cancellationToken);
        await ReturnedAsync(connection, Of(queue), failed.Count, cancellationToken);
        return failed;
    }

    /// <summary>Sends everything in a queue's error queue to its consumer again. The inbox makes sure that no message acts twice.</summary>
    /// <returns>How many were sent.</returns>
    public async Task<int> ReplayAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        // A message that fails again is queued behind these, so it is not replayed a second time.
        if (await CountAsync(connection, Of(queue), cancellationToken) is not { } waiting)
        {
            return 0;
        }

        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true),
            cancellationToken
        );
        var replayed = 0;
        while (replayed < waiting && await channel.BasicGetAsync(Of(queue), autoAck: false, cancellationToken) is { } delivery)
        {
            await channel.BasicPublishAsync(
                string.Empty,
                queue,
                mandatory: true,
                new BasicProperties(delivery.BasicProperties),
                delivery.Body,
                CancellationToken.None
            );
            await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false, CancellationToken.None);
            replayed++;
        }

        return replayed;
    }

    /// <summary>Deletes everything in a queue's error queue for good: events that no replay can bring home.</summary>
    /// <returns>How many were deleted.</returns>
    public async Task<long> DeleteAsync(string queue, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        if (await CountAsync(connection, Of(queue), cancellationToken) is null)
        {
            return 0;
        }

        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        return await channel.QueuePurgeAsync(Of(queue), cancellationToken);
    }

    /// <summary>
    /// Waits at most a second until the messages are back. A quorum queue takes them back a moment after the channel is closed, and a
    /// replay that follows a read has to find them.
    /// </summary>
    private static async Task ReturnedAsync(IConnection connection, string queue, int count, CancellationToken cancellationToken)
    {
        for (var check = 0; check < ReturnChecks && await CountAsync(connection, queue, cancellationToken) < count; check++)
        {
            await Task.Delay(ReturnCheckEvery, cancellationToken);
        }
    }

    private Task<IConnection> ConnectAsync(CancellationToken cancellationToken) =>
        broker.NewFactory($"{options.Service} error queues").CreateConnectionAsync(cancellationToken);

    /// <summary>How many messages wait in a queue; null: the queue does not exist, because no message has ever failed.</summary>
    private static async Task<uint?> CountAsync(IConnection connection, string queue, CancellationToken cancellationToken)
    {
        // A request for a queue that does not exist closes the channel, so it uses a channel of its own.
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue, cancellationToken)).MessageCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException exception) when (exception.ShutdownReason?.ReplyCode == NotFound)
        {
            return null;
        }
    }

    private static FailedMessage Describe(BasicGetResult delivery)
    {
        var headers = delivery.BasicProperties.Headers;
        return new FailedMessage(
            delivery.BasicProperties.MessageId,
            Header("MT-Fault-Message"),
            Header("MT-Fault-Timestamp"),
            JsonElement.Parse(delivery.Body.Span)
        );

        string? Header(string name) =>
            headers?.TryGetValue(name, out var value) == true && value is byte[] text ? Encoding.UTF8.GetString(text) : null;
    }
}
