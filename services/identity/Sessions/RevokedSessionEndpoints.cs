using Community.Identity.Data;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sessions;

/// <summary>What the fleet asks every second: the sessions that have ended since it last asked.</summary>
internal static class RevokedSessionEndpoints
{
    public static void MapRevokedSessions(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/revoked-sessions", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<RevokedSessions>> ReadAsync(long since, IdentityDb db, TimeProvider clock)
    {
        // Before the query: what ends while it runs is found by the next one.
        var now = clock.GetUtcNow();
        var from = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(since, (now - AccessToken.Lifetime - StampedFeed.Overlap).ToUnixTimeMilliseconds(), now.ToUnixTimeMilliseconds()));
        var ended = await RevokedSessionFeed.EndedSince(db, from).ToListAsync();
        return TypedResults.Ok(new RevokedSessions(
            now.ToUnixTimeMilliseconds(),
            [.. ended.Select(session => new RevokedSession(session.Id, Session.TokensExpireAt(session.EndedAt).ToUnixTimeMilliseconds()))]));
    }
}

internal sealed record RevokedSessions(long Now, IReadOnlyList<RevokedSession> Sessions);

internal sealed record RevokedSession(Guid SessionId, long ExpiresAt);
