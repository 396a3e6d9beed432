using Community.Identity.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Authorization;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Pagination;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sessions;

/// <summary>Sessions that have ended since the last poll. The fleet polls this every second.</summary>
internal static class RevokedSessionEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/revoked-sessions", ReadAsync).RequireFleet().Quietly().ExcludeFromDescription();

    private static async Task<Ok<RevokedSessions>> ReadAsync(long since, IdentityDb db, TimeProvider clock)
    {
        // Read before the query: a session that ends while the query runs is found by the next one.
        var now = clock.GetUtcNow();
        var from = DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Clamp(since, (now - AccessToken.Lifetime - StampedFeed.Overlap).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds())
        );
        var ended = await RevokedSessionFeed.EndedSince(db, from).ToListAsync();
        return TypedResults.Ok(
            new RevokedSessions(
                now.ToUnixTimeMilliseconds(),
                [
                    .. ended.Select(session => new RevokedSession(
                        session.Id,
                        Session.TokensExpireAt(session.EndedAt).ToUnixTimeMilliseconds()
                    )),
                ]
            )
        );
    }
}

internal sealed record RevokedSessions(long Now, IReadOnlyList<RevokedSession> Sessions);

internal sealed record RevokedSession(Guid SessionId, long ExpiresAt);
