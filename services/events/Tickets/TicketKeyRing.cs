using Community.Events.Data;
using Community.ServiceDefaults.Authentication;
using Community.ServiceDefaults.Keys;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tickets;

/// <summary>
/// The keys of tickets in memory. Any number of instances share those of the database: each looks every ten minutes, and
/// whoever first finds that the newest has served its term makes the next, behind a lock.
/// </summary>
internal sealed partial class TicketKeyRing(IServiceScopeFactory scopes, TicketSecrets secrets, TimeProvider clock, ILogger<TicketKeyRing> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    private readonly byte[] _encryptionKey = secrets.Derive("ticket keys");
    private volatile IReadOnlyList<RingKey> _keys = [];

    /// <summary>Every key that ever signed a ticket or is about to, oldest first.</summary>
    public PublishedKeySet Published => new([.. _keys.Select(key => PublishedKey.From(key.Pair.Public))]);

    /// <summary>A ticket's text, signed with the key whose turn it is.</summary>
    public string Sign(TicketPayload ticket)
    {
        var announced = clock.GetUtcNow() - TicketKey.Announcement;
        // The very first has nobody to wait for.
        var (_, pair) = _keys.LastOrDefault(key => key.CreatedAt <= announced) ?? _keys[0];
        return pair.Sign(key => ticket.Sign(key, pair.Public.KeyId));
    }

    /// <summary>What a ticket's text says, if a key of ours signed it.</summary>
    public TicketPayload? Read(string text)
    {
        var keys = _keys;
        return TicketPayload.Read(text, kid => keys.FirstOrDefault(key => key.Pair.Public.KeyId == kid)?.Pair.Public);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before the service listens: an instance without a key could show nobody a ticket.
        await LoadAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LoadAsync();
            }
            catch (Exception exception)
            {
                Log.LoadFailed(logger, exception.Message);
            }
        }
    }

    private async Task LoadAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EventsDb>();
        var stored = await ReadAsync(db);
        if (NextIsDue(stored))
        {
            stored = await MakeNextAsync(db);
        }

        var known = _keys.ToDictionary(key => key.Pair.Public.KeyId, StringComparer.Ordinal);
        _keys = [.. stored.Select(key => known.GetValueOrDefault(key.Id) ?? new RingKey(key.CreatedAt, key.Open(_encryptionKey)))];
    }

    private Task<List<TicketKey>> MakeNextAsync(EventsDb db) => db.InTransactionAsync(async () =>
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('ticket_keys'))");
        var stored = await ReadAsync(db);
        if (NextIsDue(stored))
        {
            var next = TicketKey.Generate(_encryptionKey, clock.GetUtcNow());
            db.TicketKeys.Add(next);
            await db.SaveChangesAsync();
            stored.Add(next);
            Log.Made(logger, next.Id);
        }

        return stored;
    });

    private bool NextIsDue(List<TicketKey> keys) => keys is [] || keys[^1].CreatedAt + TicketKey.Term <= clock.GetUtcNow();

    private static Task<List<TicketKey>> ReadAsync(EventsDb db) =>
        db.TicketKeys.AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync();

    private sealed record RingKey(DateTimeOffset CreatedAt, OpenKeyPair Pair);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "The ticket key {Kid} was made")]
        public static partial void Made(ILogger logger, string kid);

        [LoggerMessage(2, LogLevel.Warning, "The ticket keys could not be read, those known go on: {Reason}")]
        public static partial void LoadFailed(ILogger logger, string reason);
    }
}
