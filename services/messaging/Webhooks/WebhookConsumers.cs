using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Webhooks;

internal sealed class WhenPaymentRequested(WebhookEvents webhooks) : IConsumer<PaymentRequested>
{
    public Task Consume(ConsumeContext<PaymentRequested> context) => webhooks.AddAsync(context.Message);
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
