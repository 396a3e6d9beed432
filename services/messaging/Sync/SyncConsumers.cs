using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Webhooks;
using MassTransit;

namespace Community.Messaging.Sync;

/// <summary>The entries that integration events make. (Consumers that also notify call this: one consumer for each service and
/// event.)</summary>
internal static class SyncConsumers
{
    /// <summary>
    /// Only the log of the asked user has a request: the asker sees a declined request as a pending one, so the asker's log must not tell
    /// the two apart.
    /// </summary>
    public static Task WriteAsync(this SyncEntries log, ConnectionRequested requested) =>
        log.WriteAsync(
            requested.ToUserId,
            SyncKind.Connection,
            requested.ConnectionId,
            requested.Version,
            requested.OccurredAt,
            new ConnectionData(requested.FromUserId, SyncConnection.Incoming)
        );

    public static Task WriteAsync(this SyncEntries log, ConnectionAccepted accepted) =>
        log.WriteConnectedAsync(accepted.ConnectionId, accepted.Version, accepted.OccurredAt, accepted.FromUserId, accepted.ToUserId);

    public static async Task WriteConnectedAsync(this SyncEntries log, Guid id, long version, DateTimeOffset at, Guid from, Guid to)
    {
        // Always in the order of the ids, so that two consumers never wait for each other.
        foreach (var (person, other) in from < to ? [(from, to), (to, from)] : new[] { (to, from), (from, to) })
        {
            await log.WriteAsync(person, SyncKind.Connection, id, version, at, new ConnectionData(other, SyncConnection.Connected));
        }
    }

    public static async Task WriteAsync(this SyncEntries log, ConnectionRemoved removed)
    {
        Guid[] people = removed.Reason == "declined" ? [removed.ToUserId] : [removed.FromUserId, removed.ToUserId];
        foreach (var person in people.Order())
        {
            await log.WriteAsync(person, SyncKind.Connection, removed.ConnectionId, removed.Version, removed.OccurredAt, data: null);
        }
    }

    public static Task WriteAsync(this SyncEntries log, RsvpCreated created) =>
        log.WriteRegistrationAsync(
            created.UserId,
            created.RegistrationId,
            created.CommunityEventId,
            created.Version,
            created.OccurredAt,
            created.Status
        );

    public static Task WriteAsync(this SyncEntries log, RsvpConfirmed confirmed) =>
        log.WriteRegistrationAsync(
            confirmed.UserId,
            confirmed.RegistrationId,
            confirmed.CommunityEventId,
            confirmed.Version,
            confirmed.OccurredAt,
            "confirmed"
        );

    public static Task WriteAsync(this SyncEntries log, RsvpCancelled cancelled) =>
        log.WriteRegistrationAsync(
            cancelled.UserId,
            cancelled.RegistrationId,
            cancelled.CommunityEventId,
            cancelled.Version,
            cancelled.OccurredAt,
            "cancelled"
        );

    public static Task WriteAsync(this SyncEntries log, RsvpExpired expired) =>
        log.WriteRegistrationAsync(
            expired.UserId,
            expired.RegistrationId,
            expired.CommunityEventId,
            expired.Version,
            expired.OccurredAt,
            "expired"
        );

    public static Task WriteAsync(this SyncEntries log, AttendeeArrived arrived) =>
        log.WriteRegistrationAsync(
            arrived.UserId,
            arrived.RegistrationId,
            arrived.CommunityEventId,
            arrived.Version,
            arrived.OccurredAt,
            "checked_in"
        );

    public static Task WriteAsync(this SyncEntries log, CreditsChanged changed) =>
        log.WriteAsync(
            changed.UserId,
            SyncKind.Wallet,
            changed.UserId,
            changed.Version,
            changed.OccurredAt,
            new WalletData(changed.Balance)
        );

    public static Task WriteAsync(this SyncEntries log, EntitlementsChanged changed) =>
        log.WriteAsync(
            changed.UserId,
            SyncKind.Plan,
            changed.UserId,
            changed.Version,
            changed.OccurredAt,
            new SyncPlan(changed.Plan, changed.Until)
        );

    public static Task WriteAsync(this SyncEntries log, SubscriptionChanged changed) =>
        log.WriteAsync(
            changed.UserId,
            SyncKind.Subscription,
            changed.UserId,
            changed.Version,
            changed.OccurredAt,
            new SyncSubscription(changed.Plan, changed.Status, changed.CurrentPeriodEndsAt)
        );

    private static Task WriteRegistrationAsync(
        this SyncEntries log,
        Guid person,
        Guid id,
        Guid eventId,
        long version,
        DateTimeOffset at,
        string status
    ) => log.WriteRegistrationAsync(person, id, version, at, new RegistrationData(eventId, status));
}

/// <summary>A connection or a request, as it is kept.</summary>
internal sealed record ConnectionData(Guid UserId, string Status);

/// <summary>A registration, as it is kept.</summary>
internal sealed record RegistrationData(Guid EventId, string Status)
{
    /// <summary>Whether it is still in force.</summary>
    public bool IsInForce => Status is not ("cancelled" or "expired");
}

/// <summary>A wallet, as it is kept.</summary>
internal sealed record WalletData(long Balance);

internal sealed class WhenConnectionRemoved(SyncEntries log) : IConsumer<ConnectionRemoved>
{
    public Task Consume(ConsumeContext<ConnectionRemoved> context) => log.WriteAsync(context.Message);
}

internal sealed class WhenAttendeeArrived(SyncEntries log, WebhookEvents webhooks) : IConsumer<AttendeeArrived>
{
    public async Task Consume(ConsumeContext<AttendeeArrived> context)
    {
        await log.WriteAsync(context.Message);
        await webhooks.AddAsync(context.Message);
    }
}

internal sealed class WhenCreditsChanged(SyncEntries log) : IConsumer<CreditsChanged>
{
    public Task Consume(ConsumeContext<CreditsChanged> context) => log.WriteAsync(context.Message);
}

internal sealed class WhenEntitlementsChanged(SyncEntries log) : IConsumer<EntitlementsChanged>
{
    public Task Consume(ConsumeContext<EntitlementsChanged> context) => log.WriteAsync(context.Message);
}
