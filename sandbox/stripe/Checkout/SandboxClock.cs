using Community.StripeSandbox.Payments;
using Community.StripeSandbox.Refunds;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>Runs timed changes: open sessions expire, and payments of certain test cards are disputed.</summary>
internal sealed class SandboxClock : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private readonly PriorityQueue<string, long> _due = new();
    private readonly Store _store;
    private readonly TimeProvider _time;

    /// <summary>Subscribes to stored objects.</summary>
    public SandboxClock(Store store, TimeProvider time)
    {
        (_store, _time) = (store, time);
        store.Kept = Remember;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            while (Next() is { } id)
            {
                await _store.RunAsync(state => Do(state, id));
            }
        }
    }

    private void Remember(StripeObject kept)
    {
        if (kept is CheckoutSession { Status: "open" } session)
        {
            Add(session.Id, session.ExpiresAt * 1000);
        }
        else if (kept is DueDispute dispute)
        {
            Add(dispute.Id, dispute.DueAt);
        }
    }

    private void Add(string id, long at)
    {
        lock (_due)
        {
            _due.Enqueue(id, at);
        }
    }

    private string? Next()
    {
        lock (_due)
        {
            return _due.TryPeek(out _, out var at) && at <= _time.GetUtcNow().ToUnixTimeMilliseconds() ? _due.Dequeue() : null;
        }
    }

    private static bool Do(Transaction state, string id)
    {
        switch (state.Find<StripeObject>(id))
        {
            case CheckoutSession { Status: "open" } session when session.ExpiresAt <= state.Timestamp:
                CheckoutEndpoints.End(state, session);
                return true;
            case DueDispute due:
                Dispute.Open(state, state.Known<Charge>(due.Charge));
                state.Remove(due.Id);
                return true;
            default:
                return false;
        }
    }
}
