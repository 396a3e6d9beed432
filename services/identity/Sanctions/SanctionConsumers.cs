using Community.Contracts.Social;
using Community.Identity.Administration;
using Community.Identity.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sanctions;

/// <summary>
/// Carries out what moderators decided in social. The newest version of a sanction counts, so that one which is lifted before it is
/// heard of never begins; mutes and warnings are others' to carry out.
/// </summary>
internal static class SanctionConsumers
{
    public const string Suspension = "suspension";

    public static void AddSanctionConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenSanctionImposed>();
        bus.AddConsumer<WhenSanctionLifted>();
    }

    /// <returns>False: what is there is as new.</returns>
    public static async Task<bool> KeepAsync(this IdentityDb db, Sanction sanction) => await db.Database.ExecuteSqlAsync($"""
        INSERT INTO sanctions (id, user_id, version, suspends, until, reason)
        VALUES ({sanction.Id}, {sanction.UserId}, {sanction.Version}, {sanction.Suspends}, {sanction.Until}, {sanction.Reason})
        ON CONFLICT (id) DO UPDATE SET version = excluded.version, suspends = excluded.suspends
        WHERE sanctions.version < excluded.version
        """) == 1;
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

        // The account first: whoever else suspends it or lifts that waits, and so does its erasure.
        if (await db.LockUserAsync(imposed.UserId) is { } user
            && await db.KeepAsync(new()
            {
                Id = imposed.SanctionId,
                UserId = imposed.UserId,
                Version = imposed.Version,
                Suspends = true,
                Until = imposed.Until?.ToUniversalTime(),
                Reason = imposed.Reason,
            }))
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
        if (lifted.Kind == SanctionConsumers.Suspension
            && await db.LockUserAsync(lifted.UserId) is { } user
            && await db.KeepAsync(new() { Id = lifted.SanctionId, UserId = lifted.UserId, Version = lifted.Version, Suspends = false, Reason = string.Empty })
            && user.SanctionId == lifted.SanctionId)
        {
            await control.ApplySanctionsAsync(user, lifted.DecidedBy, lifted.CaseId);
        }
    }
}
