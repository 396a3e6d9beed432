namespace Community.Social.PaidAccess;

/// <summary>
/// <c>PaidAccess:OfferSeconds</c> (60 to 86,400; 1,800: for how long an order for access is open) and <c>:SweepMilliseconds</c> (50 to 60,000; 1,000:
/// how often it is looked whose paid time is over or about to be).
/// </summary>
internal sealed record PaidAccessOptions(TimeSpan Offer, TimeSpan Sweep)
{
    public static PaidAccessOptions Read(IConfiguration configuration)
    {
        return new(TimeSpan.FromSeconds(Number("OfferSeconds", 1_800, 60, 86_400)), TimeSpan.FromMilliseconds(Number("SweepMilliseconds", 1_000, 50, 60_000)));

        int Number(string name, int otherwise, int least, int most) =>
            configuration.GetValue($"PaidAccess:{name}", otherwise) is var value && value >= least && value <= most
                ? value
                : throw new InvalidOperationException($"PaidAccess:{name} must be {least} to {most}.");
    }
}
