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
using Community.Platform.Storage;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>The moderators' queue: reading, assigning and deciding cases.</summary>
internal static class CaseEndpoints
{
    private const int MostEarlier = 50;

    public static void MapCases(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/moderation/reports").WithTags("Moderation").RequireModerator();
        cases.MapGet("/", ListAsync).NotStored("shows reported content and people");
        cases.MapGet("/{id:guid}", ShowAsync).NotStored("shows reported content and people");
        cases.MapGet("/{id:guid}/pictures/{version}", ShowPictureAsync).NotStored("shows reported content and people");
        cases.MapPost("/{id:guid}/assign", AssignAsync).RecordsAct(StaffActs.CaseAssigned).Idempotent();
        cases.MapPost("/{id:guid}/resolve", ResolveAsync).RecordsAct(StaffActs.CaseDecided).Idempotent();
    }

    /// <summary>Lists cases, the longest waiting first.</summary>
    /// <remarks>All reports of one content are one case. Cases about the caller are not shown.</remarks>
    private static async Task<Results<Ok<Page<CaseView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CaseFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        var (me, status) = (caller.UserId(), ApiNames.Of(filter.Status?.Value ?? CaseStatusFilter.Open));
        var cases = db.CasesNotAbout(me).AsNoTracking().Where(found => found.Status == status);
        if (filter.ContentType is { } chosen)
        {
            var type = ApiNames.Of(chosen.Value);
            cases = cases.Where(found => found.ContentType == type);
        }

        if (filter.Reason is { } given)
        {
            var reason = ApiNames.Of(given.Value);
            cases = cases.Where(found =>
                db.Reports.Any(report => report.CaseId == found.Id && report.Reason == reason && report.CreatedAt >= found.FirstReportedAt)
            );
        }

        cases = filter.Assigned?.Value switch
        {
            AssignedFilter.Me => cases.Where(found => found.AssignedTo == me),
            AssignedFilter.None => cases.Where(found => found.AssignedTo == null),
            _ => cases,
        };
        return TypedResults.Ok(await cases.PageAsync(db, page, cancellationToken));
    }

    /// <summary>
    /// Shows a case with its reports, copies of the content when it was reported, and earlier decisions about the author.
    /// </summary>
    /// <param name="id">The case's id.</param>
    private static async Task<Results<Ok<CaseDetails>, ForbiddenProblem, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        SocialDb db,
        Evidence evidence,
        CancellationToken cancellationToken
    )
    {
        if (await db.ModerationCases.AsNoTracking().SingleOrDefaultAsync(found => found.Id == id, cancellationToken) is not { } found)
        {
            return NoSuchCase();
        }

        await db.RequireNotAboutAsync(id, caller.UserId());
        var reports = await db
            .Reports.AsNoTracking()
            .Where(report => report.CaseId == id && report.CreatedAt >= found.FirstReportedAt)
            .OrderBy(report => report.CreatedAt)
            .ThenBy(report => report.Id)
            .Select(report => new CaseReport(
                report.Id,
                report.ReporterId,
                report.RuleName,
                report.Reason,
                report.Details,
                report.CreatedAt
            ))
            .ToListAsync(cancellationToken);
        var people = await db
            .People.Where(person => (person.Id == found.AuthorId || person.Id == found.AssignedTo) && person.ProfileVersion > 0)
            .Select(PersonSummary.OfPerson)
            .ToListAsync(cancellationToken);
        var author = people.Find(person => person.Id == found.AuthorId);
        var assignee = people.Find(person => person.Id == found.AssignedTo);
        var earlier = await db
            .ModerationDecisions.Where(decision => decision.PersonId != null && decision.PersonId == found.AuthorId)
            .OrderByDescending(decision => decision.Seq)
            .Take(MostEarlier)
            .ToViews(db)
            .ToListAsync(cancellationToken);
        var reasons = reports
            .GroupBy(report => report.Reason, StringComparer.Ordinal)
            .Select(given => new ReasonCount(given.Key, given.Count()))
            .OrderByDescending(given => given.Count)
            .ThenBy(given => given.Reason, StringComparer.Ordinal);
        var copied = await evidence.FindAsync(found.ContentType, found.ContentId, cancellationToken);
        var copies = await evidence.FindCopiesAsync(found.Id, found.ContentType, found.ContentId, cancellationToken);
        return TypedResults.Ok(new CaseDetails(ViewOf(found, assignee, author, [.. reasons]), author, reports, earlier, copied, copies));
    }

    /// <summary>
    /// Shows the picture of a reported profile or community from the time of the report, even after it was replaced or deleted.
    /// </summary>
    /// <param name="id">The case's id.</param>
    /// <param name="version">The version of the picture: the addresses are in the case's <c>copies</c>.</param>
    private static async Task<Results<FileStreamHttpResult, ForbiddenProblem, NotFoundProblem>> ShowPictureAsync(
        Guid id,
        string version,
        ClaimsPrincipal caller,
        HttpResponse response,
        SocialDb db,
        PictureStore pictures,
        CancellationToken cancellationToken
    )
    {
        if (await db.ModerationCases.AsNoTracking().SingleOrDefaultAsync(found => found.Id == id, cancellationToken) is not { } found)
        {
            return NoSuchCase();
        }

        await db.RequireNotAboutAsync(id, caller.UserId());
        return
            await db.FindPictureAsync(found.ContentType, found.ContentId, version, cancellationToken) is { } key
            && await pictures.ShowAsync(response, key, version, width: null, isOpen: false) is { } shown
            ? shown
            : Problem.NotFound("There is no such picture.", "no_such_picture");
    }

    /// <summary>Assigns an open case to the caller or another moderator, or releases it.</summary>
    /// <remarks>
    /// The assignment shows other moderators that the case is being worked on; every moderator may still decide it. A moderator cannot take
    /// a case that is about them or that they reported (403 <c>own_case</c>).
    /// </remarks>
    /// <param name="id">The case's id.</param>
    /// <param name="request">The moderator.</param>
    private static Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> AssignAsync(
        Guid id,
        AssignRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Cases cases,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            if (await cases.LockAsync(id) is not { } found)
            {
                return NoSuchCase();
            }

            await db.RequireNotAboutAsync(id, caller.UserId());
            if (found.Status != CaseStatus.Open)
            {
                return Problem.Conflict("This case was already decided.", "already_decided");
            }

            if (request.ModeratorId is { } taker && await db.IsOwnAsync(found, taker))
            {
                return OwnCase.Refusal();
            }

            (found.AssignedTo, found.AssignedAt) = (request.ModeratorId, request.ModeratorId is null ? null : clock.GetUtcNow());
            db.RecordAct(StaffActs.CaseAssigned, caller.UserId(), clock.GetUtcNow(), request.ModeratorId, id);
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Decides a case, once and permanently; the owner of the content or the account applies the decision.</summary>
    /// <remarks>
    /// <c>dismiss</c> also shows content that a rule held back. <c>remove</c> removes the content; <c>warn</c>, <c>mute</c> and
    /// <c>suspend</c> are about its author, and with <c>remove_content</c> also remove the content. If two moderators decide at once, one
    /// succeeds (409 <c>already_decided</c>). A moderator cannot decide a case that is about them or that they reported (403
    /// <c>own_case</c>). Until the content's service has named the author, only <c>dismiss</c> and <c>remove</c> are possible (409
    /// <c>author_unknown</c>).
    /// </remarks>
    /// <param name="id">The case's id.</param>
    /// <param name="request">The decision.</param>
    private static Task<Results<Ok<DecisionView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ResolveAsync(
        Guid id,
        ResolveRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Cases cases
    ) =>
        db.InTransactionAsync<Results<Ok<DecisionView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
            await cases.LockAsync(id) is { } found
                ? TypedResults.Ok(await db.ToViewAsync(await cases.DecideAsync(found, caller.UserId(), request)))
                : NoSuchCase()
        );

    /// <summary>A page of the queue, the longest waiting case first.</summary>
    public static Task<Page<CaseView>> PageAsync(
        this IQueryable<ModerationCase> cases,
        SocialDb db,
        PageQuery page,
        CancellationToken cancellationToken
    ) =>
        cases
            .OrderBy(found => found.FirstReportedAt)
            .ThenBy(found => found.Id)
            .ToPageAsync(
                page,
                found => new CaseView(
                    found.Id,
                    found.ContentType,
                    found.ContentId,
                    found.Status,
                    found.AssignedTo,
                    db.People.Where(person => person.Id == found.AssignedTo && person.ProfileVersion > 0)
                        .Select(PersonSummary.OfPerson)
                        .FirstOrDefault(),
                    found.AuthorId,
                    db.People.Where(person => person.Id == found.AuthorId && person.ProfileVersion > 0)
                        .Select(PersonSummary.OfPerson)
                        .FirstOrDefault(),
                    found.CommunityId,
                    found.IsHeld,
                    found.ReportCount,
                    db.Reports.Where(report => report.CaseId == found.Id && report.CreatedAt >= found.FirstReportedAt)
                        .GroupBy(report => report.Reason)
                        .OrderByDescending(given => given.Count())
                        .ThenBy(given => given.Key)
                        .Select(given => new ReasonCount(given.Key, given.Count()))
                        .ToList(),
                    found.FirstReportedAt,
                    found.LastReportedAt,
                    found.DecidedAt
                ),
                cancellationToken
            );

    public static NotFoundProblem NoSuchCase() => Problem.NotFound("There is no such case.", "no_such_case");

    private static CaseView ViewOf(
        ModerationCase found,
        PersonSummary? assignee,
        PersonSummary? author,
        IReadOnlyList<ReasonCount> reasons
    ) =>
        new(
            found.Id,
            found.ContentType,
            found.ContentId,
            found.Status,
            found.AssignedTo,
            assignee,
            found.AuthorId,
            author,
            found.CommunityId,
            found.IsHeld,
            found.ReportCount,
            reasons,
            found.FirstReportedAt,
            found.LastReportedAt,
            found.DecidedAt
        );
}

internal enum CaseStatusFilter
{
    /// <summary>Not decided yet.</summary>
    Open,

    /// <summary>Was decided.</summary>
    Decided,
}

internal enum AssignedFilter
{
    /// <summary>Assigned to the caller.</summary>
    Me,

    /// <summary>Not assigned.</summary>
    None,
}

/// <summary>A filter of cases.</summary>
/// <param name="Status">open (the default) or decided.</param>
/// <param name="ContentType">Only about this kind of content.</param>
/// <param name="Reason">Only with a report for this reason.</param>
/// <param name="Assigned">me: cases assigned to the caller; none: cases that are not assigned.</param>
internal sealed record CaseFilter(
    Choice<CaseStatusFilter>? Status = null,
    [property: Microsoft.AspNetCore.Mvc.FromQuery(Name = "content_type")] Choice<ReportedContent>? ContentType = null,
    Choice<ReportReason>? Reason = null,
    Choice<AssignedFilter>? Assigned = null
);

/// <param name="ModeratorId">The moderator to whom the case is assigned: the caller or another one; null or absent releases it.</param>
internal sealed record AssignRequest(Guid? ModeratorId) : IHasExample<AssignRequest>
{
    public static AssignRequest Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000003"));
}
