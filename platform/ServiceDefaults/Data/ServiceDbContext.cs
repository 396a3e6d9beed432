using System.Diagnostics;
using Community.Contracts;
using Community.ServiceDefaults.Bus;
using Community.ServiceDefaults.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Community.ServiceDefaults.Data;

/// <summary>
/// The base of every service's DbContext: the service's own tables, plus those that the platform keeps beside them so
/// that they commit in the same transaction (outbox, inbox, idempotency keys, deliveries). Names are snake_case.
/// </summary>
public abstract class ServiceDbContext(DbContextOptions options) : DbContext(options)
{
    private const string Unit = "unit";
    private readonly List<(Guid? Transaction, Action Action)> _afterCommit = [];
    private DbContextId _lease;
    private (Guid? Transaction, long Since, TimeSpan Limit)? _commitWithin;
    private DbContextId _keyed;

    /// <summary>Rows of integration events not yet handed to the broker.</summary>
    internal DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    /// <summary>
    /// Announces a change: the integration event is a row of this unit of work, and reaches the bus after its commit,
    /// whatever happens to this process then. Nothing is sent for a transaction that is rolled back.
    /// </summary>
    public void Publish(IIntegrationEvent integrationEvent)
    {
        Outbox.Add(OutboxMessage.From(integrationEvent));
        AfterCommit(this.GetService<OutboxSignal>().Wake);
    }

    /// <summary>
    /// Announces many changes with one statement, which the caller runs in the open transaction, beside others of its own. For
    /// what is written by SQL in bulk; <see cref="Publish"/> is for everything else.
    /// </summary>
    public NpgsqlBatchCommand Publishing(IReadOnlyCollection<IIntegrationEvent> integrationEvents)
    {
        AfterCommit(this.GetService<OutboxSignal>().Wake);
        return Bus.Outbox.Insert(integrationEvents);
    }

    /// <summary>Runs an action once what is being written has committed, and never if it is rolled back. It must be quick and must not throw.</summary>
    public void AfterCommit(Action action)
    {
        ForgetFormerLease();
        _afterCommit.Add((Database.CurrentTransaction?.TransactionId, action));
    }

    /// <summary>
    /// Has what is being written commit within this time from now, or not at all: <see cref="TimeoutException"/> where it is about to commit later. For rows whose readers ask
    /// by their time stamps (<see cref="StampedFeed"/>). The first call of a unit counts.
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
    /// Runs several statements as one unit, that fails as a whole: in a transaction of their own, or behind a savepoint of
    /// the one that is already open (a consumer's; a request's with an Idempotency-Key, from its first unit on). So a handler that catches the failure leaves
    /// the same behind in either case. As long as it runs, nothing else is waited for: <see cref="TransactionGuard"/>.
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
    public Task InTransactionAsync(Func<Task> work) => InTransactionAsync(async () =>
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
    /// From now on what this context writes waits for its commit until the answer is there, and commits with it: the first unit of work begins a
    /// transaction and leaves it open, and the idempotency middleware ends it. Before the first write no connection is held.
    /// </summary>
    internal void CommitWithAnswer() => _keyed = ContextId;

    /// <summary>Has the <see cref="TransactionGuard"/> watch the transaction that is open.</summary>
    internal TransactionGuard.Flow? WatchTransaction() => TransactionGuard.Enter(this.GetService<GuardedTransactions>().IsOn, Database.GetDbConnection());

    /// <summary>Has the <see cref="TransactionGuard"/> watch what a request does, from the first transaction that stays open on.</summary>
    internal TransactionGuard.Flow? WatchRequest() => TransactionGuard.Enter(this.GetService<GuardedTransactions>().IsOn, connection: null);

    /// <summary>The connection of the transaction that is open.</summary>
    internal NpgsqlConnection GetConnection() => (NpgsqlConnection)Database.GetDbConnection();

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

            // Where the database itself is gone, so is the transaction: nothing to roll back, and the failure says why.
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
        // What waits for another transaction waits in vain: it was disposed without a commit, and EF tells nobody of that.
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
        if (_commitWithin is var (written, since, limit) && (written is null || written == transaction) && Stopwatch.GetElapsedTime(since) > limit)
        {
            RolledBack();
            throw new TimeoutException($"This transaction has taken longer than the {limit.TotalSeconds:0} s within which its readers expect it.");
        }
    }

    /// <summary>A pooled context comes back for another request: what was never committed must not follow it there.</summary>
    private void ForgetFormerLease()
    {
        if (_lease != ContextId)
        {
            _lease = ContextId;
            RolledBack();
        }
    }
}
