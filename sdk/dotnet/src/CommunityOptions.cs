using Community.Sdk.Realtime;

namespace Community.Sdk;

/// <summary>How a client is set up.</summary>
public sealed record CommunityOptions
{
    /// <summary>The gateway's address, such as <c>https://community.example</c>.</summary>
    public Uri? BaseUrl { get; set; }

    /// <summary>Where the session is kept. Null: in memory.</summary>
    public ISessionStore? Session { get; set; }

    /// <summary>A token that is sent as it is, in place of a session: for programs that have a token of their own.</summary>
    public string? AccessToken { get; set; }

    /// <summary>
    /// How long one attempt may take; <see cref="System.Threading.Timeout.InfiniteTimeSpan"/>: no limit. Default: 30 seconds.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a failed attempt is repeated, where that is safe. Default: 3.</summary>
    public int MaxRetries { get; set; } = 3;

    /// <summary>
    /// The upper end of the first back-off; it doubles with each attempt, up to 8 s (30 s for the hub). Default: half a second.
    /// </summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest Retry-After that is waited for; with a longer one the call fails. Default: a minute.</summary>
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Headers of every request, such as Accept-Language.</summary>
    public IDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The clock. Tests set another.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// In place of a client of the SDK's own. Set its <see cref="System.Net.Http.HttpClient.Timeout"/> to infinite: the SDK has its own.
    /// The caller disposes of it.
    /// </summary>
    public HttpClient? HttpClient { get; set; }

    /// <summary>In place of SignalR's client.</summary>
    internal Func<Uri, string, IHubTransport>? OpenHub { get; set; }
}
