using System.Text.Json;
using Community.Messaging.Realtime;

namespace Community.Messaging.Calls;

/// <summary>
/// The calls of all instances, as far as their signals have reached this instance; it notifies its own clients. A signal that arrives
/// twice, or late, changes nothing. A change whose signal was lost comes from <see cref="CallMonitor"/> a moment later.
/// </summary>
internal sealed class LocalCalls(ClientConnections clients, TimeProvider clock)
{
    // By then, every signal of another instance about the ended call has arrived.
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Known> _known = [];

    /// <summary>The calls that go on.</summary>
    public IReadOnlyList<Call> Live
    {
        get
        {
            lock (_gate)
            {
                return [.. _known.Values.Select(known => known.Call).Where(call => call.IsLive)];
            }
        }
    }

    /// <summary>Takes over a call's new state.</summary>
    public void Apply(Call call)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(call.Id, out var known))
            {
                _known[call.Id] = known = new(call);
            }
            else if (known.Call.Version < call.Version)
            {
                (var before, known.Call) = (known.Call, call);
                Send(before, call);
            }
            else if (call.Version < known.First.Version)
            {
                // Another instance's change arrived before this instance's own change, which it followed.
                (var after, known.First) = (known.First, call);
                Send(call, after);
            }

            known.EndedAt ??= known.Call.IsLive ? null : clock.GetUtcNow();
            Ring(known);
        }
    }

    /// <summary>Delivers a signal to the one connection that it is for, if that is on this instance.</summary>
    public void Relay(CallPeerSignal signal) =>
        clients
            .Find(signal.ToConnectionId)
            ?.Send(Frame.Of(nameof(ICommunityClient.CallSignal), JsonSerializer.Deserialize<JsonElement>(signal.Content)));

    /// <summary>Rings devices that connected after the call had begun to ring.</summary>
    public void RingNewDevices()
    {
        lock (_gate)
        {
            foreach (var known in _known.Values)
            {
                Ring(known);
            }
        }
    }

    /// <summary>Forgets calls that ended a while ago, and calls that no longer exist.</summary>
    public void Forget(params IEnumerable<Guid> gone)
    {
        lock (_gate)
        {
            foreach (
                var id in gone.Concat(
                        _known.Where(known => known.Value.EndedAt < clock.GetUtcNow() - KeptAfterEnd).Select(known => known.Key)
                    )
                    .ToList()
            )
            {
                _known.Remove(id);
            }
        }
    }

    private void Ring(Known known)
    {
        foreach (var called in known.Call.Participants.Where(participant => participant.IsRinging))
        {
            foreach (var client in clients.Of(called.UserId).Where(client => known.Rung.Add(client.Id)))
            {
                client.Send(Frame.Of(nameof(ICommunityClient.CallRinging), CallView.Of(known.Call)));
            }
        }
    }

    private void Send(Call before, Call after)
    {
        foreach (var callEvent in CallEvents.Between(before, after))
        {
            foreach (var client in clients.Of(callEvent.UserId).Where(callEvent.IsFor))
            {
                client.Send(Frame.Of(callEvent.Method, callEvent.Payload));
            }
        }
    }

    private sealed class Known(Call call)
    {
        /// <summary>The latest known state.</summary>
        public Call Call { get; set; } = call;

        /// <summary>The earliest known state: clients here were not notified of any state before it.</summary>
        public Call First { get; set; } = call;

        /// <summary>When the end became known here.</summary>
        public DateTimeOffset? EndedAt { get; set; }

        /// <summary>Connections that were notified that it rings.</summary>
        public HashSet<string> Rung { get; } = new(StringComparer.Ordinal);
    }
}
