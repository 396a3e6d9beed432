using Community.Contracts.Social;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

internal sealed class WhenCommunityInvitationSent(Notifier notifier) : IConsumer<CommunityInvitationSent>
{
    public Task Consume(ConsumeContext<CommunityInvitationSent> context)
    {
        var sent = context.Message;
        return notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.Invitation,
                FactId = sent.InvitationId,
                GroupedBy = sent.InvitationId,
                ActorId = sent.FromUserId,
                TargetType = TargetType.Community,
                TargetId = sent.CommunityId,
                Detail = sent.CommunityName,
            },
            sent.ToUserId);
    }
}

/// <summary>Notifies the members who can answer the request.</summary>
internal sealed class WhenCommunityJoinRequested(Notifier notifier, MessagingDb db) : IConsumer<CommunityJoinRequested>
{
    public async Task Consume(ConsumeContext<CommunityJoinRequested> context)
    {
        var requested = context.Message;
        var moderators = await db.Database.SqlQuery<Guid>($"""
            SELECT user_id AS "Value" FROM memberships WHERE community_id = {requested.CommunityId} AND is_member AND role IN ('owner', 'moderator')
            """).ToListAsync();
        await notifier.TellAsync(
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
            moderators);
    }
}

/// <summary>
/// Notifies the user who asked to join of the answer. A withdrawn request, or one that was settled by itself, has no answer. The user who answered is not
/// notified.
/// </summary>
internal sealed class WhenCommunityJoinRequestAnswered(Notifier notifier) : IConsumer<CommunityJoinRequestAnswered>
{
    public Task Consume(ConsumeContext<CommunityJoinRequestAnswered> context)
    {
        var answered = context.Message;
        return answered is not { AnsweredBy: not null, Status: "accepted" or "declined" } ? Task.CompletedTask : notifier.TellAsync(
            new()
            {
                Kind = NotificationKind.JoinAnswer,
                FactId = answered.RequestId,
                GroupedBy = answered.RequestId,
                TargetType = TargetType.Community,
                TargetId = answered.CommunityId,
                Detail = $"{answered.Status} {answered.CommunityName}",
            },
            answered.UserId);
    }
}
