using Community.Contracts.Social;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

internal sealed class WhenCommunityInvitationSent(Notifier notifier) : NotificationConsumer<CommunityInvitationSent>(notifier)
{
    protected override (Notification, Guid)? Of(CommunityInvitationSent sent) =>
        (
            Notification.Of(NotificationKind.Invitation, sent.InvitationId, TargetType.Community, sent.CommunityId, sent.CommunityName) with
            {
                ActorId = sent.FromUserId,
            },
            sent.ToUserId
        );
}

/// <summary>Notifies the members who can answer the request.</summary>
internal sealed class WhenCommunityJoinRequested(Notifier notifier, MessagingDb db) : IConsumer<CommunityJoinRequested>
{
    public async Task Consume(ConsumeContext<CommunityJoinRequested> context)
    {
        var requested = context.Message;
        var moderators = await db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT user_id AS "Value" FROM memberships WHERE community_id = {requested.CommunityId} AND is_member AND role IN ('owner', 'moderator')
                """
            )
            .ToListAsync();
        await notifier.NotifyAsync(
            new()
            {
                Kind = NotificationKind.JoinRequest,
                FactId = requested.RequestId,
                // Several requests to join one community are one notification.
                GroupedBy = requested.CommunityId,
                ActorId = requested.UserId,
                TargetType = TargetType.Community,
                TargetId = requested.CommunityId,
            },
            moderators
        );
    }
}

/// <summary>
/// Notifies the user who asked to join of the answer. A withdrawn request, or one that was settled by itself, has no answer. The user who
/// answered is not notified.
/// </summary>
internal sealed class WhenCommunityJoinRequestAnswered(Notifier notifier) : NotificationConsumer<CommunityJoinRequestAnswered>(notifier)
{
    protected override (Notification, Guid)? Of(CommunityJoinRequestAnswered answered) =>
        answered is not { AnsweredBy: not null, Status: "accepted" or "declined" }
            ? null
            : (
                Notification.Of(
                    NotificationKind.JoinAnswer,
                    answered.RequestId,
                    TargetType.Community,
                    answered.CommunityId,
                    $"{answered.Status} {answered.CommunityName}"
                ),
                answered.UserId
            );
}
