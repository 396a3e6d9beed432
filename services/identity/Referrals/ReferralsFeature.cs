namespace Community.Identity.Referrals;

/// <summary>Referrals.</summary>
internal static class ReferralsFeature
{
    public static void MapReferrals(this IEndpointRouteBuilder api) => ReferralEndpoints.Map(api);
}
