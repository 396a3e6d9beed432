using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// Appeals: the user concerned asks once that a decision is reviewed, and another moderator reviews it. A muted user may appeal. A
/// suspended user cannot sign in and therefore writes to the operator; a moderator can lift the suspension.
/// </summary>
internal static class AppealEndpoints
{
    private static readonly TimeSpan Term = TimeSpan.FromDays(30);

    public static void MapAppeals(this IEndpointRouteBuilder api)
    {
        api.MapPost("/moderation/decisions/{id:guid}/appeal", AppealAsync).WithTags("Appeals").RequireSignedIn().Idempotent();
        var appeals = api.MapGroup("/moderation/appeals").WithTags("Appeals").RequireModerator();
        appeals.MapGet("/", ListAsync).NotStored("shows reported content and people");
        appeals.MapPost("/{id:guid}/resolve", ResolveAsync).RecordsAct(StaffActs.AppealAnswered).Idempotent();
    }

    /// <summary>Appeals against a decision about the caller: once, within 30 days.</summary>
    /// <param name="id">The decision's id.</param>
    /// <param name="request">The reason why the decision was wrong.</param>
    private static Task<Results<Created<OwnAppealView>, BadRequestProblem, NotFoundProblem, ConflictProblem>> AppealAsync(
        Guid id,
        AppealRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Created<OwnAppealView>, BadRequestProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var me = caller.UserId();
            if (await db.MeasuresAgainst(me).AsNoTracking().SingleOrDefaultAsync(decision => decision.Id == id) is not { } decision)
            {
                return Problem.NotFound("There is no such decision.", "no_such_decision");
            }

            var now = clock.GetKeptNow();
            if (decision.At + Term < now)
            {
                return Problem.Conflict("A decision can be appealed for 30 days only.", "too_late");
            }

            var added = await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO appeals (id, decision_id, user_id, text, status, created_at)
                VALUES ({Guid.CreateVersion7(
                    now
                )}, {id}, {me}, {request.Text}, {AppealStatus.Open}, {now}) ON CONFLICT (decision_id) DO NOTHING
                """
            );
            return added == 1
                ? TypedResults.Created("/api/v1/moderation/decisions/mine", new OwnAppealView(id, AppealStatus.Open, now))
                : Problem.Conflict("This decision was already appealed.", "appealed_already");
        });

    /// <summary>Lists appeals, the longest waiting first; the caller's own are not shown.</summary>
    /// <param name="status">open (the default), granted or denied.</param>
    private static async Task<Results<Ok<Page<AppealView>>, BadRequestProblem>> ListAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken,
        Choice<AppealStatusFilter>? status = null
    )
    {
        var (me, requested) = (caller.UserId(), ApiNames.Of(status?.Value ?? AppealStatusFilter.Open));
        return TypedResults.Ok(
            await db
                .Appeals.AsNoTracking()
                .Where(appeal => appeal.Status == requested && appeal.UserId != me)
                .OrderBy(appeal => appeal.CreatedAt)
                .ThenBy(appeal => appeal.Id)
                .ToPageAsync(
                    page,
                    appeal => new AppealView(
                        appeal.Id,
                        appeal.UserId,
                        appeal.Text,
                        appeal.Status,
                        appeal.CreatedAt,
                        appeal.ResolvedAt,
                        db.ModerationDecisions.Where(decision => decision.Id == appeal.DecisionId)
                            .Select(decision =>
                                DecisionView.Of(
                                    decision,
                                    db.ModerationNotes.Where(note => note.DecisionId == decision.Id)
                                        .Select(note => note.Note)
                                        .FirstOrDefault(),
                                    db.People.Where(person => person.Id == decision.PersonId && person.ProfileVersion > 0)
                                        .Select(PersonSummary.OfPerson)
                                        .FirstOrDefault(),
                                    db.People.Where(person => person.Id == decision.DecidedBy && person.ProfileVersion > 0)
                                        .Select(PersonSummary.OfPerson)
                                        .FirstOrDefault()
                                )
                            )
                            .First()
                    ),
                    cancellationToken
                )
        );
    }

    /// <summary>Grants or denies an appeal against the decision of another moderator.</summary>
    /// <remarks>
    /// Granting restores the content, unless a later decision removed it too, and lifts the warning, mute or suspension. Another moderator
    /// has to answer an appeal against the caller's own decision (403 <c>own_decision</c>).
    /// </remarks>
    /// <param name="id">The appeal's id.</param>
    /// <param name="request">The answer.</param>
    private static Task<Results<Ok<DecisionView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ResolveAsync(
        Guid id,
        ResolveAppealRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Cases cases,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<DecisionView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var decisions =
                from asked in db.Appeals
                where asked.Id == id
                join decided in db.ModerationDecisions on asked.DecisionId equals decided.Id
                select decided;
            if (await decisions.AsNoTracking().SingleOrDefaultAsync() is not { } about)
            {
                return Problem.NotFound("There is no such appeal.", "no_such_appeal");
            }

            // Locks the case first, as every decision does, and then reads the appeal.
            var found = (await cases.LockAsync(about.CaseId))!;
            var appeal = await db.Appeals.SingleAsync(appeal => appeal.Id == id);
            if (about.DecidedBy == caller.UserId())
            {
                return Problem.Forbidden("You made this decision, so another moderator has to answer the appeal.", "own_decision");
            }

            if (appeal.UserId == caller.UserId() || await db.IsOwnAsync(found, caller.UserId()))
            {
                return OwnCase.Refusal();
            }

            if (appeal.Status != AppealStatus.Open)
            {
                return Problem.Conflict("This appeal was already answered.", "already_resolved");
            }

            var now = clock.GetKeptNow();
            var sanction = request.Grant ? await LockSanctionAsync(db, about) : null;
            var decision = await db.AppendAsync(
                seq => about.FollowedBy(seq, request.Grant ? DecisionKind.GrantAppeal : DecisionKind.DenyAppeal, caller.UserId(), now),
                request.Note
            );
            (appeal.Status, appeal.ResolvedAt) = (request.Grant ? AppealStatus.Granted : AppealStatus.Denied, now);
            if (request.Grant && found.RemovalDecisionId == about.Id)
            {
                await db.RestoreContentAsync(found, decision);
            }

            if (sanction is not null)
            {
                await db.LiftAsync(sanction, decision);
            }

            db.RecordAct(StaffActs.AppealAnswered, caller.UserId(), now, appeal.UserId, id, appeal.Status);
            await db.SaveChangesAsync();
            return TypedResults.Ok(await db.ToViewAsync(decision));
        });

    /// <summary>
    /// The sanction of the decision, if it is not lifted yet. It is locked before the chain, in the same order as by code that lifts it.
    /// </summary>
    private static async Task<Sanction?> LockSanctionAsync(SocialDb db, ModerationDecision about) =>
        (
            await db
                .Sanctions.FromSql($"SELECT * FROM sanctions WHERE decision_id = {about.Id} AND lifted_at IS NULL FOR NO KEY UPDATE")
                .ToListAsync()
        ).SingleOrDefault();
}

/// <param name="Text">The reason why the decision was wrong; at most 4000 characters.</param>
internal sealed record AppealRequest([property: StringLength(4000), MultiLine] string Text) : IHasExample<AppealRequest>
{
    public static AppealRequest Example => new("That was no advertisement: the bakery is our own community's.");
}

/// <summary>The caller's own appeal.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="Status">open, granted or denied.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record OwnAppealView(Guid DecisionId, string Status, DateTimeOffset CreatedAt) : IHasExample<OwnAppealView>
{
    public static OwnAppealView Example =>
        new(Guid.Parse("0198c0de-0000-7000-8000-0000000000f1"), "open", new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero));
}

internal enum AppealStatusFilter
{
    /// <summary>Not answered yet.</summary>
    Open,

    /// <summary>The decision was reversed.</summary>
    Granted,

    /// <summary>The decision was confirmed.</summary>
    Denied,
}

/// <summary>An appeal, as moderators see it.</summary>
/// <param name="Id">The appeal's id.</param>
/// <param name="UserId">The appealing user.</param>
/// <param name="Text">The reason.</param>
/// <param name="Status">open, granted or denied.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ResolvedAt">When it was answered.</param>
/// <param name="Decision">The decision that it is about.</param>
internal sealed record AppealView(
    Guid Id,
    Guid UserId,
    string Text,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ResolvedAt,
    DecisionView Decision
) : IHasExample<AppealView>
{
    public static AppealView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000f2"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            "That was no advertisement: the bakery is our own community's.",
            "open",
            new DateTimeOffset(2026, 11, 22, 8, 30, 0, TimeSpan.Zero),
            null,
            DecisionView.Example
        );
}

/// <param name="Grant">Whether the decision is reversed.</param>
/// <param name="Note">The reason, for other moderators; at most 2000 characters.</param>
internal sealed record ResolveAppealRequest(bool Grant, [property: StringLength(2000), MultiLine] string Note)
    : IHasExample<ResolveAppealRequest>
{
    public static ResolveAppealRequest Example => new(true, "It is the community's own bakery indeed.");
}
