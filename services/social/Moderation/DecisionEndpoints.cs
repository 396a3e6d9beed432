using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// The record of decisions. Moderators see all of it. A user sees the decisions about them with the reasons, without the moderators.
/// </summary>
internal static class DecisionEndpoints
{
    public static void MapDecisions(this IEndpointRouteBuilder api)
    {
        var decisions = api.MapGroup("/moderation/decisions").WithTags("Moderation").RequireModerator();
        decisions.MapGet("/", ListAsync).NotStored("shows reported content and people");
        decisions.MapGet("/check", CheckAsync).NotStored("a check must be made anew each time");
        api.MapGet("/moderation/decisions/mine", ListMineAsync)
            .NotStored("shows sanctions of the caller")
            .WithTags("Appeals")
            .RequireSignedIn();
    }

    /// <summary>Lists decisions, the latest first.</summary>
    /// <remarks>
    /// Decisions cannot be changed, and each has a hash over itself and all decisions before it. Decisions about the caller are left out:
    /// <c>GET /moderation/decisions/mine</c> has them.
    /// </remarks>
    private static async Task<Results<Ok<CursorPage<DecisionView>>, BadRequestProblem>> ListAsync(
        [AsParameters] DecisionFilter filter,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var decisions = db.ModerationDecisions.Where(decision => decision.PersonId != me);
        if (filter.Moderator is { } moderator)
        {
            decisions = decisions.Where(decision => decision.DecidedBy == moderator);
        }

        if (filter.ContentType is { } chosen)
        {
            var type = ApiNames.Of(chosen.Value);
            decisions = decisions.Where(decision => decision.ContentType == type);
        }

        if (filter.Person is { } person)
        {
            decisions = decisions.Where(decision => decision.PersonId == person);
        }

        if (query.TryGetPosition<DecisionPosition>(out var after))
        {
            decisions = decisions.Where(decision => decision.Seq < after.Seq);
        }

        var views = await decisions
            .OrderByDescending(decision => decision.Seq)
            .Take(query.Limit + 1)
            .ToViews(db)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(Cursor.Page(views, query, view => new DecisionPosition(view.Seq)));
    }

    /// <summary>Checks that the record of decisions is complete and unchanged.</summary>
    private static async Task<Ok<RecordCheck>> CheckAsync(SocialDb db, CancellationToken cancellationToken)
    {
        var fault = await DecisionChain.FirstFaultAsync(
            db.ModerationDecisions.AsNoTracking().OrderBy(decision => decision.Seq).AsAsyncEnumerable()
        );
        return TypedResults.Ok(new RecordCheck(await db.ModerationDecisions.LongCountAsync(cancellationToken), fault));
    }

    /// <summary>Lists the decisions against the caller or the caller's content, the latest first.</summary>
    /// <remarks>The reporters and moderators are not shown. One appeal against each is possible within 30 days.</remarks>
    private static async Task<Results<Ok<CursorPage<OwnDecisionView>>, BadRequestProblem>> ListMineAsync(
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var decisions = db.MeasuresAgainst(caller.UserId());
        if (query.TryGetPosition<DecisionPosition>(out var after))
        {
            decisions = decisions.Where(decision => decision.Seq < after.Seq);
        }

        var rows = await (
            from decision in decisions.AsNoTracking().OrderByDescending(decision => decision.Seq).Take(query.Limit + 1)
            join sanction in db.Sanctions on decision.Id equals sanction.DecisionId into sanctions
            from sanction in sanctions.DefaultIfEmpty()
            join appeal in db.Appeals on decision.Id equals appeal.DecisionId into appeals
            from appeal in appeals.DefaultIfEmpty()
            orderby decision.Seq descending
            select new
            {
                decision.Seq,
                View = new OwnDecisionView(
                    decision.Id,
                    decision.Kind,
                    decision.ContentType,
                    decision.ContentId,
                    decision.RemovesContent,
                    decision.Reason,
                    decision.Until,
                    decision.At,
                    sanction.LiftedAt,
                    appeal.Status
                ),
            }
        ).ToListAsync(cancellationToken);
        var page = Cursor.Page(rows, query, row => new DecisionPosition(row.Seq));
        return TypedResults.Ok(new CursorPage<OwnDecisionView>([.. page.Items.Select(row => row.View)], page.NextCursor));
    }

    /// <summary>The decisions against a user, including those about content whose author became known only later.</summary>
    public static IQueryable<ModerationDecision> MeasuresAgainst(this SocialDb db, Guid person) =>
        db.ModerationDecisions.Where(decision =>
            DecisionKind.Measures.Contains(decision.Kind)
            && (
                decision.PersonId == person
                || (decision.PersonId == null && db.ModerationCases.Any(found => found.Id == decision.CaseId && found.AuthorId == person))
            )
        );
}

/// <summary>A filter of decisions.</summary>
/// <param name="Moderator">Only of this moderator.</param>
/// <param name="ContentType">Only about this kind of content.</param>
/// <param name="Person">Only decisions that concern this user.</param>
internal sealed record DecisionFilter(
    Guid? Moderator = null,
    [property: FromQuery(Name = "content_type")] Choice<ReportedContent>? ContentType = null,
    Guid? Person = null
);

/// <summary>The position in a list of decisions.</summary>
internal sealed record DecisionPosition(long Seq);

/// <summary>Whether the record of decisions is intact.</summary>
/// <param name="Decisions">The number of decisions.</param>
/// <param name="FirstFault">The number of the first decision that is missing or was changed; null: there is none.</param>
internal sealed record RecordCheck(long Decisions, long? FirstFault) : IHasExample<RecordCheck>
{
    public static RecordCheck Example => new(17, null);
}

/// <summary>A decision, for the user concerned.</summary>
/// <param name="Id">The decision's id, for an appeal.</param>
/// <param name="Decision">remove, warn, mute or suspend.</param>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">The content that it is about.</param>
/// <param name="RemovesContent">Whether the content was removed.</param>
/// <param name="Reason">spam, harassment, hate, violence, nudity, scam, self_harm, illegal or other.</param>
/// <param name="Until">When the sanction ends by itself; null: it has no end, or there is none.</param>
/// <param name="CreatedAt">When it was decided.</param>
/// <param name="LiftedAt">When the sanction was lifted before its end.</param>
/// <param name="AppealStatus">open, granted or denied, if the caller appealed.</param>
internal sealed record OwnDecisionView(
    Guid Id,
    string Decision,
    string ContentType,
    Guid ContentId,
    bool RemovesContent,
    [property: WordOf<ReportReason>] string Reason,
    DateTimeOffset? Until,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LiftedAt,
    string? AppealStatus
) : IHasExample<OwnDecisionView>
{
    public static OwnDecisionView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"),
            "mute",
            "message",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            true,
            "spam",
            new DateTimeOffset(2026, 11, 28, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null,
            "open"
        );
}
