using Community.Contracts.Social;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

internal sealed class WhenCommunityInvitationSent(Notifier notifier) : NotificationConsumer<CommunityInvitationSent>(notifier)
{
    protected override (Notification, Guid)? Of(CommunityInvitationSent sent) =>
        (
            Notification.Of(
                NotificationKind.Invitation,
                Notification.FactOf(sent.InvitationId, sent.Version),
                TargetType.Community,
                sent.CommunityId,
                sent.CommunityName
            ) with
            {
                // Several invitations to one community are one notification.
                GroupedBy = sent.CommunityId,
                ActorId = sent.FromUserId,
            },
            sent.ToUserId
        );
}

/// <summary>Notifies the owners and moderators, because they can answer the request.</summary>
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
                // Once a day: a user who withdraws and asks again is no storm.
                FactId = Notification.FactOf(requested.RequestId, requested.OccurredAt.UtcTicks / TimeSpan.TicksPerDay),
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
/// Notifies the asker of the answer to a request to join. A request that was withdrawn or settled by itself has no answer. The moderator
/// who answered is not notified.
/// </summary>
internal sealed class WhenCommunityJoinRequestAnswered(Notifier notifier) : NotificationConsumer<CommunityJoinRequestAnswered>(notifier)
{
    protected override (Notification, Guid)? Of(CommunityJoinRequestAnswered answered) =>
        answered is not { AnsweredBy: not null, Status: "accepted" or "declined" }
            ? null
            : (
                Notification.Of(
                    NotificationKind.JoinAnswer,
                    Notification.FactOf(answered.RequestId, answered.Version),
                    TargetType.Community,
                    answered.CommunityId,
                    $"{answered.Status} {answered.CommunityName}"
                ),
                answered.UserId
            );
}
