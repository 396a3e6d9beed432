namespace Community.Payments.Subscriptions;

/// <summary>
/// <c>Payments:GraceSeconds</c> (1 to 2,592,000; 604,800, a week: how long a plan stays in force while its renewal is not paid, or not
/// heard of).
/// </summary>
internal sealed record SubscriptionOptions(TimeSpan Grace)
{
    private const int Month = 2_592_000;

    public static SubscriptionOptions Read(IConfiguration configuration) =>
        configuration.GetValue("Payments:GraceSeconds", 604_800) is var seconds and >= 1 and <= Month
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException($"Payments:GraceSeconds must be from 1 to {Month}.");
}
