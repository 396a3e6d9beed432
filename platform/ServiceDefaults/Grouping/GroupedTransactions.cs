using System.Diagnostics.CodeAnalysis;
using Community.ServiceDefaults.Data;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.ServiceDefaults.Grouping;

/// <summary>
/// Commits calls on one key in groups (<see cref="GroupedCalls{TKey, TCall, TAnswer}"/>): each group in one transaction of a context of
/// its own, so that a storm on one key costs a lock and a commit a group, not a call. One writer a key and instance; instances take turns
/// by whatever lock <see cref="ApplyAsync"/> begins with. A group that lost a deadlock is applied once more: nothing of it was written. A group
/// whose failure may be one call's own is rolled back and committed one by one, in order, so that a poison call fails nobody else
/// (<see cref="GroupFailures.MayBeOfOne"/>).
/// </summary>
/// <typeparam name="TContext">The service's context.</typeparam>
/// <typeparam name="TKey">What calls are kept apart by.</typeparam>
/// <typeparam name="TCall">What is asked.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
public abstract class GroupedTransactions<TContext, TKey, TCall, TAnswer>
    where TContext : ServiceDbContext
    where TKey : notnull
{
    private readonly IServiceScopeFactory _scopes;
    private readonly GroupedCalls<TKey, TCall, TAnswer> _groups;

    /// <param name="scopes">Where each group's context comes from.</param>
    /// <param name="most">Calls in a group at most; 1 or more.</param>
    /// <param name="mostWaiting">Calls in line for one key at most; beyond it <see cref="TryAsk"/> refuses.</param>
    protected GroupedTransactions(IServiceScopeFactory scopes, int most, int mostWaiting = int.MaxValue)
    {
        _scopes = scopes;
        _groups = new(RunAsync, most, mostWaiting, GroupFailures.MayBeOfOne);
    }

    /// <inheritdoc cref="GroupedCalls{TKey, TCall, TAnswer}.AskAsync"/>
    protected Task<TAnswer> AskAsync(TKey key, TCall call) => _groups.AskAsync(key, call);

    /// <summary>Asks, unless too many wait for this key; answered when it has committed.</summary>
    protected bool TryAsk(TKey key, TCall call, [NotNullWhen(true)] out Task<TAnswer>? answered) => _groups.TryAsk(key, call, out answered);

    /// <summary>Applies a group in the transaction that is open; one answer for each call, in their order.</summary>
    /// <param name="services">The group's scope.</param>
    /// <param name="db">Its context.</param>
    /// <param name="key">What the calls are about.</param>
    /// <param name="calls">The calls.</param>
    protected abstract Task<IReadOnlyList<TAnswer>> ApplyAsync(IServiceProvider services, TContext db, TKey key, IReadOnlyList<TCall> calls);

    /// <summary>Whether a group that failed like this is applied once more.</summary>
    protected virtual bool IsWorthAnother(PostgresException failure) => GroupFailures.IsDeadlock(failure);

    private async Task<IReadOnlyList<TAnswer>> RunAsync(TKey key, IReadOnlyList<TCall> calls)
    {
        try
        {
            return await CommitAsync(key, calls);
        }
        catch (Exception failure) when (failure.GetBaseException() is PostgresException refused && IsWorthAnother(refused))
        {
            return await CommitAsync(key, calls);
        }
    }

    private async Task<IReadOnlyList<TAnswer>> CommitAsync(TKey key, IReadOnlyList<TCall> calls)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        return await db.InTransactionAsync(() => ApplyAsync(scope.ServiceProvider, db, key, calls));
    }
}
