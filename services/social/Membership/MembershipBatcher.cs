using Community.Platform.Data.Grouping;
using Community.Platform.Http.Problems;
using Community.Social.Data;

namespace Community.Social.Membership;

/// <summary>
/// Commits the commands on one community's memberships in batches; instances alternate by the lock on the community's row. A deadlock means
/// that another transaction took the locks in another order.
/// </summary>
internal sealed class MembershipBatcher(IServiceScopeFactory scopes, MembershipStore memberships, MembershipOptions options)
    : GroupCommit<SocialDb, Guid, MembershipCommand, MembershipResult>(scopes, options.MaxGroup, MostWaiting)
{
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>Runs a command; returns when it has committed.</summary>
    /// <exception cref="ProblemException">503: too many commands wait for this community.</exception>
    public Task<MembershipResult> RunAsync(Guid communityId, MembershipCommand command) =>
        TryAsk(communityId, command, out var result)
            ? result
            : throw Problem
                .ServiceUnavailable(Soon, "Too many people are joining or leaving at this moment. Try again in a few seconds.", "too_busy")
                .ToException();

    protected override Task<IReadOnlyList<MembershipResult>> ApplyAsync(
        IServiceProvider services,
        SocialDb db,
        Guid communityId,
        IReadOnlyList<MembershipCommand> commands
    ) => memberships.ApplyAsync(db, communityId, commands);
}
