using Community.Platform.Hosting.Lifetime;

namespace Community.Platform.Mail;

/// <summary>
/// Wakes the delivery worker of this process. Set by every commit that contains a delivery; a sweep finds deliveries without a signal.
/// </summary>
public sealed class DeliverySignal : WakeSignal;
