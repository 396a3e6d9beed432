using Community.ServiceDefaults.Grouping;
using Community.ServiceDefaults.Problems;
using Community.Social.Data;
using Npgsql;

namespace Community.Social.Membership;

/// <summary>
/// Commits the changes of a community's memberships in groups (<see cref="GroupedCalls{TKey, TCall, TAnswer}"/>): a storm on one community
/// costs a lock, a commit and two round trips a group, not a request. One writer a community and instance; instances take turns by the lock on the
/// community's row.
/// </summary>
internal sealed class MembershipWriters
{
    private const int MostWaiting = 20_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private readonly IServiceScopeFactory _scopes;
    private readonly MembershipTransaction _memberships;
    private readonly GroupedCalls<Guid, MembershipCommand, MembershipResult> _groups;

    public MembershipWriters(IServiceScopeFactory scopes, MembershipTransaction memberships, MembershipOptions options)
    {
        (_scopes, _memberships) = (scopes, memberships);
        _groups = new(RunAsync, options.MaxGroup, MostWaiting);
    }

    /// <summary>Runs a command; returns when it has committed.</summary>
    /// <exception cref="ProblemException">503: more wait for this community than can be served soon.</exception>
    public Task<MembershipResult> RunAsync(Guid communityId, MembershipCommand command) => _groups.TryAsk(communityId, command, out var result)
        ? result
        : throw Problem.ServiceUnavailable(Soon, "Too many people come and go at this moment.", "too_busy").ToException();

    private async Task<IReadOnlyList<MembershipResult>> RunAsync(Guid communityId, IReadOnlyList<MembershipCommand> commands)
    {
        try
        {
            return await CommitAsync(communityId, commands);
        }
        catch (Exception failure) when (failure.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected })
        {
            // Somebody else got a lock first, out of order. Nothing was written.
            return await CommitAsync(communityId, commands);
        }
    }

    private async Task<IReadOnlyList<MembershipResult>> CommitAsync(Guid communityId, IReadOnlyList<MembershipCommand> commands)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SocialDb>();
        return await db.InTransactionAsync(() => _memberships.ApplyAsync(db, communityId, commands));
    }
}
