using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Platform.Access.Authentication;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

internal sealed class WhenPaymentRequested(WebhookEvents webhooks) : IConsumer<PaymentRequested>
{
    public Task Consume(ConsumeContext<PaymentRequested> context) => webhooks.AddAsync(context.Message);
}

/// <summary>Switches off the endpoints whose address or secret the account has set lately, and tells their owners.</summary>
internal sealed class WhenAccountTakenBack(MessagingDb db, Notifier notifier) : IConsumer<AccountTakenBack>
{
    public Task Consume(ConsumeContext<AccountTakenBack> context) => ApplyAsync(context.Message);

    internal async Task ApplyAsync(AccountTakenBack taken)
    {
        await db.LockWebhooksAsync(taken.UserId);
        Guid[] sessions = [.. taken.EndedSessions];
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ended_sessions (session_id, tokens_expire_at)
            SELECT id, {(taken.OccurredAt + AccessToken.Lifetime).ToUniversalTime()} FROM unnest({sessions}) AS id ON CONFLICT DO NOTHING
            """
        );
        var off = await db
            .Database.SqlQuery<SwitchedOff>(
                $"""
                UPDATE webhook_endpoints SET is_enabled = false, disabled_reason = 'taken_back'
                WHERE coalesce(set_by, user_id) = {taken.UserId} AND coalesce(set_at, updated_at) >= {taken.Since.ToUniversalTime()} AND is_enabled
                RETURNING id, user_id, url
                """
            )
            .ToListAsync();
        foreach (var endpoint in off)
        {
            await notifier.NotifyAsync(
                Notification.Of(
                    NotificationKind.Webhook,
                    Guid.CreateVersion7(taken.OccurredAt),
                    TargetType.Webhook,
                    endpoint.Id,
                    "taken_back"
                ) with
                {
                    GroupedBy = endpoint.Id,
                    Facts = new() { Thing = new Uri(endpoint.Url).Host },
                },
                endpoint.UserId
            );
        }
    }

    private sealed record SwitchedOff(Guid Id, Guid UserId, string Url);
}

/// <summary>(The consumer that notifies of roles calls this: one consumer for each service and event.)</summary>
internal static class KnownRoles
{
    /// <summary>An account that has lost its role gets no webhooks from now on.</summary>
    public static Task ApplyRolesAsync(this MessagingDb db, UserRolesChanged changed)
    {
        string[] roles = [.. changed.Roles];
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO account_roles (user_id, version, roles)
            SELECT {changed.UserId}, {changed.Version}, {roles} WHERE NOT EXISTS (SELECT FROM people WHERE id = {changed.UserId} AND is_erased)
            ON CONFLICT (user_id) DO UPDATE SET version = excluded.version, roles = excluded.roles WHERE account_roles.version < excluded.version
            """
        );
    }
}
