using System.Security.Claims;
using Community.Messaging.Data;
using Community.Messaging.Direct;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Channels;

/// <summary>Any channel, by its id alone. Notifications and pushes link here.</summary>
internal static class ChannelEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/channels/{id:guid}", ShowAsync).WithTags("Channels").RequireSignedIn();

    /// <summary>Shows a channel: its kind, where it belongs, and how far the caller has read it.</summary>
    /// <remarks>A channel that the caller may not read does not exist (404).</remarks>
    /// <param name="id">The channel's id: a thread's, a conversation's or an event chat's.</param>
    private static async Task<Results<Ok<ChannelView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        MessagingDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        var (channel, membership, rights) = await channels.RequireAsync(id, me, "channel");
        var peer = channel.PeerOf(me);
        var row = (
            await db
                .Database.SqlQuery<Row>(
                    $"""
                    SELECT t.title AS thread_title, nullif(c.name, '') AS community_name, nullif(e.name, '') AS event_name, p.username,
                        p.full_name, p.picture_url, coalesce(p.is_bot, false) AS is_bot, coalesce(r.last_read_seq, 0) AS last_read_seq,
                        CASE WHEN ch.kind = 'direct' AND p.id IS NULL THEN 0 ELSE greatest(ch.last_seq - coalesce(r.last_read_seq + r.own_unread, 0)
                            - held_after(ch.id, coalesce(r.last_read_seq, 0), {me}), 0) END AS unread
                    FROM channels ch LEFT JOIN threads t ON t.id = ch.id LEFT JOIN communities c ON c.id = ch.community_id LEFT JOIN events e ON e.id = ch.event_id
                    LEFT JOIN people p ON p.id = {peer} AND p.profile_version > 0 AND NOT p.is_erased AND (NOT p.is_suspended OR p.suspended_until <= {now})
                        AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = {me} AND h.other_id = p.id)
                    LEFT JOIN read_states r ON r.channel_id = ch.id AND r.user_id = {me}
                    WHERE ch.id = {id}
                    """
                )
                .ToListAsync(cancellationToken)
        ).Single();
        return TypedResults.Ok(
            new ChannelView(
                channel.Id,
                channel.Kind,
                row.ThreadTitle ?? row.EventName ?? row.FullName ?? row.Username,
                channel.CommunityId is { } community ? new(community, row.CommunityName) : null,
                channel.EventId is { } held ? new(held, row.EventName) : null,
                peer is { } other ? new PeerView(other, row.Username, row.FullName, row.PictureUrl, row.IsBot) : null,
                RoleIn(channel, membership),
                rights.MayWrite,
                row.Unread,
                row.LastReadSeq,
                channel.LastSeq,
                channel.LastActivityAt
            )
        );
    }

    /// <summary>The word for a reader's part in a channel.</summary>
    internal static string RoleIn(Channel channel, Membership membership) =>
        channel.Kind switch
        {
            ChannelKind.Thread => membership.Role ?? "reader",
            ChannelKind.Direct => "participant",
            _ => membership.IsOrganizer ? "organizer" : "attendee",
        };

    private sealed record Row(
        string? ThreadTitle,
        string? CommunityName,
        string? EventName,
        string? Username,
        string? FullName,
        string? PictureUrl,
        bool IsBot,
        long LastReadSeq,
        long Unread
    );
}
