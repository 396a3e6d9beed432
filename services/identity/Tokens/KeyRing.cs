using System.Collections.Frozen;
using Community.Identity.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Keys;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Community.Identity.Tokens;

/// <summary>
/// The signing keys in memory, and their rotation. Any number of instances share the keys of the database. Each polls every minute; the
/// first instance that finds the current key's term over makes the next key, under a lock. A new key is published ten minutes before it
/// signs. An old key stays published for a day after it signed last. A rotation therefore ends no session.
/// </summary>
internal sealed partial class KeyRing(IServiceScopeFactory scopes, IdentitySecrets secrets, TimeProvider clock, ILogger<KeyRing> logger)
    : BackgroundService, ISigningKeys
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookForUnknownEvery = TimeSpan.FromSeconds(1);

    private readonly byte[] _encryptionKey = secrets.Derive("signing keys");
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile FrozenDictionary<string, RingKey> _keys = FrozenDictionary<string, RingKey>.Empty;
    private DateTimeOffset _loadedAt;

    public bool IsReady => _keys.Count > 0;

    /// <summary>Every key that may have signed a valid token, as the key set shows it.</summary>
    public PublishedKeySet Published => new([.. _keys.Values.OrderBy(key => key.Stored.SignsFrom).Select(key => PublishedKey.From(key.Public))]);

    /// <summary>Signs a token with the current key.</summary>
    public string Sign(AccessToken token)
    {
        var now = clock.GetUtcNow();
        var current = _keys.Values.Where(key => key.Stored.SignsFrom <= now).MaxBy(key => key.Stored.SignsFrom)
            ?? throw new InvalidOperationException("There is no signing key.");
        return current.Pair.Sign(key => token.Sign(key, current.Stored.Kid));
    }

    public ECDsaSecurityKey? Find(string kid) => _keys.GetValueOrDefault(kid)?.Public;

    public async ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(kid) && clock.GetUtcNow() - _loadedAt > LookForUnknownEvery)
        {
            // Another instance may have just made it.
            await LoadAsync();
        }

        return _keys.GetValueOrDefault(kid)?.Public;
    }

    /// <summary>
    /// Makes a new key early. It is published now and signs once every verifier has it. If the present key may be compromised, the new key
    /// signs immediately: a verifier that has just refreshed its keys for another key id then refuses new tokens for a few seconds.
    /// </summary>
    public async Task<StoredSigningKey> RotateAsync(bool immediately)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = clock.GetUtcNow();
        var key = StoredSigningKey.Generate(_encryptionKey, now, immediately ? now : now + StoredSigningKey.Announcement);
        db.SigningKeys.Add(key);
        await db.SaveChangesAsync();
        await LoadAsync();
        return key;
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Runs before the service listens: an instance without a key could not serve any request.
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
        await _loading.WaitAsync();
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
            var now = clock.GetUtcNow();
            var stored = await ReadAsync(db, now);
            if (NextIsDue(stored, now))
            {
                stored = await MakeNextAsync(db, now);
            }

            // The same key stays the same instance: the cache of validated tokens refers to it.
            var known = _keys;
            _keys = stored.ToFrozenDictionary(
                key => key.Kid, key => known.GetValueOrDefault(key.Kid) ?? new RingKey(key, key.Open(_encryptionKey)), StringComparer.Ordinal);
            _loadedAt = now;
        }
        finally
        {
            _loading.Release();
        }
    }

    private Task<List<StoredSigningKey>> MakeNextAsync(IdentityDb db, DateTimeOffset now) => db.InTransactionAsync(async () =>
    {
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('signing_keys'))");
        var stored = await ReadAsync(db, now);
        if (NextIsDue(stored, now))
        {
            var next = StoredSigningKey.Generate(_encryptionKey, now, stored.Count > 0 ? now + StoredSigningKey.Announcement : now);
            db.SigningKeys.Add(next);
            await db.SaveChangesAsync();
            stored.Add(next);
            Log.Made(logger, next.Kid, next.SignsFrom);
        }

        return stored;
    });

    private static bool NextIsDue(List<StoredSigningKey> keys, DateTimeOffset now) =>
        !keys.Any(key => key.SignsFrom + StoredSigningKey.Term > now);

    private static Task<List<StoredSigningKey>> ReadAsync(IdentityDb db, DateTimeOffset now) =>
        db.SigningKeys.AsNoTracking().Where(key => key.RetiresAt > now).ToListAsync();

    public override void Dispose()
    {
        _loading.Dispose();
        base.Dispose();
    }

    private sealed record RingKey(StoredSigningKey Stored, OpenKeyPair Pair)
    {
        public ECDsaSecurityKey Public => Pair.Public;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Signing key {Kid} was made and signs from {SignsFrom}")]
        public static partial void Made(ILogger logger, string kid, DateTimeOffset signsFrom);

        [LoggerMessage(2, LogLevel.Warning, "The signing keys could not be read; the known keys stay in use: {Reason}")]
        public static partial void LoadFailed(ILogger logger, string reason);
    }
}
