using System.Collections.Concurrent;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Http.Problems;

namespace Community.Messaging.Sync;

/// <summary>
/// Requests that wait for a change (long polling). A waiting request holds a place in the <see cref="SyncAudience"/> and a timer, but no
/// connection to the database. It ends with the first change, at its time, with its client, or with this instance.
/// </summary>
internal sealed class SyncWaits(SyncReader reader, SyncAudience audience, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>The longest wait, in seconds; below the silence that the gateway allows.</summary>
    public const int Longest = 25;

    /// <summary>The most waiting requests of one person on one instance.</summary>
    public const int MostOfPerson = 8;

    /// <summary>Beyond it, requests are answered at once.</summary>
    private const int MostOfAll = 10_000;

    // Changes that follow each other closely are one answer.
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<Guid, int> _waiting = new();
    private int _all;

    /// <summary>The changes since a token, as soon as there is one; no changes after the time.</summary>
    /// <exception cref="ProblemException">429: too many requests of the person wait.</exception>
    public async Task<SyncView> ReadAsync(Guid me, string? since, TimeSpan wait, string language, CancellationToken cancellationToken)
    {
        var until = clock.GetUtcNow() + wait;
        var view = await reader.ReadAsync(me, since, language, cancellationToken);
        if (!view.IsEmpty || wait <= TimeSpan.Zero || Volatile.Read(ref _all) >= MostOfAll)
        {
            return view;
        }

        Enter(me);
        var waiting = new Waiting(me);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        try
        {
            audience.Set(waiting, await reader.PlacesAsync(me, cancellationToken));

            // A change before the place was taken woke no subscriber.
            view = await reader.ReadAsync(me, view.Token, language, cancellationToken);
            while (view.IsEmpty && until - clock.GetUtcNow() is { Ticks: > 0 } left)
            {
                await waiting.Signal.WaitAsync(left, ended.Token);
                await Task.Delay(Gather, clock, ended.Token);
                view = await reader.ReadAsync(me, view.Token, language, cancellationToken);
            }

            return view;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // This instance stops: the client asks again, and another instance waits.
            return view;
        }
        finally
        {
            audience.Remove(waiting);
            Leave(me);
        }
    }

    private void Enter(Guid me)
    {
        if (_waiting.AddOrUpdate(me, 1, (_, count) => count + 1) > MostOfPerson)
        {
            Forget(me);
            throw Problem
                .TooManyRequests(Again, "Too many requests of this account wait for changes. End one first.", "too_many_waiting")
                .ToException();
        }

        Interlocked.Increment(ref _all);
    }

    private void Leave(Guid me)
    {
        Forget(me);
        Interlocked.Decrement(ref _all);
    }

    private void Forget(Guid me)
    {
        if (_waiting.AddOrUpdate(me, 0, (_, count) => count - 1) <= 0)
        {
            _waiting.TryRemove(new(me, 0));
        }
    }

    private sealed class Waiting(Guid userId) : SyncSubscriber(userId)
    {
        public WakeSignal Signal { get; } = new();

        public override void Wake() => Signal.Wake();
    }
}
