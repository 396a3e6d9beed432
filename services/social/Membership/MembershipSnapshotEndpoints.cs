using System.Linq.Expressions;
using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>Memberships in their present state, for services whose projections begin later or have not caught up.</summary>
internal static class MembershipSnapshotEndpoints
{
    private const int PageSize = 500;
    private const int EndedAtOnce = 2_000;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/internal/memberships", ReadAsync).RequireFleet().ExcludeFromDescription();
        endpoints.MapGet("/internal/memberships/ended", ReadEndedAsync).RequireFleet().Quietly().ExcludeFromDescription();
        endpoints.MapGet("/internal/communities/{id:guid}/members/{user_id:guid}", ShowAsync).RequireFleet().ExcludeFromDescription();
    }

    private static async Task<Ok<SnapshotPage<MembershipSnapshot>>> ReadAsync(SocialDb db, Guid? after = null)
    {
        var members = await db
            .Members.AsNoTracking()
            .Where(member => after == null || member.Id > after)
            .OrderBy(member => member.Id)
            .Take(PageSize)
            .Join(
                db.Communities,
                member => member.CommunityId,
                community => community.Id,
                (member, community) => new CommunityAndMember { Community = community, Member = member }
            )
            .OrderBy(pair => pair.Member!.Id)
            .Select(Snapshot)
            .ToListAsync();
        return TypedResults.Ok(
            new SnapshotPage<MembershipSnapshot>(members, members.Count < PageSize ? null : members[^1].MembershipId.ToString())
        );
    }

    /// <summary>
    /// The memberships that ended since a moment. Services that must not wait for the bus poll it every second. A row is stamped before it
    /// is committed, so callers have to reach back some seconds each time.
    /// </summary>
    private static async Task<Ok<EndedMembershipsSnapshot>> ReadEndedAsync(
        DateTimeOffset since,
        SocialDb db,
        TimeProvider clock,
        Guid? after = null
    )
    {
        // Read before the query: a membership that ends while the query runs is found by the next one.
        var (now, from) = (clock.GetUtcNow(), since.ToUniversalTime());
        var ended = await db
            .Members.AsNoTracking()
            .Where(member => !member.IsMember && member.LeftAt >= from && (after == null || member.LeftAt > from || member.Id > after))
            .OrderBy(member => member.LeftAt)
            .ThenBy(member => member.Id)
            .Take(EndedAtOnce)
            .Join(
                db.Communities,
                member => member.CommunityId,
                community => community.Id,
                (member, community) => new CommunityAndMember { Community = community, Member = member }
            )
            .OrderBy(pair => pair.Member!.LeftAt)
            .ThenBy(pair => pair.Member!.Id)
            .ToListAsync();
        var last = ended.Count == EndedAtOnce ? ended[^1].Member : null;
        return TypedResults.Ok(new EndedMembershipsSnapshot(last?.LeftAt ?? now, last?.Id, ended.ConvertAll(SnapshotOf.Invoke)));
    }

    /// <summary>One membership, or only the community if the user never was a member.</summary>
    private static async Task<Results<Ok<MembershipSnapshot>, NotFoundProblem>> ShowAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        SocialDb db
    )
    {
        var snapshot = await db
            .Communities.AsNoTracking()
            .Where(community => community.Id == id)
            .Select(community => new CommunityAndMember
            {
                Community = community,
                Member = db.Members.SingleOrDefault(member => member.CommunityId == id && member.UserId == userId),
            })
            .Select(Snapshot)
            .SingleOrDefaultAsync();
        return snapshot is null ? CommunityAccess.NoSuchCommunity() : TypedResults.Ok(snapshot with { UserId = userId });
    }

    private static readonly Expression<Func<CommunityAndMember, MembershipSnapshot>> Snapshot = pair => new MembershipSnapshot(
        pair.Community.Id,
        pair.Community.Version,
        pair.Community.Name,
        pair.Community.Kind,
        pair.Community.Visibility,
        pair.Community.DeletedAt == null && pair.Community.RemovedAt == null && pair.Community.HeldAt == null,
        pair.Member == null ? Guid.Empty : pair.Member.UserId,
        pair.Member == null ? null : pair.Member.Id,
        pair.Member == null ? 0 : pair.Member.Version,
        pair.Member != null && pair.Member.IsMember,
        pair.Member == null ? null : pair.Member.Role,
        pair.Member == null ? null : pair.Member.JoinedAt
    );

    private static readonly Func<CommunityAndMember, MembershipSnapshot> SnapshotOf = Snapshot.Compile();

    private sealed class CommunityAndMember
    {
        public required CommunityGroup Community { get; init; }

        public required CommunityMember? Member { get; init; }
    }
}
