using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Membership;

/// <summary>
/// Links to a community. A private community is invisible, so only users with such a link can ask to join. A link with the mode <c>join</c>
/// lets users join, one with the mode <c>request</c> lets them ask.
/// </summary>
internal static class LinkEndpoints
{
    private const int MostLinks = 50;

    public static void MapJoinLinks(this IEndpointRouteBuilder communities)
    {
        communities.MapPost("/{id:guid}/links", CreateAsync).RecordsAct(CommunityActs.LinkMade).Idempotent();
        communities.MapGet("/{id:guid}/links", ListAsync).NotStored("has codes that let their owner in");
        communities.MapDelete("/{id:guid}/links/{link_id:guid}", RevokeAsync).RecordsAct(CommunityActs.LinkRevoked);
        communities.MapGet("/join-links/{code}", ShowAsync).NotStored("the path has a code that lets its owner in");
        communities.MapPost("/join-links/{code}", FollowAsync).Idempotent();
    }

    /// <summary>Makes a link to a community.</summary>
    /// <remarks>
    /// For owners and moderators. The code is shown only in this answer. A community has at most 50 links at a time (409,
    /// <c>too_many_links</c>); expired and used-up links do not count.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="request">The mode and the limits of the link.</param>
    private static Task<Results<Created<NewLinkView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> CreateAsync(
        Guid id,
        LinkRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Created<NewLinkView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(
            async () =>
            {
                var now = clock.GetKeptNow();
                var me = await actors.RequireAsync(caller.UserId());
                // Before the lock, so that a stranger locks nothing, and under it, because a role may end meanwhile.
                await db.RequireModeratorAsync(id, me.Id);
                await db.Database.ExecuteSqlAsync($"SELECT FROM communities WHERE id = {id} FOR NO KEY UPDATE");
                await db.RequireModeratorAsync(id, me.Id);
                await db
                    .JoinLinks.Where(link => link.CommunityId == id && (link.ExpiresAt <= now || link.Uses >= link.MaxUses))
                    .ExecuteDeleteAsync();
                if (await db.JoinLinks.CountAsync(link => link.CommunityId == id) >= MostLinks)
                {
                    return Problem.Conflict(
                        $"A community can have at most {MostLinks} links at a time. Delete one first.",
                        "too_many_links"
                    );
                }

                var code = JoinLink.NewCode();
                var link = new JoinLink
                {
                    Id = Guid.CreateVersion7(now),
                    CommunityId = id,
                    CodeHash = JoinLink.HashOf(code),
                    Mode = request.Mode,
                    CreatedBy = me.Id,
                    CreatedAt = now,
                    ExpiresAt = request.ExpiresAt is { } end ? end.AsKept() : null,
                    MaxUses = request.MaxUses,
                };
                db.JoinLinks.Add(link);
                db.RecordActIn(CommunityActs.LinkMade, id, me.Id, now, outcome: request.Mode);
                await db.SaveChangesAsync();
                var url = $"/api/v1/communities/join-links/{code}";
                return TypedResults.Created(
                    url,
                    new NewLinkView(link.Id, code, url, link.Mode, link.ExpiresAt, link.MaxUses, link.CreatedAt)
                );
            }
        );

    /// <summary>Lists a community's links, the latest first, without their codes.</summary>
    /// <remarks>For owners and moderators.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<Page<LinkView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        await db.RequireModeratorAsync(id, caller.UserId(), cancellationToken);
        return TypedResults.Ok(
            await db
                .JoinLinks.AsNoTracking()
                .Where(link => link.CommunityId == id)
                .OrderByDescending(link => link.CreatedAt)
                .ThenBy(link => link.Id)
                .ToPageAsync(
                    page,
                    link => new LinkView(link.Id, link.Mode, link.ExpiresAt, link.MaxUses, link.Uses, link.CreatedBy, link.CreatedAt),
                    cancellationToken
                )
        );
    }

    /// <summary>Revokes a link. Users who joined by it stay members.</summary>
    /// <remarks>For owners and moderators.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="linkId">The link's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> RevokeAsync(
        Guid id,
        [FromRoute(Name = "link_id")] Guid linkId,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        await db.RequireModeratorAsync(id, me.Id);
        return await db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            if (await db.JoinLinks.Where(link => link.Id == linkId && link.CommunityId == id).ExecuteDeleteAsync() == 0)
            {
                return NoSuchLink();
            }

            db.RecordActIn(CommunityActs.LinkRevoked, id, me.Id, clock.GetUtcNow());
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });
    }

    /// <summary>Shows the community of a link.</summary>
    /// <remarks>404 if it has expired, is used up or was revoked.</remarks>
    /// <param name="code">The link's code.</param>
    private static async Task<Results<Ok<LinkedCommunityView>, NotFoundProblem>> ShowAsync(
        string code,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (hash, me, now) = (JoinLink.HashOf(code), caller.UserId(), clock.GetUtcNow());
        var found = await (
            from link in db.JoinLinks
            join community in db.Communities on link.CommunityId equals community.Id
            where
                link.CodeHash == hash
                && (link.ExpiresAt == null || link.ExpiresAt > now)
                && (link.MaxUses == null || link.Uses < link.MaxUses)
                && community.DeletedAt == null
                && community.RemovedAt == null
                && community.HeldAt == null
                // A user who is banned from a private community may not know of it by a link either.
                && (
                    community.Visibility != Communities.CommunityVisibility.Private
                    || !db.Bans.Any(ban => ban.CommunityId == community.Id && ban.UserId == me && (ban.Until == null || ban.Until > now))
                )
            select new LinkedCommunityView(
                new CommunityCard(
                    community.Id,
                    community.Name,
                    community.Kind,
                    community.Visibility,
                    community.MemberCount,
                    Communities.CommunityRules.HtmlOf(community.Rules)
                ),
                link.Mode,
                link.ExpiresAt
            )
        ).SingleOrDefaultAsync(cancellationToken);
        return found is null ? NoSuchLink() : TypedResults.Ok(found);
    }

    /// <summary>Follows a link: joins the community, or asks to join.</summary>
    /// <remarks>
    /// 200 with the membership, or 202 with the request, which owners and moderators answer. If all users may join, both kinds of link
    /// join; a paid community answers 402 with the order. A repeat answers with the existing membership or request, and uses the link once.
    /// A request that was declined can be repeated a week later (409, <c>declined_lately</c>).
    /// </remarks>
    /// <param name="code">The link's code.</param>
    private static async Task<
        Results<Ok<MembershipView>, Accepted<OwnRequestView>, PaymentRequiredProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > FollowAsync(
        string code,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        Admission admission,
        MembershipOptions options,
        CancellationToken cancellationToken
    )
    {
        var me = await actors.RequireAsync(caller.UserId());
        var hash = JoinLink.HashOf(code);
        var link = await db
            .JoinLinks.AsNoTracking()
            .Where(l => l.CodeHash == hash)
            .Join(
                db.Communities,
                l => l.CommunityId,
                c => c.Id,
                (l, c) =>
                    new
                    {
                        l.Id,
                        l.CommunityId,
                        c.Name,
                    }
            )
            .SingleOrDefaultAsync(cancellationToken);
        if (link is null)
        {
            return NoSuchLink();
        }

        var result = await admission.RunAsync(link.CommunityId, new JoinByLink(me.Id, link.Id), cancellationToken);
        if (result.Outcome == MembershipOutcome.NotFound)
        {
            return NoSuchLink();
        }

        result.OrRefuse(options);
        return result.Membership is { } member
            ? TypedResults.Ok(MembershipView.Of(member))
            : TypedResults.Accepted("/api/v1/communities/requests/mine", OwnRequestView.Of(result.Request!, link.Name));
    }

    private static NotFoundProblem NoSuchLink() =>
        Problem.NotFound("This link does not exist or has expired. Ask for a new one.", "no_such_link");
}

/// <param name="Mode">join: a user with the link joins; request: a user with the link may ask.</param>
/// <param name="ExpiresAt">When it ends; null: when it is revoked.</param>
/// <param name="MaxUses">How many users may join or ask by it, 1 to 10,000; null: any number.</param>
internal sealed record LinkRequest(
    [AllowedValues(JoinLinkMode.Join, JoinLinkMode.Request)] string Mode = JoinLinkMode.Join,
    [InFuture] DateTimeOffset? ExpiresAt = null,
    [Range(1, 10_000)] int? MaxUses = null
) : IHasExample<LinkRequest>
{
    public static LinkRequest Example => new(JoinLinkMode.Join, new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero), 25);
}

/// <summary>A link that was just made.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="Code">The code to give to users; shown only here.</param>
/// <param name="Url">The address with the code, relative to the gateway.</param>
/// <param name="Mode">join or request.</param>
/// <param name="ExpiresAt">When it ends; null: when it is revoked.</param>
/// <param name="MaxUses">How many users may join or ask by it; null: any number.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewLinkView(
    Guid Id,
    [property: Secret] string Code,
    [property: Secret] string Url,
    string Mode,
    DateTimeOffset? ExpiresAt,
    int? MaxUses,
    DateTimeOffset CreatedAt
) : IHasExample<NewLinkView>
{
    public static NewLinkView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            "mZk0Xo3cQ0W2l7dXf1a9Pg",
            "/api/v1/communities/join-links/mZk0Xo3cQ0W2l7dXf1a9Pg",
            JoinLinkMode.Join,
            new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
            25,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}

/// <summary>A link, as owners and moderators see it.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="Mode">join or request.</param>
/// <param name="ExpiresAt">When it ends; null: when it is revoked.</param>
/// <param name="MaxUses">How many users may join or ask by it; null: any number.</param>
/// <param name="Uses">How many users joined or asked by it.</param>
/// <param name="CreatedBy">Its maker.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record LinkView(
    Guid Id,
    string Mode,
    DateTimeOffset? ExpiresAt,
    int? MaxUses,
    int Uses,
    Guid CreatedBy,
    DateTimeOffset CreatedAt
) : IHasExample<LinkView>
{
    public static LinkView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            JoinLinkMode.Join,
            null,
            25,
            3,
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}

/// <summary>The target of a link.</summary>
/// <param name="Community">The community.</param>
/// <param name="Mode">join: following it joins; request: it asks.</param>
/// <param name="ExpiresAt">When the link ends; null: when it is revoked.</param>
internal sealed record LinkedCommunityView(CommunityCard Community, string Mode, DateTimeOffset? ExpiresAt)
    : IHasExample<LinkedCommunityView>
{
    public static LinkedCommunityView Example => new(CommunityCard.Example, JoinLinkMode.Request, null);
}
