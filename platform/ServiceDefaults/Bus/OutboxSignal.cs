using Community.ServiceDefaults.Lifetime;

namespace Community.ServiceDefaults.Bus;

/// <summary>Wakes this instance's dispatcher when something was committed to the outbox.</summary>
internal sealed class OutboxSignal : WakeSignal;
