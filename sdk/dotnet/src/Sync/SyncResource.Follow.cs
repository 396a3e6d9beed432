using System.Runtime.CompilerServices;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>How the log is followed.</summary>
public sealed record FollowOptions
{
    /// <summary>
    /// The token of the last applied answer. Without it, and with one that is too old, the whole state comes first.
    /// </summary>
    public string? Since { get; init; }

    /// <summary>How long a request waits for a change, at most 25 seconds.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(25);
}

public sealed partial class SyncResource
{
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Follows the caller's log until the token ends it: the whole state (<c>IsWhole</c>) or the changes since a token, then each change,
    /// by requests that wait. Keep <c>Token</c> with the applied changes. A cut connection, and a server that is away or busy, are tried
    /// again without end; a refusal is thrown.
    /// <see cref="CommunityHub.FollowAsync"/> does the same over the hub.
    /// </summary>
    /// <param name="options">Where to begin, and how long a request waits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SyncView> FollowAsync(
        FollowOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var (since, wait) = (options?.Since, (options ?? new FollowOptions()).Wait);
        for (var attempt = 0; ; )
        {
            SyncView? changes = null;
            try
            {
                var query = new SyncReadQuery { Since = since, Wait = since is null ? 0 : (int)wait.TotalSeconds };
                var call = new CallOptions { Timeout = Limit(_api.Options.Timeout, wait) };
                changes = await ReadAsync(query, call, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception cut) when (cut is ConnectionFailedException or ServerErrorException or RateLimitedException)
            {
                var delay = Timing.BackOff(attempt++, _api.Options.RetryDelay, MostBackOff);
                await Task.Delay(delay, _api.Time, cancellationToken).ConfigureAwait(false);
            }

            if (changes is not null)
            {
                attempt = 0;
                var isNew = since is null || HasEntries(changes);
                since = changes.Token;
                if (isNew)
                {
                    yield return changes;
                }
            }
        }
    }

    private static TimeSpan Limit(TimeSpan timeout, TimeSpan wait) => timeout == Timeout.InfiniteTimeSpan ? timeout : timeout + wait;

    private static bool HasEntries(SyncView changes) =>
        changes.IsWhole
        || changes.Removed.Count
            + changes.Channels.Count
            + changes.Communities.Count
            + changes.Connections.Count
            + changes.Notifications.Count
            + changes.People.Count
            + changes.Registrations.Count
            > 0
        || changes.Wallet is not null
        || changes.Plan is not null
        || changes.Subscription is not null;
}
