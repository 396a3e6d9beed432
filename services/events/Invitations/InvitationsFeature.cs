namespace Community.Events.Invitations;

/// <summary>Invitations to events.</summary>
internal static class InvitationsFeature
{
    public static void MapInvitations(this IEndpointRouteBuilder api) => InvitationEndpoints.Map(api);
}
