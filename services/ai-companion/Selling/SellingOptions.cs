namespace Community.Companion.Selling;

/// <summary><c>Companion:OfferSeconds</c> (60 to 86,400; 1,800): for how long an order is open.</summary>
internal sealed record SellingOptions(TimeSpan Offer)
{
    public static SellingOptions Read(IConfiguration configuration) =>
        configuration.GetValue("Companion:OfferSeconds", 1_800) is var seconds and >= 60 and <= 86_400
            ? new(TimeSpan.FromSeconds(seconds))
            : throw new InvalidOperationException("Companion:OfferSeconds must be 60 to 86400.");
}
