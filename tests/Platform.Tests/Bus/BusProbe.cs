using System.Collections.Concurrent;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Community.Platform.Tests.Bus;

/// <summary>A delivery as on the wire.</summary>
internal sealed record Delivery(Guid MessageId, Guid AggregateId, long Version);

/// <summary>
/// Receives every publish of <see cref="UserErased"/>, including repetitions, and publishes messages that no outbox would send.
/// </summary>
internal sealed class BusProbe : IAsyncDisposable
{
    private const string Exchange = "Community.Contracts.Identity:UserErased";
    private readonly IConnection _connection;
    private readonly ConcurrentQueue<Delivery> _deliveries = new();

    private BusProbe(IConnection connection) => _connection = connection;

    public IReadOnlyList<Delivery> Deliveries => [.. _deliveries];

    public static async Task<BusProbe> StartAsync(string uri)
    {
        var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync();
        var probe = new BusProbe(connection);
        var channel = await connection.CreateChannelAsync();
        await channel.ExchangeDeclareAsync(Exchange, ExchangeType.Fanout, durable: true);
        var queue = await channel.QueueDeclareAsync();
        await channel.QueueBindAsync(queue.QueueName, Exchange, "");
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, delivery) =>
        {
            using var envelope = JsonDocument.Parse(delivery.Body);
            var message = envelope.RootElement.GetProperty("message");
            probe._deliveries.Enqueue(
                new Delivery(
                    Guid.Parse(delivery.BasicProperties.MessageId!),
                    message.GetProperty("user_id").GetGuid(),
                    message.GetProperty("version").GetInt64()
                )
            );
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue.QueueName, autoAck: true, consumer);
        return probe;
    }

    /// <summary>Delivers an event to a queue as a broker may, any number of times.</summary>
    public async Task DeliverAsync(string queue, UserErased erased, int times = 1)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                message_id = erased.EventId,
                message_type = new[] { "urn:message:Community.Contracts.Identity:UserErased" },
                message = new
                {
                    event_id = erased.EventId,
                    occurred_at = erased.OccurredAt,
                    user_id = erased.UserId,
                    version = erased.Version,
                },
            }
        );
        // Confirmed: a message that a newly declared queue has not accepted yet would be lost with the channel.
        await using var channel = await _connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );
        for (var i = 0; i < times; i++)
        {
            // A queue that is still electing its leader refuses messages.
            await Poll.UntilAsync(async () =>
            {
                try
                {
                    await channel.BasicPublishAsync(
                        "",
                        queue,
                        mandatory: true,
                        new BasicProperties
                        {
                            MessageId = erased.EventId.ToString(),
                            ContentType = "application/vnd.masstransit+json",
                            DeliveryMode = DeliveryModes.Persistent,
                        },
                        body
                    );
                    return true;
                }
                catch (PublishException)
                {
                    return false;
                }
            });
        }
    }

    /// <summary>The number of messages in a queue, or null if it does not exist.</summary>
    public async Task<uint?> CountAsync(string queue)
    {
        await using var channel = await _connection.CreateChannelAsync();
        try
        {
            return (await channel.QueueDeclarePassiveAsync(queue)).MessageCount;
        }
        catch (RabbitMQ.Client.Exceptions.OperationInterruptedException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
