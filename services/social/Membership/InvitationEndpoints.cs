using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>Invitations by owners and moderators. An invited user may know of a private community, and accepts by joining.</summary>
internal static class InvitationEndpoints
{
    /// <summary>How many users one person can name in invitations in <see cref="Day"/>.</summary>
    private const int MostADay = 500;

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>How long after it was declined or withdrawn an invitation can be sent again.</summary>
    private static readonly TimeSpan InviteAgain = TimeSpan.FromDays(30);

    /// <summary>
    /// The parameters: the community, the inviting user, the present, new ids, the users, and the time before which a decline or a
    /// withdrawal no longer counts.
    /// </summary>
    private static readonly string Send = $$"""
        INSERT INTO community_invitations AS i (id, community_id, user_id, version, invited_by, created_at)
        SELECT invited.id, {0}, invited.user_id, 1, {1}, {2}
        FROM unnest({3}, {4}) AS invited (id, user_id) JOIN people p ON p.id = invited.user_id
        WHERE {{Visibility.IsSeen("p", "{1}", "{2}")}}
            AND NOT EXISTS (SELECT FROM community_members m WHERE m.community_id = {0} AND m.user_id = p.id AND m.is_member)
            AND NOT EXISTS (SELECT FROM community_bans b WHERE b.community_id = {0} AND b.user_id = p.id AND (b.until IS NULL OR b.until > {2}))
        ON CONFLICT (community_id, user_id) DO UPDATE
            SET version = i.version + 1, invited_by = excluded.invited_by, created_at = excluded.created_at, declined_at = NULL, withdrawn_at = NULL
            -- Declined or withdrawn long ago, or sent by a person whom the invited user can no longer see.
            WHERE coalesce(greatest(i.declined_at, i.withdrawn_at) < {5}, NOT EXISTS (SELECT FROM open_invitations o WHERE o.id = i.id))
        RETURNING i.id, i.user_id, i.version
        """;

    public static void MapInvitations(this IEndpointRouteBuilder communities)
    {
        communities.MapGet("/invitations/mine", ListMineAsync).NotStored("has codes that let their owner in");
        communities.MapPost("/{id:guid}/invitations", InviteAsync).MayRecordAct(CommunityActs.Invited).Idempotent();
        communities.MapGet("/{id:guid}/invitations", ListAsync).NotStored("has codes that let their owner in");
        communities.MapDelete("/{id:guid}/invitations/{user_id:guid}", WithdrawAsync).MayRecordAct(CommunityActs.InvitationWithdrawn);
        communities.MapPost("/{id:guid}/invitations/decline", DeclineAsync).Idempotent();
    }

    /// <summary>Invites users to a community.</summary>
    /// <remarks>
    /// For owners and moderators. The answer is always the same. It does not tell whether a user exists, was invited before, or does not
    /// want to hear from the caller. A user who declined, or whose invitation was withdrawn, is not invited again for 30 days. An
    /// invitation to a paid community is only a notification: the invited user pays. A caller can name 500 users a day.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="request">The users to invite.</param>
    private static Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, TooManyRequestsProblem>> InviteAsync(
        Guid id,
        InviteRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, TooManyRequestsProblem>>(async () =>
        {
            var now = clock.GetKeptNow();
            var me = await actors.RequireAsync(caller.UserId());
            // No user is banned or loses the moderator role between this and the commit.
            await db.Database.ExecuteSqlAsync($"SELECT FROM communities WHERE id = {id} FOR SHARE");
            var place = await db.RequireModeratorAsync(id, me.Id);
            Guid[] users = [.. request.UserIds.Distinct()];
            await CountAsync(db, me.Id, users.Length, now);
            foreach (var sent in await SendAsync(db, id, me.Id, users, now))
            {
                db.RecordActIn(CommunityActs.Invited, id, me.Id, now, sent.UserId);
                db.Publish(
                    new CommunityInvitationSent(
                        Guid.CreateVersion7(now),
                        now,
                        sent.Id,
                        sent.Version,
                        id,
                        place.Community.Name,
                        me.Id,
                        sent.UserId
                    )
                );
            }

            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Lists the unanswered invitations of a community, the latest first.</summary>
    /// <remarks>For owners and moderators.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<Page<InvitationView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        await db.RequireModeratorAsync(id, caller.UserId(), cancellationToken);
        var invitations = (
            from invitation in db.OpenInvitations
            join person in db.SeenBy(caller.UserId(), clock.GetUtcNow()) on invitation.UserId equals person.Id
            where invitation.CommunityId == id
            select new { Invitation = invitation, Person = person }
        )
            .OrderByDescending(row => row.Invitation.CreatedAt)
            .ThenBy(row => row.Invitation.Id);
        return TypedResults.Ok(
            await invitations.ToPageAsync(
                page,
                row => new InvitationView(
                    row.Invitation.Id,
                    row.Person.Id,
                    row.Person.Username!,
                    row.Person.FullName,
                    row.Person.PictureUrl,
                    row.Invitation.InvitedBy,
                    row.Invitation.CreatedAt
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Lists the communities that the caller is invited to, the latest invitation first.</summary>
    private static async Task<Results<Ok<Page<OwnInvitationView>>, BadRequestProblem>> ListMineAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var invitations = (
            from invitation in db.OpenInvitations
            join community in db.Communities on invitation.CommunityId equals community.Id
            join person in db.SeenBy(me, clock.GetUtcNow()) on invitation.InvitedBy equals person.Id
            where invitation.UserId == me && community.DeletedAt == null && community.RemovedAt == null && community.HeldAt == null
            select new
            {
                Invitation = invitation,
                Community = community,
                Person = person,
            }
        )
            .OrderByDescending(row => row.Invitation.CreatedAt)
            .ThenBy(row => row.Invitation.Id);
        return TypedResults.Ok(
            await invitations.ToPageAsync(
                page,
                row => new OwnInvitationView(
                    row.Invitation.Id,
                    new CommunityCard(
                        row.Community.Id,
                        row.Community.Name,
                        row.Community.Kind,
                        row.Community.Visibility,
                        row.Community.MemberCount,
                        CommunityRules.HtmlOf(row.Community.Rules)
                    ),
                    new PersonSummary(
                        row.Person.Id,
                        row.Person.Username!,
                        row.Person.FullName,
                        row.Person.PictureUrl,
                        row.Person.IdentityBadge,
                        row.Person.IsBot
                    ),
                    row.Invitation.CreatedAt
                ),
                cancellationToken
            )
        );
    }

    /// <summary>Withdraws an invitation. A user who has joined in the meantime stays a member.</summary>
    /// <remarks>For owners and moderators. The answer is the same if there is no invitation.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="userId">The invited user.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> WithdrawAsync(
        Guid id,
        [FromRoute(Name = "user_id")] Guid userId,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        await db.RequireModeratorAsync(id, me.Id);
        var now = clock.GetKeptNow();
        await db.InTransactionAsync(async () =>
        {
            // It stays on record, like a declined one: withdrawing it must not be a way to send it again.
            var withdrawn = await db
                .Invitations.Where(invitation =>
                    invitation.CommunityId == id
                    && invitation.UserId == userId
                    && invitation.DeclinedAt == null
                    && invitation.WithdrawnAt == null
                )
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.WithdrawnAt, now));
            if (withdrawn == 1)
            {
                db.RecordActIn(CommunityActs.InvitationWithdrawn, id, me.Id, now, userId);
                await db.SaveChangesAsync();
            }
        });
        return TypedResults.NoContent();
    }

    /// <summary>Declines an invitation to a community. Joining accepts it.</summary>
    /// <remarks>A repeat gets the same answer.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> DeclineAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    )
    {
        var (me, now) = (caller.UserId(), clock.GetUtcNow());
        var declined = await db.InTransactionAsync(() =>
            db
                .Invitations.Where(invitation => invitation.CommunityId == id && invitation.UserId == me && invitation.WithdrawnAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(invitation => invitation.DeclinedAt, invitation => invitation.DeclinedAt ?? now))
        );
        return declined == 1 ? TypedResults.NoContent() : Problem.NotFound("You have no invitation to this community.", "not_invited");
    }

    /// <summary>Invites the users visible to the inviter, except members, banned users and users with an invitation.</summary>
    private static Task<List<Sent>> SendAsync(SocialDb db, Guid id, Guid inviter, Guid[] users, DateTimeOffset now)
    {
        Guid[] ids = [.. users.Select(_ => Guid.CreateVersion7(now))];
        return db.Database.SqlQueryRaw<Sent>(Send, id, inviter, now, ids, users, now - InviteAgain).ToListAsync();
    }

    /// <summary>Counts the users of a request, whether or not they exist and are invited.</summary>
    /// <exception cref="ProblemException">429: they are too many since a day.</exception>
    private static async Task CountAsync(SocialDb db, Guid inviter, int users, DateTimeOffset now)
    {
        var count = (
            await db
                .Database.SqlQuery<Count>(
                    $"""
                    INSERT INTO invitation_counts AS c (user_id, since, asked) VALUES ({inviter}, {now}, {users})
                    ON CONFLICT (user_id) DO UPDATE SET
                        since = CASE WHEN c.since <= {now - Day} THEN excluded.since ELSE c.since END,
                        asked = CASE WHEN c.since <= {now - Day} THEN 0 ELSE c.asked END + excluded.asked
                    RETURNING since, asked
                    """
                )
                .ToListAsync()
        ).Single();
        if (count.Asked > MostADay)
        {
            throw Problem
                .TooManyRequests(
                    count.Since + Day - now,
                    $"You can invite at most {MostADay} people a day. Try again tomorrow.",
                    "too_many_invitations"
                )
                .ToException();
        }
    }

    private sealed record Count(DateTimeOffset Since, int Asked);

    private sealed record Sent(Guid Id, Guid UserId, long Version);
}

/// <param name="UserIds">The users to invite: 1 to 100.</param>
internal sealed record InviteRequest([Length(1, 100)] IReadOnlyList<Guid> UserIds) : IHasExample<InviteRequest>
{
    public static InviteRequest Example => new([PersonSummary.Example.Id]);
}

/// <summary>An invitation, as owners and moderators see it.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="UserId">The invited user.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="InvitedBy">The user who sent it.</param>
/// <param name="CreatedAt">When it was sent.</param>
internal sealed record InvitationView(
    Guid Id,
    Guid UserId,
    string Username,
    string? FullName,
    string? PictureUrl,
    Guid InvitedBy,
    DateTimeOffset CreatedAt
) : IHasExample<InvitationView>
{
    public static InvitationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            PersonSummary.Example.Id,
            "maya",
            "Maya Haddad",
            null,
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}

/// <summary>An invitation to the caller.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="Community">The community.</param>
/// <param name="InvitedBy">The user who sent it.</param>
/// <param name="CreatedAt">When it was sent.</param>
internal sealed record OwnInvitationView(Guid Id, CommunityCard Community, PersonSummary InvitedBy, DateTimeOffset CreatedAt)
    : IHasExample<OwnInvitationView>
{
    public static OwnInvitationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            CommunityCard.Example,
            PersonSummary.Example,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}
