using Community.ServiceDefaults.Lifetime;

namespace Community.ServiceDefaults.Bus;

/// <summary>Wakes this instance's dispatcher when something was committed to the outbox. Who writes there without a context (<see cref="Outbox"/>) does it himself.</summary>
public sealed class OutboxSignal : WakeSignal;
