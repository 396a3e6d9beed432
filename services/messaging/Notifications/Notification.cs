using System.Buffers.Binary;

namespace Community.Messaging.Notifications;

/// <summary>An occurrence that users are notified of.</summary>
internal sealed record Notification
{
    /// <summary>One of <see cref="NotificationKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The fact itself (a request, a message, an order): one user is notified of it once in each kind.</summary>
    public required Guid FactId { get; init; }

    /// <summary>Unread notifications of the same kind with the same key are shown as one. The default: the fact.</summary>
    public Guid GroupedBy
    {
        get => field == Guid.Empty ? FactId : field;
        init;
    }

    /// <summary>
    /// The user who caused it; null: no user. The actor is never notified, and neither are users with whom the actor has a block.
    /// </summary>
    public Guid? ActorId { get; init; }

    /// <summary>One of <see cref="Notifications.TargetType"/>.</summary>
    public required string TargetType { get; init; }

    public Guid? TargetId { get; init; }

    /// <summary>A word that belongs to it; never a name.</summary>
    public string? Detail { get; init; }

    /// <summary>Values in its text; null: none.</summary>
    public NotificationFacts? Facts { get; init; }

    /// <summary>The place where it happened, for the user's preferences about that channel.</summary>
    public Guid? ChannelId { get; init; }

    /// <summary>The message's number in the channel: a user who has read up to it has read this notification.</summary>
    public long? Seq { get; init; }

    /// <summary>
    /// The fact of a thing that can come again, such as a request to join after the last one was declined: with the same number it is the
    /// same fact.
    /// </summary>
    public static Guid FactOf(Guid id, long number)
    {
        var bytes = id.ToByteArray();
        var random = bytes.AsSpan(8);
        BinaryPrimitives.WriteInt64BigEndian(random, BinaryPrimitives.ReadInt64BigEndian(random) ^ number);
        return new Guid(bytes);
    }

    /// <summary>A notification without an actor.</summary>
    public static Notification Of(string kind, Guid factId, string targetType, Guid? targetId = null, string? detail = null) =>
        new()
        {
            Kind = kind,
            FactId = factId,
            TargetType = targetType,
            TargetId = targetId,
            Detail = detail,
        };

    public string GroupKey => $"{Kind}:{GroupedBy}";
}
