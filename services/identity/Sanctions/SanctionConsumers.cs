using Community.Contracts.Social;
using Community.Identity.Administration;
using Community.Identity.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sanctions;

/// <summary>
/// Applies social's moderation decisions. The newest version of a sanction counts, so that a sanction which was lifted before its event
/// arrived never takes effect. Other services apply mutes and warnings.
/// </summary>
internal static class SanctionConsumers
{
    public const string Suspension = "suspension";

    /// <returns>False: the stored version is as new or newer.</returns>
    public static async Task<bool> KeepAsync(this IdentityDb db, Sanction sanction) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO sanctions (id, user_id, version, suspends, until, reason)
            VALUES ({sanction.Id}, {sanction.UserId}, {sanction.Version}, {sanction.Suspends}, {sanction.Until}, {sanction.Reason})
            ON CONFLICT (id) DO UPDATE SET version = excluded.version, suspends = excluded.suspends
            WHERE sanctions.version < excluded.version
            """
        ) == 1;
}

internal sealed class WhenSanctionImposed(IdentityDb db, AccountControl control) : IConsumer<SanctionImposed>
{
    public Task Consume(ConsumeContext<SanctionImposed> context) => ApplyAsync(context.Message);

    internal async Task ApplyAsync(SanctionImposed imposed)
    {
        if (imposed.Kind != SanctionConsumers.Suspension)
        {
            return;
        }

        // Locks the account first: other suspensions, lifts and the erasure of the account wait for this transaction.
        if (
            await db.LockUserAsync(imposed.UserId) is { } user
            && await db.KeepAsync(
                new()
                {
                    Id = imposed.SanctionId,
                    UserId = imposed.UserId,
                    Version = imposed.Version,
                    Suspends = true,
                    Until = imposed.Until?.ToUniversalTime(),
                    Reason = imposed.Reason,
                }
            )
        )
        {
            await control.ApplySanctionsAsync(user, imposed.DecidedBy, imposed.CaseId);
        }
    }
}

internal sealed class WhenSanctionLifted(IdentityDb db, AccountControl control) : IConsumer<SanctionLifted>
{
    public Task Consume(ConsumeContext<SanctionLifted> context) => ApplyAsync(context.Message);

    internal async Task ApplyAsync(SanctionLifted lifted)
    {
        if (
            lifted.Kind == SanctionConsumers.Suspension
            && await db.LockUserAsync(lifted.UserId) is { } user
            && await db.KeepAsync(
                new()
                {
                    Id = lifted.SanctionId,
                    UserId = lifted.UserId,
                    Version = lifted.Version,
                    Suspends = false,
                    Reason = string.Empty,
                }
            )
            && user.SanctionId == lifted.SanctionId
        )
        {
            await control.ApplySanctionsAsync(user, lifted.DecidedBy, lifted.CaseId);
        }
    }
}
