using System.Diagnostics;
using Community.Contracts;
using Community.Platform.Data.Publishing;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// The base of every service's DbContext: the service's own tables, plus the platform's tables, which are in the same database so that they
/// commit in the same transaction (outbox, inbox, idempotency keys, deliveries). Names are snake_case.
/// </summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    private const string Unit = "unit";
    private readonly List<(Guid? Transaction, Action Action)> _afterCommit = [];
    private DbContextId _lease;
    private (Guid? Transaction, long Since, TimeSpan Limit)? _commitWithin;
    private DbContextId _keyed;
    private (DbContextId Lease, string? Action) _act;

    /// <summary>Rows of integration events not yet handed to the broker.</summary>
    internal DbSet<OutboxMessage> OutboxMessages => Set<OutboxMessage>();

    /// <summary>
    /// Publishes an integration event: it is a row of this unit of work, and reaches the bus after the commit, even if this process ends.
    /// Nothing is sent for a transaction that is rolled back.
    /// </summary>
    public void Publish(IIntegrationEvent integrationEvent)
    {
        OutboxMessages.Add(OutboxMessage.From(integrationEvent));
        AfterCommit(this.GetService<OutboxSignal>().Wake);
    }

    /// <summary>
    /// Publishes many integration events with one statement, which the caller runs in the open transaction beside its own statements. Use
    /// it for bulk writes by SQL, and <see cref="Publish"/> otherwise.
    /// </summary>
    public NpgsqlBatchCommand Publishing(IReadOnlyCollection<IIntegrationEvent> integrationEvents)
    {
        AfterCommit(this.GetService<OutboxSignal>().Wake);
        return Outbox.Insert(integrationEvents);
    }

    /// <summary>The service's name in the fleet, under which its acts of staff are recorded.</summary>
    /// <exception cref="NotSupportedException">The service has no such acts.</exception>
    public virtual string ServiceName => throw new NotSupportedException("This service records no acts of staff.");

    /// <summary>Notes that this unit of work has written the act by itself.</summary>
    /// <param name="action">The act that the endpoint declares.</param>
    public void ActRecorded(string action) => _act = (ContextId, action);

    /// <summary>Notes that the request of an administrator changed nothing, so that there is no act to record.</summary>
    public void ChangedNothing() => _act = (ContextId, null);

    /// <summary>
    /// Runs an action after the present write has committed, and never if it is rolled back. It must be quick and must not throw.
    /// </summary>
    public void AfterCommit(Action action)
    {
        ForgetFormerLease();
        _afterCommit.Add((Database.CurrentTransaction?.TransactionId, action));
    }

    /// <summary>
    /// Makes the present write commit within this time from now, or not at all: a later commit throws <see cref="TimeoutException"/>. For
    /// rows whose readers poll by time stamps (<see cref="StampedFeed"/>). The first call of a unit counts.
    /// </summary>
    public void CommitWithin(TimeSpan limit)
    {
        ForgetFormerLease();
        var transaction = Database.CurrentTransaction?.TransactionId;
        if (_commitWithin?.Transaction != transaction || _commitWithin is null)
        {
            _commitWithin = (transaction, Stopwatch.GetTimestamp(), limit);
        }
    }

    /// <summary>
    /// Runs several statements as one unit that fails as a whole. They run in a transaction of their own, or behind a savepoint of the
    /// transaction that is already open (a consumer's, or that of a request with an Idempotency-Key from its first unit on). So a handler
    /// that catches the failure leaves the same state in both cases. The unit must not wait for anything else while it runs:
    /// <see cref="TransactionGuard"/>.
    /// </summary>
    public async Task<T> InTransactionAsync<T>(Func<Task<T>> work)
    {
        if (Database.CurrentTransaction is { } larger)
        {
            return await InSavepointAsync(larger, work);
        }

        if (IsKeyed)
        {
            return await InTransactionOfRequestAsync(work);
        }

        await using var transaction = await Database.BeginTransactionAsync();
        T result;
        using (var watched = WatchTransaction())
        {
            result = await work();
            watched?.Check();
        }

        await transaction.CommitAsync();
        return result;
    }

    /// <inheritdoc cref="InTransactionAsync{T}(Func{Task{T}})"/>
    public Task InTransactionAsync(Func<Task> work) =>
        InTransactionAsync(async () =>
        {
            await work();
            return true;
        });

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        IsKeyed && Database.CurrentTransaction is null && ChangeTracker.HasChanges()
            ? InTransactionOfRequestAsync(() => base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken))
            : base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

    /// <summary>
    /// From now on the writes of this context commit together with the answer. The first unit of work begins a transaction and leaves it
    /// open; the idempotency middleware ends it. Before the first write no connection is held.
    /// </summary>
    internal void CommitWithAnswer() => _keyed = ContextId;

    /// <summary>Makes the <see cref="TransactionGuard"/> watch the open transaction.</summary>
    internal TransactionGuard.Flow? WatchTransaction() =>
        TransactionGuard.Enter(this.GetService<GuardedTransactions>().IsOn, Database.GetDbConnection());

    /// <summary>Makes the <see cref="TransactionGuard"/> watch a request, from the first transaction that stays open on.</summary>
    internal TransactionGuard.Flow? WatchRequest() => TransactionGuard.Enter(this.GetService<GuardedTransactions>().IsOn, connection: null);

    /// <summary>The connection of the transaction that is open.</summary>
    internal NpgsqlConnection GetConnection() => (NpgsqlConnection)Database.GetDbConnection();

    /// <summary>Whether this request recorded the act, or had none to record.</summary>
    internal bool HasRecorded(string action) => _act.Lease != default && _act.Lease == ContextId && (_act.Action ?? action) == action;

    /// <summary>Whether an integration event was published and not saved, so that it is lost.</summary>
    internal bool HasUnsavedEvents => ChangeTracker.Entries<OutboxMessage>().Any(entry => entry.State == EntityState.Added);

    /// <summary>Whether this context's writes commit with the answer of a request.</summary>
    internal bool IsKeyed => _keyed != default && _keyed == ContextId;

    /// <summary>The first unit of work of a request with a key; one that fails leaves no transaction behind.</summary>
    private async Task<T> InTransactionOfRequestAsync<T>(Func<Task<T>> work)
    {
        var transaction = await Database.BeginTransactionAsync();
        TransactionGuard.Opened(Database.GetDbConnection());
        try
        {
            return await work();
        }
        catch (Exception)
        {
            TransactionGuard.Closed();
            RolledBack();
            await transaction.DisposeAsync();
            throw;
        }
    }

    private async Task<T> InSavepointAsync<T>(IDbContextTransaction transaction, Func<Task<T>> work)
    {
        ForgetFormerLease();
        var waiting = _afterCommit.Count;
        await transaction.CreateSavepointAsync(Unit);
        T result;
        try
        {
            result = await work();
        }
        catch (Exception failure)
        {
            _afterCommit.RemoveRange(waiting, _afterCommit.Count - waiting);

            // If the database is gone, the transaction is gone too. There is nothing to roll back, and the exception has the cause.
            if (!DatabaseAway.Caused(failure))
            {
                await transaction.RollbackToSavepointAsync(Unit);
            }

            throw;
        }

        await transaction.ReleaseSavepointAsync(Unit);
        return result;
    }

    /// <summary>The service's own tables.</summary>
    protected abstract void Configure(ModelBuilder model);

    /// <inheritdoc/>
    protected sealed override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Configure(modelBuilder);
        modelBuilder.ConfigureOutbox();
        modelBuilder.ConfigureDeliveries();
    }

    /// <param name="transaction">Null: a save that needed no transaction.</param>
    internal void Committed(Guid? transaction)
    {
        ForgetFormerLease();
        // Actions of another transaction will never run: it was disposed without a commit, and EF does not report that.
        var actions = _afterCommit.Where(waiting => waiting.Transaction is null || waiting.Transaction == transaction).ToArray();
        RolledBack();
        foreach (var (_, action) in actions)
        {
            action();
        }
    }

    internal void RolledBack()
    {
        _afterCommit.Clear();
        _commitWithin = null;
    }

    /// <exception cref="TimeoutException">It has taken longer than <see cref="CommitWithin"/> allows.</exception>
    internal void Committing(Guid transaction)
    {
        ForgetFormerLease();
        // Null: before a save that begins its own transaction.
        if (
            _commitWithin is var (written, since, limit)
            && (written is null || written == transaction)
            && Stopwatch.GetElapsedTime(since) > limit
        )
        {
            RolledBack();
            throw new TimeoutException(
                $"This transaction has taken longer than the {limit.TotalSeconds:0} s within which its readers expect it."
            );
        }
    }

    /// <summary>A pooled context is reused for another request: uncommitted state must not follow it there.</summary>
    private void ForgetFormerLease()
    {
        if (_lease != ContextId)
        {
            _lease = ContextId;
            RolledBack();
        }
    }
}
