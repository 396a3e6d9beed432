using Community.Platform.Hosting.Lifetime;

namespace Community.Platform.Data.Publishing;

/// <summary>
/// Wakes this instance's dispatcher when something was committed to the outbox. Code that writes there without a context
/// (<see cref="Outbox"/>) wakes it itself.
/// </summary>
public sealed class OutboxSignal : WakeSignal;
