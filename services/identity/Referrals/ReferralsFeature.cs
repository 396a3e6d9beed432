namespace Community.Identity.Referrals;

internal static class ReferralsFeature
{
    public static void MapReferrals(this IEndpointRouteBuilder api) => ReferralEndpoints.Map(api);
}
