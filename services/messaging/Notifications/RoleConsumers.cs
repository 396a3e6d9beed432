using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Webhooks;

namespace Community.Messaging.Notifications;

/// <summary>Notifies users of roles that others gave them or took from them. A user who changed their own role is not notified.</summary>
internal static class RoleNotifications
{
    /// <summary>A role in a community; called by the consumer that keeps the projection of memberships.</summary>
    public static Task NotifyAsync(this Notifier notifier, CommunityMemberRoleChanged changed) =>
        changed.ChangedBy == changed.UserId
            ? Task.CompletedTask
            : notifier.NotifyAsync(
                new()
                {
                    Kind = NotificationKind.Role,
                    FactId = changed.EventId,
                    // Of several changes before the user reads the notification, the last one counts.
                    GroupedBy = changed.CommunityId,
                    TargetType = TargetType.Community,
                    TargetId = changed.CommunityId,
                    Facts = new() { Role = changed.Role },
                },
                changed.UserId
            );
}

/// <summary>Notifies of roles on the whole platform. Without the former roles there is nothing to compare with.</summary>
internal sealed class WhenUserRolesChanged(Notifier notifier, MessagingDb db) : NotificationConsumer<UserRolesChanged>(notifier)
{
    protected override Task LogAsync(UserRolesChanged occurred) => db.ApplyRolesAsync(occurred);

    protected override (Notification, Guid)? Of(UserRolesChanged changed) =>
        changed.FormerRoles is not { } former || changed.ChangedBy == changed.UserId
            ? null
            : (
                Notification.Of(NotificationKind.Role, changed.EventId, TargetType.Account) with
                {
                    Facts = new()
                    {
                        Gained = [.. changed.Roles.Except(former, StringComparer.Ordinal)],
                        Lost = [.. former.Except(changed.Roles, StringComparer.Ordinal)],
                    },
                },
                changed.UserId
            );
}
