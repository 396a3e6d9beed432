using Community.Events.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Moderation;

/// <summary>A mute that moderators imposed: a projection of social's integration events.</summary>
internal sealed class Mute
{
    public required Guid SanctionId { get; init; }

    public required long Version { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>When it ends by itself; null: when it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public required bool IsLifted { get; init; }
}

/// <summary>
/// A muted user reads and does not write for others. Endpoints whose input is shown to other users, or sent to them, declare
/// <see cref="NotWhileMuted"/>. A muted user can still register, attend, and end or reduce what is their own. A test compares the endpoints
/// with a list, so that a new one has to be either.
/// </summary>
internal static class Mutes
{
    /// <summary>A muted caller is refused (403 <c>muted</c>).</summary>
    public static TBuilder NotWhileMuted<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RefusesMuted());

    /// <summary>Call it after authorization. The caller is refused before the body is read.</summary>
    public static void UseMutes(this IApplicationBuilder app) =>
        app.Use(next =>
            async context =>
            {
                if (context.GetEndpoint()?.Metadata.GetMetadata<RefusesMuted>() is not null)
                {
                    await RequireNotMutedAsync(context);
                }

                await next(context);
            }
        );

    /// <summary>Applies a sanction that is a mute; the newest version counts. A late one about an erased user changes nothing.</summary>
    public static Task ApplyMuteAsync(this EventsDb db, Guid id, long version, Guid userId, DateTimeOffset? until, bool isLifted) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO mutes (sanction_id, version, user_id, until, is_lifted)
            SELECT {id}, {version}, {userId}, {until?.ToUniversalTime()}, {isLifted}
            WHERE NOT EXISTS (SELECT FROM people WHERE id = {userId} AND is_erased)
            ON CONFLICT (sanction_id) DO UPDATE SET version = excluded.version, until = excluded.until, is_lifted = excluded.is_lifted
            WHERE mutes.version < excluded.version
            """
        );

    private static async Task RequireNotMutedAsync(HttpContext context)
    {
        var (db, now) = (
            context.RequestServices.GetRequiredService<EventsDb>(),
            context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()
        );
        var caller = context.User.UserId();
        if (
            await db.Mutes.AnyAsync(
                mute => mute.UserId == caller && !mute.IsLifted && (mute.Until == null || mute.Until > now),
                context.RequestAborted
            )
        )
        {
            throw Problem
                .Forbidden("Moderators have muted this account for some time. GET /moderation/decisions/mine says until when.", "muted")
                .ToException();
        }
    }

    private sealed record RefusesMuted;
}
