using System.Collections.Frozen;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Access.Keys;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;

namespace Community.Identity.Tokens;

/// <summary>
/// The signing keys in memory, and their rotation. They are read every minute; the first instance that finds the current key's term over
/// makes the next key. A new key is published ten minutes before it
/// signs. An old key stays published for a day after it signed last. A rotation therefore ends no session.
/// </summary>
internal sealed partial class KeyRing(IServiceScopeFactory scopes, IdentitySecrets secrets, TimeProvider clock, ILogger<KeyRing> logger)
    : SharedKeys<IdentityDb, StoredSigningKey>("signing_keys", LookEvery, scopes, clock, logger),
        ISigningKeys
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReloadForUnknownAfter = TimeSpan.FromSeconds(1);

    // Less than a verifier waits for the key set: a database that hangs must not take the known keys from it.
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);

    private readonly byte[] _encryptionKey = secrets.Derive("signing keys");
    private volatile FrozenDictionary<string, RingKey> _keys = FrozenDictionary<string, RingKey>.Empty;
    private readonly Lock _gate = new();
    private Task _look = Task.CompletedTask;
    private DateTimeOffset _lookedAt;

    public bool IsReady => _keys.Count > 0;

    /// <summary>
    /// Every key that may have signed a valid token, as the key set shows it. It is at most a second old: another instance may have just
    /// made a key that signs at once, and a verifier that does not find it here refuses its tokens. If the database does not answer within
    /// a second, the known keys are the answer.
    /// </summary>
    public async ValueTask<PublishedKeySet> ReadPublishedAsync()
    {
        if (IsOld())
        {
            try
            {
                await LookAsync();
            }
            catch (Exception failure)
            {
                // The known keys stay in use. The next look is after a second, not for each request that waits.
                _lookedAt = Clock.GetUtcNow();
                Log.NotRead(Logger, failure.Message);
            }
        }

        return Published;

        bool IsOld() => Clock.GetUtcNow() - _lookedAt > ReloadForUnknownAfter;
    }

    private PublishedKeySet Published =>
        new([.. _keys.Values.OrderBy(key => key.Stored.SignsFrom).Select(key => PublishedKey.From(key.Public))]);

    /// <summary>Signs a token with the current key.</summary>
    public string Sign(AccessToken token)
    {
        var now = Clock.GetUtcNow();
        var current =
            _keys.Values.Where(key => key.Stored.SignsFrom <= now).MaxBy(key => key.Stored.SignsFrom)
            ?? throw new InvalidOperationException("There is no signing key.");
        return current.Pair.Sign(key => token.Sign(key, current.Stored.Kid));
    }

    public ECDsaSecurityKey? Find(string kid) => _keys.GetValueOrDefault(kid)?.Public;

    public async ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken)
    {
        if (!_keys.ContainsKey(kid) && Clock.GetUtcNow() - _lookedAt > ReloadForUnknownAfter)
        {
            // Another instance may have just made it.
            try
            {
                await LookAsync();
            }
            catch (TimeoutException)
            {
                // As at a verifier whose key set does not answer.
                Log.NotRead(Logger, "the database does not answer");
            }
        }

        return _keys.GetValueOrDefault(kid)?.Public;
    }

    // One reading serves all who ask meanwhile, and goes on where its callers have gone.
    private Task LookAsync()
    {
        lock (_gate)
        {
            if (_look.IsCompleted)
            {
                using (ExecutionContext.SuppressFlow())
                {
                    _look = Task.Run(LoadAsync);
                }
            }

            return _look.WaitAsync(LongestLook);
        }
    }

    /// <summary>
    /// Makes a new key early. It is published now and signs once every verifier has it. If the present key may be compromised, the new key
    /// signs immediately: a verifier that has just refreshed its keys for another key id then refuses new tokens for a few seconds. The key
    /// and its audit entry are one transaction.
    /// </summary>
    /// <exception cref="ProblemException">401: the actor's session has ended.</exception>
    public async Task<StoredSigningKey> RotateAsync(IdentityDb db, Guid actorId, Guid sessionId, bool immediately)
    {
        var now = Clock.GetUtcNow();
        var key = StoredSigningKey.Generate(_encryptionKey, now, immediately ? now : now + StoredSigningKey.Announcement);
        await db.InTransactionAsync(async () =>
        {
            await db.LockCallerAsync(actorId, sessionId);
            db.SigningKeys.Add(key);
            db.Record(actorId, AuditActions.SigningKeyRotated, userId: null, new { key.Kid, key.SignsFrom }, now);
            await db.SaveChangesAsync();
        });
        await LoadAsync();
        return key;
    }

    protected override Task<List<StoredSigningKey>> ReadAsync(IdentityDb db, DateTimeOffset now) =>
        db.SigningKeys.AsNoTracking().Where(key => key.RetiresAt > now).ToListAsync();

    protected override bool IsNextDue(IReadOnlyList<StoredSigningKey> keys, DateTimeOffset now) =>
        !keys.Any(key => key.SignsFrom + StoredSigningKey.Term > now);

    protected override StoredSigningKey MakeNext(IReadOnlyList<StoredSigningKey> keys, DateTimeOffset now)
    {
        var next = StoredSigningKey.Generate(_encryptionKey, now, keys.Count > 0 ? now + StoredSigningKey.Announcement : now);
        Log.Made(Logger, next.Kid, next.SignsFrom);
        return next;
    }

    protected override void Use(IReadOnlyList<StoredSigningKey> keys, DateTimeOffset now)
    {
        // The same key stays the same instance: the cache of validated tokens refers to it.
        var known = _keys;
        _keys = keys.ToFrozenDictionary(
            key => key.Kid,
            key => known.GetValueOrDefault(key.Kid) ?? new RingKey(key, key.Open(_encryptionKey)),
            StringComparer.Ordinal
        );
        _lookedAt = now;
    }

    private sealed record RingKey(StoredSigningKey Stored, OpenKeyPair Pair)
    {
        public ECDsaSecurityKey Public => Pair.Public;
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Signing key {Kid} was made and signs from {SignsFrom}")]
        public static partial void Made(ILogger logger, string kid, DateTimeOffset signsFrom);

        [LoggerMessage(2, LogLevel.Warning, "The signing keys could not be read; the key set shows those that are known: {Reason}")]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
