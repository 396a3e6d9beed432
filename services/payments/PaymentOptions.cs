namespace Community.Payments;

/// <summary>
/// <c>Payments:SweepMilliseconds</c> (50 to 60,000; 1,000: how often overdue orders, refunds and sessions are looked for),
/// <c>:OrderWaitSeconds</c> (0 to 25; 3: how long a checkout waits for an order on its way), <c>:FirstCheckSeconds</c> (1 to 3,600; 20: when the
/// provider is first asked about a session that nothing was heard of), <c>:Sellers</c> (names of services that are asked for an order
/// that the bus has not brought), <c>:RedirectHosts</c> (hosts that a checkout may lead back to) and <c>:MaxGroup</c> (1 to 1,000; 64: how many
/// payments from one wallet commit together).
/// </summary>
internal sealed record PaymentOptions(
    TimeSpan Sweep, TimeSpan OrderWait, TimeSpan FirstCheck, IReadOnlyList<string> Sellers, IReadOnlyList<string> RedirectHosts, int MaxGroup)
{
    public static PaymentOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Payments");
        return new(
            TimeSpan.FromMilliseconds(Number("SweepMilliseconds", 1_000, 50, 60_000)),
            TimeSpan.FromSeconds(Number("OrderWaitSeconds", 3, 0, 25)),
            TimeSpan.FromSeconds(Number("FirstCheckSeconds", 20, 1, 3_600)),
            section.GetSection("Sellers").Get<string[]>() ?? [],
            section.GetSection("RedirectHosts").Get<string[]>() ?? [],
            Number("MaxGroup", 64, 1, 1_000));

        int Number(string name, int otherwise, int least, int most) =>
            section.GetValue(name, otherwise) is var value && value >= least && value <= most
                ? value
                : throw new InvalidOperationException($"Payments:{name} must be from {least} to {most}.");
    }
}
