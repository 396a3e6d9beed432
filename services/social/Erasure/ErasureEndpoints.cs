using Community.Platform.Access.Authorization;
using Community.Social.Connections;
using Community.Social.Data;
using Community.Social.Moderation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Erasure;

/// <summary>This service's part in erasing a user, and in exporting a user's data.</summary>
internal static class ErasureEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<ExportedPerson>> ExportAsync(Guid id, SocialDb db) =>
        TypedResults.Ok(
            new ExportedPerson(
                await db
                    .People.Where(p => p.Id == id && p.ProfileVersion > 0)
                    .Select(p => new ExportedProfile(
                        p.Username,
                        p.FullName,
                        p.Bio,
                        p.Location,
                        p.Region,
                        p.City,
                        p.Age,
                        p.Gender,
                        p.Interests,
                        p.IdentityBadge,
                        p.PictureUrl,
                        p.CreatedAt,
                        p.IsSuspended,
                        p.SuspendedUntil,
                        p.MutedUntil
                    ))
                    .SingleOrDefaultAsync(),
                await db
                    .Entitlements.Where(e => e.UserId == id)
                    .Select(e => new ExportedPlan(e.Plan, e.Codes, e.EndsAt))
                    .SingleOrDefaultAsync(),
                await db.Boosts.Where(b => b.UserId == id).Select(b => (DateTimeOffset?)b.BoostedUntil).SingleOrDefaultAsync(),
                await db
                    .Connections.Where(c => c.LowId == id || c.HighId == id)
                    .OrderBy(c => c.RequestedAt)
                    .Select(c =>
                        c.FromId == id && c.Status == ConnectionStatus.Declined
                            // The asker does not learn of a decline.
                            ? new ExportedConnection(
                                c.FromId,
                                c.ToId,
                                ConnectionStatus.Pending,
                                c.CompatibilityScore,
                                c.RequestedAt,
                                null,
                                null
                            )
                            : new ExportedConnection(
                                c.FromId,
                                c.ToId,
                                c.Status,
                                c.CompatibilityScore,
                                c.RequestedAt,
                                c.AnsweredAt,
                                c.EndedAt
                            )
                    )
                    .ToListAsync(),
                await db
                    .Follows.Where(f => f.FollowerId == id)
                    .OrderBy(f => f.Since)
                    .Select(f => new ExportedFollow(f.FollowedId, f.IsFollowing, f.Since))
                    .ToListAsync(),
                await db
                    .Follows.Where(f => f.FollowedId == id && f.IsFollowing)
                    .OrderBy(f => f.Since)
                    .Select(f => new ExportedFollow(f.FollowerId, f.IsFollowing, f.Since))
                    .ToListAsync(),
                await db
                    .Blocks.Where(b => b.BlockerId == id && b.IsBlocked)
                    .OrderBy(b => b.Since)
                    .Select(b => new ExportedBlock(b.BlockedId, b.Since))
                    .ToListAsync(),
                await db
                    .Members.Where(m => m.UserId == id)
                    .OrderBy(m => m.JoinedAt)
                    .Select(m => new ExportedMembership(m.CommunityId, m.Role, m.IsMember, m.JoinedAt, m.LeftAt, m.LeaveReason))
                    .ToListAsync(),
                await db
                    .Communities.Where(c => c.CreatedBy == id)
                    .OrderBy(c => c.CreatedAt)
                    .Select(c => new ExportedCommunity(
                        c.Id,
                        c.Name,
                        c.Kind,
                        c.Description,
                        c.Rules,
                        c.Category,
                        c.Region,
                        c.Interest,
                        c.Tags,
                        c.CreatedAt,
                        c.DeletedAt
                    ))
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedRsvp>(
                        $"""
                        SELECT event_id, confirmed_version > ended_version AS is_going, has_arrived FROM rsvps WHERE user_id = {id} ORDER BY id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Activities.Where(a => a.ActorId == id)
                    .OrderBy(a => a.Id)
                    .Select(a => new ExportedActivity(
                        a.Kind,
                        a.OccurredAt,
                        a.UserId,
                        a.CommunityId,
                        a.EventId,
                        a.ThreadId,
                        a.PhotoId,
                        a.Text
                    ))
                    .ToListAsync(),
                await db
                    .JoinRequests.Where(r => r.UserId == id)
                    .OrderBy(r => r.CreatedAt)
                    .Select(r => new ExportedJoinRequest(r.CommunityId, r.Status, r.CreatedAt, r.AnsweredAt))
                    .ToListAsync(),
                await db
                    .Invitations.Where(i => i.UserId == id || i.InvitedBy == id)
                    .OrderBy(i => i.CreatedAt)
                    .Select(i => new ExportedInvitation(i.CommunityId, i.InvitedBy, i.UserId, i.CreatedAt, i.DeclinedAt))
                    .ToListAsync(),
                await db
                    .Bans.Where(b => b.UserId == id)
                    .OrderBy(b => b.CreatedAt)
                    .Select(b => new ExportedBan(b.CommunityId, b.Reason, b.CreatedAt, b.Until))
                    .ToListAsync(),
                await db
                    .AccessOrders.Where(o => o.UserId == id)
                    .OrderBy(o => o.OfferedAt)
                    .Select(o => new ExportedOrder(
                        o.Id,
                        o.CommunityId,
                        o.Status,
                        o.AmountCents,
                        o.Currency,
                        o.OfferedAt,
                        o.PaidAt,
                        o.RefundedAmount,
                        o.RefundedAt
                    ))
                    .ToListAsync(),
                await db
                    .Database.SqlQuery<ExportedAnalysis>(
                        $"""
                        SELECT skills, traits FROM profile_analyses WHERE user_id = {id}
                        """
                    )
                    .SingleOrDefaultAsync(),
                await db
                    .Database.SqlQuery<Guid>(
                        $"""
                        SELECT dismissed_id AS "Value" FROM suggestion_dismissals WHERE user_id = {id} ORDER BY dismissed_at, dismissed_id
                        """
                    )
                    .ToListAsync(),
                await db
                    .Reports.Where(r => r.ReporterId == id)
                    .OrderBy(r => r.CreatedAt)
                    .Select(r => new ExportedReport(r.Reason, r.Details, r.CreatedAt, r.ClosedAt, r.Outcome))
                    .ToListAsync(),
                await db.MeasuresAgainst(id)
                    .OrderBy(d => d.Seq)
                    .Select(d => new ExportedMeasure(d.Kind, d.ContentType, d.ContentId, d.Reason, d.At, d.Until))
                    .ToListAsync(),
                await db
                    .Appeals.Where(a => a.UserId == id)
                    .OrderBy(a => a.CreatedAt)
                    .Select(a => new ExportedAppeal(a.Text, a.Status, a.CreatedAt, a.ResolvedAt))
                    .ToListAsync()
            )
        );
}

/// <summary>All data of this service about a user.</summary>
/// <param name="Profile">The account's data; null if there is none.</param>
/// <param name="Plan">The entitlements of the user's plan.</param>
/// <param name="BoostedUntil">Until when the user's profile is shown first in discovery.</param>
/// <param name="Connections">Connections and requests in both directions, active and ended.</param>
/// <param name="Following">Users whom the user follows, or did.</param>
/// <param name="Followers">Users who follow the user.</param>
/// <param name="Blocked">Users whom the user blocks; not those who block the user.</param>
/// <param name="Memberships">Memberships, active and ended.</param>
/// <param name="CommunitiesFounded">Communities that the user founded.</param>
/// <param name="Rsvps">Events for which the user is or was registered.</param>
/// <param name="Activities">The user's activities in feeds.</param>
/// <param name="JoinRequests">Communities that the user asked to join.</param>
/// <param name="Invitations">Invitations to communities, received and sent.</param>
/// <param name="Bans">Communities from which the user is banned.</param>
/// <param name="Orders">Orders for paid communities.</param>
/// <param name="Analysis">The analysis of the profile.</param>
/// <param name="NotSuggested">Users who are not suggested to the user.</param>
/// <param name="Reports">Reports that the user made.</param>
/// <param name="Measures">Decisions of moderators against the user or their content, without the moderators.</param>
/// <param name="Appeals">The user's appeals.</param>
internal sealed record ExportedPerson(
    ExportedProfile? Profile,
    ExportedPlan? Plan,
    DateTimeOffset? BoostedUntil,
    IReadOnlyList<ExportedConnection> Connections,
    IReadOnlyList<ExportedFollow> Following,
    IReadOnlyList<ExportedFollow> Followers,
    IReadOnlyList<ExportedBlock> Blocked,
    IReadOnlyList<ExportedMembership> Memberships,
    IReadOnlyList<ExportedCommunity> CommunitiesFounded,
    IReadOnlyList<ExportedRsvp> Rsvps,
    IReadOnlyList<ExportedActivity> Activities,
    IReadOnlyList<ExportedJoinRequest> JoinRequests,
    IReadOnlyList<ExportedInvitation> Invitations,
    IReadOnlyList<ExportedBan> Bans,
    IReadOnlyList<ExportedOrder> Orders,
    ExportedAnalysis? Analysis,
    IReadOnlyList<Guid> NotSuggested,
    IReadOnlyList<ExportedReport> Reports,
    IReadOnlyList<ExportedMeasure> Measures,
    IReadOnlyList<ExportedAppeal> Appeals
);

internal sealed record ExportedProfile(
    string? Username,
    string? FullName,
    string? Bio,
    string? Location,
    string? Region,
    string? City,
    int? Age,
    string? Gender,
    IReadOnlyList<string> Interests,
    string? IdentityBadge,
    string? PictureUrl,
    DateTimeOffset? CreatedAt,
    bool IsSuspended,
    DateTimeOffset? SuspendedUntil,
    DateTimeOffset? MutedUntil
);

internal sealed record ExportedPlan(string Plan, IReadOnlyList<string> Entitlements, DateTimeOffset? EndsAt);

internal sealed record ExportedConnection(
    Guid FromUserId,
    Guid ToUserId,
    string Status,
    int? CompatibilityScore,
    DateTimeOffset RequestedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt
);

internal sealed record ExportedFollow(Guid UserId, bool IsFollowing, DateTimeOffset Since);

internal sealed record ExportedBlock(Guid UserId, DateTimeOffset Since);

internal sealed record ExportedMembership(
    Guid CommunityId,
    string Role,
    bool IsMember,
    DateTimeOffset JoinedAt,
    DateTimeOffset? LeftAt,
    string? LeaveReason
);

internal sealed record ExportedCommunity(
    Guid Id,
    string Name,
    string Kind,
    string? Description,
    string? Rules,
    string? Category,
    string? Region,
    string? Interest,
    IReadOnlyList<string> Tags,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeletedAt
);

internal sealed record ExportedRsvp(Guid EventId, bool IsGoing, bool HasArrived);

internal sealed record ExportedActivity(
    string Kind,
    DateTimeOffset OccurredAt,
    Guid? UserId,
    Guid? CommunityId,
    Guid? EventId,
    Guid? ThreadId,
    Guid? PhotoId,
    string? Text
);

internal sealed record ExportedJoinRequest(Guid CommunityId, string Status, DateTimeOffset CreatedAt, DateTimeOffset? AnsweredAt);

internal sealed record ExportedInvitation(
    Guid CommunityId,
    Guid InvitedBy,
    Guid UserId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeclinedAt
);

internal sealed record ExportedBan(Guid CommunityId, string? Reason, DateTimeOffset CreatedAt, DateTimeOffset? Until);

internal sealed record ExportedOrder(
    Guid OrderId,
    Guid CommunityId,
    string Status,
    long AmountCents,
    string Currency,
    DateTimeOffset OfferedAt,
    DateTimeOffset? PaidAt,
    long RefundedAmount,
    DateTimeOffset? RefundedAt
);

internal sealed record ExportedAnalysis(string[] Skills, string[] Traits);

internal sealed record ExportedReport(string Reason, string? Details, DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? Outcome);

internal sealed record ExportedMeasure(
    string Decision,
    string ContentType,
    Guid ContentId,
    string Reason,
    DateTimeOffset At,
    DateTimeOffset? Until
);

internal sealed record ExportedAppeal(string Text, string Status, DateTimeOffset CreatedAt, DateTimeOffset? ResolvedAt);
