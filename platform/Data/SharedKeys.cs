using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Data;

/// <summary>
/// Keys that any number of instances share by a table of the service. Each instance reads them before the service listens and then at an
/// interval. The first one that finds a new key due makes it, under a lock. While the table cannot be read, the known keys stay in use.
/// </summary>
/// <typeparam name="TDb">The service's database.</typeparam>
/// <typeparam name="TKey">A row of the table.</typeparam>
/// <param name="table">The table's name, by which the instances lock.</param>
/// <param name="lookEvery">Between two readings, at least a second.</param>
/// <param name="scopes">The service's scopes.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">For keys that cannot be read.</param>
public abstract partial class SharedKeys<TDb, TKey>(
    string table,
    TimeSpan lookEvery,
    IServiceScopeFactory scopes,
    TimeProvider clock,
    ILogger logger
) : BackgroundService
    where TDb : ServiceDbContext
    where TKey : class
{
    private readonly SemaphoreSlim _loading = new(1, 1);

    /// <summary>The time.</summary>
    protected TimeProvider Clock => clock;

    /// <summary>The service's scopes.</summary>
    protected IServiceScopeFactory Scopes => scopes;

    /// <summary>The log of the keys.</summary>
    protected ILogger Logger => logger;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Runs before the service listens: an instance without a key could not sign anything.
        await LoadAsync();
        await base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The keys in use at this time.</summary>
    protected abstract Task<List<TKey>> ReadAsync(TDb db, DateTimeOffset now);

    /// <summary>Whether a new key has to be made.</summary>
    protected abstract bool IsNextDue(IReadOnlyList<TKey> keys, DateTimeOffset now);

    /// <summary>A new key; it is stored if the transaction commits.</summary>
    protected abstract TKey MakeNext(IReadOnlyList<TKey> keys, DateTimeOffset now);

    /// <summary>These keys are in use from now on. A key that was in use before should stay the same object.</summary>
    protected abstract void Use(IReadOnlyList<TKey> keys, DateTimeOffset now);

    /// <summary>Reads the keys now; calls at the same time run one after the other.</summary>
    protected async Task LoadAsync()
    {
        await _loading.WaitAsync();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<TDb>();
            var now = clock.GetUtcNow();
            var stored = await ReadAsync(db, now);
            Use(IsNextDue(stored, now) ? await StoreNextAsync(db, now) : stored, now);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(lookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LoadAsync();
            }
            catch (Exception exception)
            {
                Log.LoadFailed(logger, table, exception.Message);
            }
        }
    }

    private Task<List<TKey>> StoreNextAsync(TDb db, DateTimeOffset now) =>
        db.InTransactionAsync(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext({table}))");
            var stored = await ReadAsync(db, now);
            if (IsNextDue(stored, now))
            {
                var next = MakeNext(stored, now);
                db.Add(next);
                await db.SaveChangesAsync();
                stored.Add(next);
            }

            return stored;
        });

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The keys of {Table} could not be read; the known keys stay in use: {Reason}")]
        public static partial void LoadFailed(ILogger logger, string table, string reason);
    }
}
