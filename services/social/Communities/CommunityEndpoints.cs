using System.Security.Claims;
using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Feed;
using Community.Social.Membership;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Communities;

/// <summary>Founding, finding and changing communities.</summary>
internal static class CommunityEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var communities = api.MapGroup("/communities").WithTags("Communities");
        communities.MapPost("/", FoundAsync).RequireSignedIn().Idempotent();
        communities.MapGet("/", FindAsync).AllowAnonymous();
        communities.MapGet("/mine", ListMineAsync).RequireSignedIn();
        communities.MapGet("/{id:guid}", ShowAsync).WithName("community_get").AllowAnonymous();
        communities.MapPost("/rules/preview", PreviewRules).RequireSignedIn();
        communities.MapPatch("/{id:guid}", ChangeAsync).RequireSignedIn().MayRecordAct(CommunityActs.Changed);
        communities.MapDelete("/{id:guid}", DeleteAsync).RequireSignedIn().RecordsAct(CommunityActs.Deleted);
        communities.MapCommunityPictures();
        communities.MapCommunityActivity();
        api.MapGet("/users/{id:guid}/communities", ListOfPersonAsync).WithTags("Communities").RequireSignedIn();
    }

    /// <summary>Founds a community; the founder is its first member and owner.</summary>
    /// <remarks>
    /// Guests cannot found communities. A user with a free plan can found circles only up to the number of circles that the plan allows
    /// (402 with <c>required_plan</c>). A user may own 50 communities (409, <c>too_many_owned</c>) and found 10 a day (429,
    /// <c>too_many_founded</c>), unless this service is configured otherwise. A paid community needs a verified mail address or phone
    /// number of its founder (403, <c>verification_required</c>). If a moderator has to check the texts first, the answer has
    /// <c>is_held</c>: until then only the owners see the community.
    /// </remarks>
    private static async Task<
        Results<
            Created<CommunityView>,
            BadRequestProblem,
            PaymentRequiredProblem,
            ForbiddenProblem,
            ConflictProblem,
            TooManyRequestsProblem
        >
    > FoundAsync(
        CommunityDraft draft,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        FoundingLimits limits,
        CircleLimit circles,
        Sellers sellers,
        IEnumerable<ICommunityTextCheck> checks,
        TimeProvider clock
    )
    {
        if (draft.ToCommunity(caller.UserId(), clock.GetUtcNow()).Kind == CommunityKind.Circle)
        {
            await circles.AskAsync(caller.UserId());
        }

        if (draft.Visibility == VisibilityChoice.Paid)
        {
            await sellers.RequireVerifiedAsync(caller.UserId());
        }

        return await db.InTransactionAsync<
            Results<
                Created<CommunityView>,
                BadRequestProblem,
                PaymentRequiredProblem,
                ForbiddenProblem,
                ConflictProblem,
                TooManyRequestsProblem
            >
        >(async () =>
        {
            await FoundingLimits.WaitForTurnAsync(db, caller.UserId());
            var now = clock.GetUtcNow();
            var community = draft.ToCommunity(caller.UserId(), now);
            if (community.Kind == CommunityKind.Circle)
            {
                await circles.RequireAsync(community.CreatedBy);
            }

            await actors.RequireAsync(community.CreatedBy);
            await limits.RequireAsync(db, community.CreatedBy, now);
            await db.CheckTextAsync(checks, community, now);
            await AddAsync(db, community, now);
            return TypedResults.Created(
                $"/api/v1/communities/{community.Id}",
                await db.ViewForOwnerAsync(community, community.CreatedBy, now)
            );
        });
    }

    /// <summary>Finds communities: the public and paid ones, and the caller's own memberships.</summary>
    /// <remarks>Without a token, only communities that are public on the web (<c>is_on_web</c>).</remarks>
    /// <param name="filter">Which communities; filters add up.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<CommunityView>>, BadRequestProblem>> FindAsync(
        [AsParameters] CommunityFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        CommunitySearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.FindAsync(caller.UserIdOrNull() ?? Guid.Empty, filter, page, cancellationToken));

    /// <summary>Lists the communities of which the caller is a member, the last joined first.</summary>
    /// <param name="filter">Which communities; filters add up.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<CommunityView>>, BadRequestProblem>> ListMineAsync(
        [AsParameters] MineFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        CommunitySearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.OfMemberAsync(caller.UserId(), caller.UserId(), filter, page, cancellationToken));

    /// <summary>Lists the communities of a user as far as the caller may know of them, the last joined first.</summary>
    /// <param name="id">The user's id.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<CommunityView>>, BadRequestProblem, NotFoundProblem>> ListOfPersonAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        Actors actors,
        CommunitySearch search,
        CancellationToken cancellationToken
    )
    {
        await actors.RequireSeenAsync(caller.UserId(), id);
        return TypedResults.Ok(await search.OfMemberAsync(caller.UserId(), id, new MineFilter(), page, cancellationToken));
    }

    /// <summary>Shows a community. A private one is visible only to its members.</summary>
    /// <remarks>Without a token, it is found only if it is public on the web (<c>is_on_web</c>).</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<CommunityView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        // A caller who is not signed in has no memberships: no user has the empty id.
        var me = caller.UserIdOrNull() ?? Guid.Empty;
        var found = await db.CommunitiesSeenBy(me)
            .AsNoTracking()
            .Where(community =>
                community.Id == id && (me != Guid.Empty || (community.IsOnWeb && community.Visibility != CommunityVisibility.Private))
            )
            .Select(community => new
            {
                Community = community,
                Role = db.Members.Where(m => m.CommunityId == id && m.UserId == me && m.IsMember).Select(m => m.Role).SingleOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? CommunityAccess.NoSuchCommunity()
            : TypedResults.Ok(CommunityView.Of(found.Community, await db.OwnerAsync(id, me, clock.GetUtcNow()), found.Role));
    }

    /// <summary>Changes a community that the caller owns.</summary>
    /// <remarks>
    /// A merge patch (RFC 7396): absent members stay as they are, null clears a member. Members of the community stay members when
    /// <c>visibility</c> changes. A community that becomes private is from then on known only to its members. If it becomes paid, users who
    /// join from then on pay. If it is no longer paid, it loses its price; nothing is refunded, and no membership ends because it is
    /// unpaid. A new price applies to users who join from then on and to months that begin from then on; one-time payments stay valid. To
    /// set a price, the caller needs a verified mail address or phone number (403, <c>verification_required</c>). A community that
    /// moderators removed cannot be changed (409, <c>community_removed</c>). A moderator may have to check new texts first
    /// (<c>is_held</c>).
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<
        Results<Ok<CommunityView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > ChangeAsync(
        Guid id,
        CommunityChanges changes,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        Sellers sellers,
        IEnumerable<ICommunityTextCheck> checks,
        TimeProvider clock
    )
    {
        var isSeller = !changes.TouchesPrice || await sellers.IsVerifiedAsync(caller.UserId());
        return await db.InTransactionAsync<
            Results<Ok<CommunityView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
        >(async () =>
        {
            await actors.RequireAsync(caller.UserId());
            var own = await db.LockOwnedAsync(id, caller.UserId());
            own.RequireChangeable();
            var now = clock.GetUtcNow();
            var price = Sellers.PriceOf(own);
            if (changes.ApplyTo(own))
            {
                await db.CheckTextAsync(checks, own, now);
            }

            if (!isSeller && own.Visibility == CommunityVisibility.Paid && price != Sellers.PriceOf(own))
            {
                return Sellers.Unverified();
            }

            if (db.ChangeTracker.HasChanges())
            {
                db.Changed(own, now);
                db.RecordActIn(CommunityActs.Changed, id, caller.UserId(), now);
                await db.SaveChangesAsync();
            }

            return TypedResults.Ok(await db.ViewForOwnerAsync(own, caller.UserId(), now));
        });
    }

    /// <summary>Shows how house rules will look, before they are saved. Nothing is stored.</summary>
    /// <param name="draft">The rules.</param>
    private static Results<Ok<RulesPreview>, BadRequestProblem> PreviewRules(RulesDraft draft) =>
        TypedResults.Ok(new RulesPreview(CommunityRules.HtmlOf(draft.Rules)!));

    /// <summary>Deletes a community that the caller owns, permanently.</summary>
    /// <remarks>
    /// All memberships end, and its picture and recent activities are deleted. Its threads are hidden from then on and deleted 30 days
    /// later. Payments for a time that is still to come are refunded.
    /// </remarks>
    /// <param name="id">The community's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        IEnumerable<IWhenCommunityDeleted> followers,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, ForbiddenProblem, NotFoundProblem>>(async () =>
        {
            await actors.RequireAsync(caller.UserId());
            var own = await db.LockOwnedAsync(id, caller.UserId());
            var now = clock.GetUtcNow();
            db.RecordActIn(CommunityActs.Deleted, id, caller.UserId(), now);
            await db.DeleteAsync(own, caller.UserId(), followers, now);
            return TypedResults.NoContent();
        });

    private static async Task AddAsync(SocialDb db, CommunityGroup community, DateTimeOffset now)
    {
        db.Communities.Add(community);
        db.Publish(
            new CommunityCreated(
                Guid.CreateVersion7(now),
                now,
                community.Id,
                community.Version,
                community.CreatedBy,
                community.Name,
                community.Kind,
                community.Visibility,
                community.Category,
                community.Region,
                community.Description,
                community.Tags,
                community.IsHidden()
            )
        );
        await db.SaveChangesAsync();
        MembershipStore.AddFounder(db, community.Id, community.CreatedBy, community.CreatedAt, now);
        await db.RecordAsync(
            new Activity
            {
                Id = Guid.CreateVersion7(now),
                ActorId = community.CreatedBy,
                Kind = ActivityKind.CommunityCreated,
                OccurredAt = community.CreatedAt,
                CommunityId = community.Id,
                SourceId = community.Id,
            }
        );
        await db.SaveChangesAsync();
    }
}
