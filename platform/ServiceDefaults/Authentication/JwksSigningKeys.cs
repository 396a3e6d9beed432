using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// Identity's key set, in memory. Fetched in the background every five minutes, and on an unknown key id at most every five
/// seconds however many requests ask; requests that ask at once share one fetch, and an id that was not in the set isn't asked for again
/// for a while. While identity is down the last good set counts without end. So that no token is refused for a key that
/// has not arrived yet, identity publishes a new key at least <see cref="Interval"/> before it signs with it.
/// </summary>
internal sealed partial class JwksSigningKeys(IHttpClientFactory clients, TimeProvider clock, ILogger<JwksSigningKeys> logger)
    : BackgroundService, ISigningKeys
{
    public const string ClientName = "identity-keys";
    private const int MaxAbsentIds = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _absent = new(StringComparer.Ordinal); // by when it was found absent
    private volatile FrozenDictionary<string, SigningKey>? _keys;
    private Task<bool>? _fetch;
    private long? _lastFetch;
    private bool _isFailing; // only one fetch at a time touches it

    /// <summary>Between two fetches in the background.</summary>
    internal TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Between two fetches that requests may cause.</summary>
    internal TimeSpan LeastInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an absent id is not asked for again.</summary>
    internal TimeSpan AbsentFor { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsReady => _keys is not null;

    public SigningKey? Find(string kid) => _keys?.GetValueOrDefault(kid);

    public ValueTask<SigningKey?> FindAsync(string kid, CancellationToken cancellationToken) =>
        Find(kid) is { } key ? new(key) : FetchAndFindAsync(kid, cancellationToken);

    private async ValueTask<SigningKey?> FetchAndFindAsync(string kid, CancellationToken cancellationToken)
    {
        if (!MayFetchFor(kid, out var fetch))
        {
            return null;
        }

        // A caller who leaves must not end the fetch that others wait for.
        var succeeded = await fetch.WaitAsync(cancellationToken);
        var key = _keys?.GetValueOrDefault(kid);
        if (succeeded && key is null)
        {
            RememberAbsent(kid);
        }

        return key;
    }

    /// <summary>The fetch to wait for; false when asking again would be no use or too often.</summary>
    private bool MayFetchFor(string kid, [NotNullWhen(true)] out Task<bool>? fetch)
    {
        lock (_gate)
        {
            fetch = null;
            if (_absent.TryGetValue(kid, out var since) && clock.GetElapsedTime(since) < AbsentFor)
            {
                return false;
            }

            if (_fetch is null && _lastFetch is { } last && clock.GetElapsedTime(last) < LeastInterval)
            {
                return false;
            }

            fetch = FetchOrJoin();
            return true;
        }
    }

    private void RememberAbsent(string kid)
    {
        lock (_gate)
        {
            if (_absent.Count >= MaxAbsentIds)
            {
                _absent.Clear(); // a flood of invented ids: the least interval is what holds it
            }

            _absent[kid] = clock.GetTimestamp();
        }
    }

    /// <summary>Fetches the set now, or waits for the fetch that is under way. Never throws; false when it failed.</summary>
    internal Task<bool> RefreshAsync()
    {
        lock (_gate)
        {
            return FetchOrJoin();
        }
    }

    private Task<bool> FetchOrJoin()
    {
        if (_fetch is null)
        {
            _lastFetch = clock.GetTimestamp();
            // Not under the lock, nor in the context (trace, cancellation) of the request that happens to ask first.
            using (ExecutionContext.SuppressFlow())
            {
                _fetch = Task.Run(FetchAsync);
            }
        }

        return _fetch;
    }

    private async Task<bool> FetchAsync()
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            var json = await client.GetByteArrayAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));
            _keys = KeySetReader.Read(json, _keys);
            if (_isFailing)
            {
                LogBack(logger);
            }

            _isFailing = false;
            return true;
        }
        catch (Exception e)
        {
            if (!_isFailing)
            {
                LogFailed(logger, e.Message); // once, not at every attempt of an outage
            }

            _isFailing = true;
            return false;
        }
        finally
        {
            lock (_gate)
            {
                _fetch = null;
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            failures = await RefreshAsync().WaitAsync(stoppingToken) ? 0 : failures + 1;
            await Task.Delay(PauseAfter(failures), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Quick while nothing was ever loaded, because every request with a token waits for it; patient later.
    private TimeSpan PauseAfter(int failures) => failures == 0
        ? Interval
        : TimeSpan.FromSeconds(Math.Min(IsReady ? 30 : 2, 0.1 * Math.Pow(2, Math.Min(failures, 10))));

    [LoggerMessage(1, LogLevel.Warning, "Identity's key set could not be loaded; the last good one, if any, goes on. {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "Identity's key set is loaded again.")]
    private static partial void LogBack(ILogger logger);
}
