namespace Community.Social.Membership;

/// <summary>Joining and leaving communities, and who may what there.</summary>
internal static class MembershipEndpoints
{
    public static void MapMembership(this IEndpointRouteBuilder api) => api.MapGroup("");
}
