using Community.ServiceDefaults.Lifetime;

namespace Community.ServiceDefaults.Mail;

/// <summary>Wakes the delivery worker of this process. Set by every commit that contains a delivery; a sweep covers what it misses.</summary>
public sealed class DeliverySignal : WakeSignal;
