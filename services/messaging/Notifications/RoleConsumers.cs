using Community.Contracts.Identity;
using Community.Contracts.Social;
using MassTransit;

namespace Community.Messaging.Notifications;

/// <summary>Tells people of roles that others gave them or took from them. Those who changed their own role know it.</summary>
internal static class RoleNotices
{
    /// <summary>A role in a community; told by the consumer that keeps the projection of memberships.</summary>
    public static Task TellAsync(this Notifier notifier, CommunityMemberRoleChanged changed) => changed.ChangedBy == changed.UserId
        ? Task.CompletedTask
        : notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Role,
                FactId = changed.EventId,
                // Of several changes before the person looks, the last one counts.
                GroupedBy = changed.CommunityId,
                TargetType = TargetType.Community,
                TargetId = changed.CommunityId,
                Facts = new() { Role = changed.Role },
            },
            changed.UserId);
}

/// <summary>Tells of roles on the whole platform. Without the roles of before there is nothing to tell.</summary>
internal sealed class WhenUserRolesChanged(Notifier notifier) : IConsumer<UserRolesChanged>
{
    public Task Consume(ConsumeContext<UserRolesChanged> context)
    {
        var changed = context.Message;
        return changed.FormerRoles is not { } former || changed.ChangedBy == changed.UserId ? Task.CompletedTask : notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Role,
                FactId = changed.EventId,
                GroupedBy = changed.EventId,
                TargetType = TargetType.Account,
                Facts = new() { Gained = [.. changed.Roles.Except(former, StringComparer.Ordinal)], Lost = [.. former.Except(changed.Roles, StringComparer.Ordinal)] },
            },
            changed.UserId);
    }
}
