using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.PaidAccess;

/// <summary>
/// Ends paid access whose time is over, and offers the next month before that. Several instances may find the same ones; the rules end
/// or offers each once.
/// </summary>
internal sealed class AccessClock(
    IServiceScopeFactory scopes,
    MembershipBatcher batcher,
    PaidAccessOptions options,
    TimeProvider clock,
    ILogger<AccessClock> logger
) : PeriodicWork(options.Sweep, clock, logger)
{
    private const int AtOnce = 500;

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        var due = await DueAsync(now, cancellationToken);
        await Task.WhenAll(
            due.Select(grant =>
                batcher.RunAsync(grant.CommunityId, grant.PaidUntil <= now ? new EndAccess(grant.UserId) : new OfferRenewal(grant.UserId))
            )
        );
    }

    private async Task<List<AccessGrant>> DueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var soon = now + MembershipRules.Renewal;
        return await scope
            .ServiceProvider.GetRequiredService<SocialDb>()
            .AccessGrants.AsNoTracking()
            .Where(grant => grant.PaidUntil <= soon && (grant.PaidUntil <= now || grant.RenewalOfferedFor != grant.PaidUntil))
            .OrderBy(grant => grant.PaidUntil)
            .Take(AtOnce)
            .ToListAsync(cancellationToken);
    }
}
