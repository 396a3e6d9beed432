using System.Collections.Frozen;
using System.Text;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Tokens;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Identity's key set, in memory, by a <see cref="ConfigurationManager{T}"/>. It is fetched in the background every five minutes. An
/// unknown key id also causes a fetch, at most every five seconds for any number of requests. Requests that ask at the same time share one
/// fetch and wait for it (the package's switch <c>UpdateConfigAsBlocking</c>, set in Directory.Build.props). While identity is down the
/// last good set stays valid without limit. Identity publishes a new key at least <see cref="Interval"/> before it signs with it, so that
/// no token is refused because its key has not arrived yet.
/// </summary>
internal sealed partial class IdentityKeys
    : BackgroundService,
        ISigningKeys,
        IDocumentRetriever,
        IConfigurationRetriever<FrozenDictionary<string, ECDsaSecurityKey>>
{
    public const string ClientName = "identity-keys";

    /// <summary>Between two fetches in the background.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Between two fetches that requests may cause.</summary>
    internal static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(5);

    /// <summary>How long a request waits for a fetch, or for several of which the first failed.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly IHttpClientFactory _clients;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConfigurationManager<FrozenDictionary<string, ECDsaSecurityKey>> _configuration;
    private readonly Cooldown _requested;
    private readonly Outage _outage;
    private volatile FrozenDictionary<string, ECDsaSecurityKey>? _keys;

    public IdentityKeys(IHttpClientFactory clients, TimeProvider clock, ILogger<IdentityKeys> logger)
    {
        (_clients, _clock, _logger) = (clients, clock, logger);
        _configuration = new("/.well-known/jwks.json", this, this) { AutomaticRefreshInterval = Interval, RefreshInterval = LeastInterval };
        _requested = new(LeastInterval, clock);
        _outage = new(clock);
    }

    public bool IsReady => _keys is not null;

    internal ConfigurationManager<FrozenDictionary<string, ECDsaSecurityKey>> Configuration => _configuration;

    public ECDsaSecurityKey? Find(string kid) => _keys?.GetValueOrDefault(kid);

    public ValueTask<ECDsaSecurityKey?> FindAsync(string kid, CancellationToken cancellationToken) =>
        Find(kid) is { } key ? new(key) : new(FetchAndFindAsync(kid, cancellationToken));

    private async Task<ECDsaSecurityKey?> FetchAndFindAsync(string kid, CancellationToken cancellationToken)
    {
        // The package limits refreshes that succeed; while they fail, each unknown key id would cause one.
        if (_requested.TryPass())
        {
            _configuration.RequestRefresh();
        }

        Task fetch;
        // The fetch does not run in the context (trace, cancellation) of the request that asks first: if that request is cancelled, others
        // still wait for the fetch.
        using (ExecutionContext.SuppressFlow())
        {
            fetch = Task.Run(FetchIfDueAsync, CancellationToken.None);
        }

        await ((Task)fetch.WaitAsync(LongestWait, cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        return Find(kid);
    }

    /// <summary>Fetches the set now, or waits for the fetch that is under way. Never throws; false when it failed.</summary>
    internal Task<bool> RefreshAsync()
    {
        _configuration.RequestRefresh();
        return FetchIfDueAsync();
    }

    private async Task<bool> FetchIfDueAsync()
    {
        try
        {
            await _configuration.GetConfigurationAsync(CancellationToken.None);
            return !_outage.IsOn;
        }
        catch (InvalidOperationException)
        {
            return false; // never loaded
        }
    }

    /// <summary>For the package.</summary>
    async Task<string> IDocumentRetriever.GetDocumentAsync(string address, CancellationToken cancellationToken)
    {
        using var client = _clients.CreateClient(ClientName);
        return await client.GetStringAsync(new Uri(address, UriKind.Relative), cancellationToken);
    }

    /// <summary>For the package, which asks once at a time.</summary>
    async Task<FrozenDictionary<string, ECDsaSecurityKey>> IConfigurationRetriever<
        FrozenDictionary<string, ECDsaSecurityKey>
    >.GetConfigurationAsync(string address, IDocumentRetriever retriever, CancellationToken cancellationToken)
    {
        try
        {
            var json = await retriever.GetDocumentAsync(address, cancellationToken);
            var keys = KeySetReader.Read(Encoding.UTF8.GetBytes(json), _keys);
            _keys = keys;
            if (_outage.End())
            {
                Log.Back(_logger);
            }

            return keys;
        }
        catch (Exception exception)
        {
            if (_outage.Fail())
            {
                Log.Failed(_logger, exception.Message);
            }

            throw;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            failures = await RefreshAsync().WaitAsync(stoppingToken) ? 0 : failures + 1;
            await Task.Delay(PauseAfter(failures), _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Short while no set was ever loaded, because every request with a token waits for it; longer later.
    private TimeSpan PauseAfter(int failures) =>
        failures == 0 ? Interval : TimeSpan.FromSeconds(Math.Min(IsReady ? 30 : 2, 0.1 * Math.Pow(2, Math.Min(failures, 10))));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Identity's key set could not be loaded; the last good one, if any, stays in use. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "Identity's key set is loaded again.")]
        public static partial void Back(ILogger logger);
    }
}
