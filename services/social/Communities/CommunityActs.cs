using Community.Platform.Data;
using Community.Social.Data;

namespace Community.Social.Communities;

/// <summary>
/// The acts of a community's owners and moderators, for the audit record of the fleet. The object of each is the community. An act that
/// changes nothing, such as a repeat, is not recorded.
/// </summary>
internal static class CommunityActs
{
    public const string Changed = "community_changed";
    public const string PictureChanged = "community_picture_changed";
    public const string Deleted = "community_deleted";
    public const string RoleChanged = "community_role_changed";
    public const string MemberRemoved = "community_member_removed";
    public const string MemberBanned = "community_member_banned";
    public const string BanLifted = "community_ban_lifted";
    public const string RequestAccepted = "join_request_accepted";
    public const string RequestDeclined = "join_request_declined";
    public const string Invited = "community_invitations_sent";
    public const string InvitationWithdrawn = "community_invitation_withdrawn";
    public const string LinkMade = "community_link_made";
    public const string LinkRevoked = "community_link_revoked";

    /// <summary>Adds the act to the unit of work.</summary>
    /// <param name="db">The unit of work.</param>
    /// <param name="action">One of these.</param>
    /// <param name="communityId">The community.</param>
    /// <param name="actorId">The owner or the moderator.</param>
    /// <param name="now">When it happened.</param>
    /// <param name="userId">The user concerned.</param>
    /// <param name="outcome">More, as a code or a number.</param>
    public static void RecordActIn(
        this SocialDb db,
        string action,
        Guid communityId,
        Guid actorId,
        DateTimeOffset now,
        Guid? userId = null,
        string? outcome = null
    ) => db.RecordAct(action, actorId, now, userId, communityId, outcome);
}
