namespace Community.Social.PaidAccess;

/// <summary>Paying for a community.</summary>
internal static class PaidAccessEndpoints
{
    public static void MapPaidAccess(this IEndpointRouteBuilder api) => api.MapGroup("");
}
