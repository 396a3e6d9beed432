using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Community.Sdk.Models;

namespace Community.Sdk.Realtime;

/// <content>The reader of the caller's log.</content>
public sealed partial class CommunityHub
{
    /// <summary>
    /// Follows the caller's log over the hub until the token ends it: the whole state (<c>IsWhole</c>) or the changes since a token, then
    /// each change. Keep <c>Token</c> with the applied changes. After a cut it goes on from there. One reader at a time.
    /// </summary>
    /// <param name="since">The token of the last applied answer; null: the whole state comes first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SyncView> FollowAsync(
        string? since = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var log = new LogReader(since);
        lock (_lock)
        {
            _log = _log is null ? log : throw new InvalidOperationException("The log is followed already. End that first.");
        }

        try
        {
            var line = await ConnectedAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                // A connection that is not ready yet subscribes by itself.
                log.Behind ??= _state == HubState.Live && log.Source is null ? line : null;
            }

            do
            {
                await CatchUpAsync(log, cancellationToken).ConfigureAwait(false);
                while (log.Changes.Reader.TryRead(out var changes))
                {
                    yield return changes;
                    await CatchUpAsync(log, cancellationToken).ConfigureAwait(false);
                }
            } while (await log.Changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Line? line = null;
            lock (_lock)
            {
                if (_log == log)
                {
                    (_log, line) = (null, _line);
                }
            }

            if (line is { IsOpen: true })
            {
                _ = UnsubscribeAsync(line);
            }
        }
    }

    /// <summary>Asks for the changes that were left out while the reader was far behind, as soon as nothing is unread.</summary>
    private async Task CatchUpAsync(LogReader log, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lock)
        {
            if (log.Changes.Reader.Count > 0 || log.Changes.Reader.Completion.IsCompleted)
            {
                return;
            }

            (line, log.Behind) = (log.Behind, null);
        }

        try
        {
            if (line is { IsOpen: true })
            {
                await SubscribeAsync(line, log, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next line subscribes.
            await StopAsync(line).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Subscribes to the log on a line, one at a time: between two subscriptions, changes could seem to follow others that were left out.
    /// </summary>
    private async Task SubscribeAsync(Line line, LogReader log, CancellationToken cancellationToken)
    {
        await line.Subscribing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (line.IsSubscribed)
            {
                // After its answer come no changes of the earlier subscription.
                await CallAsync(line, "Unsubscribe", [], cancellationToken).ConfigureAwait(false);
            }

            string? token;
            lock (_lock)
            {
                if (!line.IsOpen)
                {
                    // It was replaced meanwhile, by a line that has subscribed.
                    return;
                }

                line.IsSubscribed = true;
                (log.Source, log.Behind, token) = (line, null, log.Token);
            }

            await CallAsync(line, "Subscribe", [token], cancellationToken).ConfigureAwait(false);
        }
        catch (HubRefusedException refused) when (refused.Reason is not "stopping")
        {
            log.Changes.Writer.TryComplete(refused);
        }
        finally
        {
            line.Subscribing.Release();
        }
    }

    /// <summary>Ends the subscription of a reader that has ended, unless the next one has begun: that one does it.</summary>
    private async Task UnsubscribeAsync(Line line)
    {
        await line.Subscribing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            bool isFollowed;
            lock (_lock)
            {
                isFollowed = _log is not null;
            }

            if (line.IsSubscribed && !isFollowed)
            {
                await CallAsync(line, "Unsubscribe", [], CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The subscription has ended with the connection.
        }
        finally
        {
            line.Subscribing.Release();
        }
    }

    private void Take(Line line, JsonElement data)
    {
        lock (_lock)
        {
            if (_log is { } log && log.Source == line && !log.TryTake(HubEvents.Sync.Read(data)))
            {
                // Without these changes, later ones are no use.
                (log.Source, log.Behind) = (null, line);
            }
        }
    }

    /// <summary>The log if another line than this one was its source.</summary>
    private LogReader? LogWithout(Line line)
    {
        lock (_lock)
        {
            return _log is { } log && log.Source != line && log.Behind != line ? log : null;
        }
    }

    private sealed class LogReader(string? since)
    {
        // Each is of at most a few hundred entries; the first one can be the whole state.
        private const int MostUnread = 16;

        /// <summary>Of the last changes that the reader has or will have.</summary>
        public string? Token { get; private set; } = since;

        /// <summary>The line whose changes are taken: it has, or will bring, all after <see cref="Token"/>. Under the lock.</summary>
        public Line? Source { get; set; }

        /// <summary>The line that has to subscribe again: too many changes were unread, and one was left out. Under the lock.</summary>
        public Line? Behind { get; set; }

        public Channel<SyncView> Changes { get; } =
            System.Threading.Channels.Channel.CreateBounded<SyncView>(new BoundedChannelOptions(MostUnread) { SingleReader = true });

        /// <summary>Takes changes, unless too many are unread. Called under the lock.</summary>
        public bool TryTake(SyncView changes)
        {
            if (!Changes.Writer.TryWrite(changes))
            {
                return false;
            }

            Token = changes.Token;
            return true;
        }
    }
}
