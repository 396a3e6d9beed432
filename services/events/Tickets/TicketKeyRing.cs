using Community.Events.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Keys;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tickets;

/// <summary>
/// The ticket keys in memory. Any number of instances share the keys of the database. Each polls every ten minutes; the first instance that
/// finds the newest key's term over makes the next key, under a lock.
/// </summary>
internal sealed partial class TicketKeyRing(IServiceScopeFactory scopes, TicketSecrets secrets, TimeProvider clock, ILogger<TicketKeyRing> logger)
    : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(10);

    private readonly byte[] _encryptionKey = secrets.Derive("ticket keys");
    private volatile IReadOnlyList<RingKey> _keys = [];

    /// <summary>Every key that ever signed a ticket or is about to, oldest first.</summary>
    public PublishedKeySet Published => new([.. _keys.Select(key => PublishedKey.From(key.Pair.Public))]);

    /// <summary>A ticket's text, signed with the current key.</summary>
    public string Sign(TicketPayload ticket)
    {
        var announced = clock.GetUtcNow() - TicketKey.Announcement;
        // The very first key signs at once: no scanner has older keys.
        var (_, pair) = _keys.LastOrDefault(key => key.CreatedAt <= announced) ?? _keys[0];
        return pair.Sign(key => ticket.Sign(key, pair.Public.KeyId));
    }

    /// <summary>The content of a ticket's text, if one of our keys signed it.</summary>
    public TicketPayload? Read(string text)
    {
        var keys = _keys;
        return TicketPayload.Read(text, kid => keys.FirstOrDefault(key => key.Pair.Public.KeyId == kid)?.Pair.Public);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Runs before the service listens: an instance without a key could not show tickets.
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

        [LoggerMessage(2, LogLevel.Warning, "The ticket keys could not be read; the known keys stay in use: {Reason}")]
        public static partial void LoadFailed(ILogger logger, string reason);
    }
}
