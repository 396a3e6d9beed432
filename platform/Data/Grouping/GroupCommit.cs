using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Data.Grouping;

/// <summary>
/// Commits calls on one key in batches (<see cref="RequestCoalescer{TKey, TCall, TAnswer}"/>). Each batch has one transaction and a context
/// of its own, so that a storm on one key costs a lock and a commit for each batch, not for each call. There is one writer for each key and
/// instance. Instances exclude each other by the lock with which <see cref="ApplyAsync"/> begins. A batch that lost a deadlock is applied
/// again, because nothing was written. If one call may have caused a failure, the batch is rolled back and its calls are committed one by
/// one, in order, so that a bad call does not fail the others (<see cref="BatchFailures.MayBeOfOne"/>).
/// </summary>
/// <typeparam name="TContext">The service's context.</typeparam>
/// <typeparam name="TKey">The key by which calls are separated.</typeparam>
/// <typeparam name="TCall">The call.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
public abstract class GroupCommit<TContext, TKey, TCall, TAnswer>
    where TContext : ServiceDbContext
    where TKey : notnull
{
    private readonly IServiceScopeFactory _scopes;
    private readonly RequestCoalescer<TKey, TCall, TAnswer> _groups;

    /// <param name="scopes">The scopes that provide each batch's context.</param>
    /// <param name="most">The most calls in a batch; 1 or more.</param>
    /// <param name="mostWaiting">The most calls that wait for one key; beyond it <see cref="TryAsk"/> refuses.</param>
    protected GroupCommit(IServiceScopeFactory scopes, int most, int mostWaiting = int.MaxValue)
    {
        _scopes = scopes;
        _groups = new(RunAsync, most, mostWaiting, BatchFailures.MayBeOfOne);
    }

    /// <inheritdoc cref="RequestCoalescer{TKey, TCall, TAnswer}.AskAsync"/>
    protected Task<TAnswer> AskAsync(TKey key, TCall call) => _groups.AskAsync(key, call);

    /// <summary>Adds a call, unless too many wait for this key. It is answered after its commit.</summary>
    protected bool TryAsk(TKey key, TCall call, [NotNullWhen(true)] out Task<TAnswer>? answered) => _groups.TryAsk(key, call, out answered);

    /// <summary>Applies a batch in the open transaction; one answer for each call, in their order.</summary>
    /// <param name="services">The batch's scope.</param>
    /// <param name="db">Its context.</param>
    /// <param name="key">The key of the calls.</param>
    /// <param name="calls">The calls.</param>
    protected abstract Task<IReadOnlyList<TAnswer>> ApplyAsync(
        IServiceProvider services,
        TContext db,
        TKey key,
        IReadOnlyList<TCall> calls
    );

    /// <summary>Whether a batch that failed like this is applied again.</summary>
    protected virtual bool IsWorthAnother(PostgresException failure) => BatchFailures.IsDeadlock(failure);

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
        BatchMetrics.Size.Record(calls.Count, new KeyValuePair<string, object?>("batcher", GetType().Name));
        await using var scope = _scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        return await db.InTransactionAsync(() => ApplyAsync(scope.ServiceProvider, db, key, calls));
    }
}
