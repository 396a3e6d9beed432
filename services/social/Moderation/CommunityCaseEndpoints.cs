using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// Moderation by a community's owners and moderators. They decide about its threads and messages; only the platform's moderators decide
/// about users.
/// </summary>
internal static class CommunityCaseEndpoints
{
    private static readonly string[] Theirs = [ApiNames.Of(ReportedContent.Thread), ApiNames.Of(ReportedContent.Message)];

    public static void MapCommunityCases(this IEndpointRouteBuilder api)
    {
        var cases = api.MapGroup("/communities/{id:guid}/reports").WithTags("Communities").RequireAuthorization(Policies.SignedIn);
        cases.MapGet("/", ListAsync).NotStored("shows reported content and people").WithName("community_reports_list");
        cases.MapGet("/{case_id:guid}", ShowAsync).NotStored("shows reported content and people").WithName("community_report_get");
        cases
            .MapPost("/{case_id:guid}/resolve", ResolveAsync)
            .WithName("community_report_resolve")
            .RecordsAct(StaffActs.CaseDecided)
            .Idempotent();
    }

    /// <summary>
    /// Lists open cases about threads and messages of a community, the longest waiting first: for its owners and moderators.
    /// </summary>
    /// <remarks>The reporters are not shown. Cases about the caller are not shown.</remarks>
    /// <param name="id">The community's id.</param>
    private static async Task<Results<Ok<Page<CaseView>>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    )
    {
        await db.RequireRunsAsync(id, caller.UserId());
        return TypedResults.Ok(
            await db.CasesNotAbout(caller.UserId())
                .AsNoTracking()
                .Where(found => found.CommunityId == id && found.Status == CaseStatus.Open && Theirs.Contains(found.ContentType))
                .PageAsync(db, page, cancellationToken)
        );
    }

    /// <summary>
    /// Shows an open case of a thread or message of a community, with copies from the time of the report: for its owners and moderators.
    /// </summary>
    /// <remarks>The reporters are not shown, and neither are decisions about the author elsewhere.</remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="caseId">The case's id.</param>
    private static async Task<Results<Ok<CommunityCaseDetails>, ForbiddenProblem, NotFoundProblem>> ShowAsync(
        Guid id,
        [FromRoute(Name = "case_id")] Guid caseId,
        ClaimsPrincipal caller,
        SocialDb db,
        Evidence evidence,
        CancellationToken cancellationToken
    )
    {
        await db.RequireRunsAsync(id, caller.UserId());
        var found = await db.CasesNotAbout(caller.UserId())
            .AsNoTracking()
            .SingleOrDefaultAsync(
                one => one.Id == caseId && one.CommunityId == id && one.Status == CaseStatus.Open && Theirs.Contains(one.ContentType),
                cancellationToken
            );
        if (found is null)
        {
            return CaseEndpoints.NoSuchCase();
        }

        var reports = await db
            .Reports.AsNoTracking()
            .Where(report => report.CaseId == caseId && report.CreatedAt >= found.FirstReportedAt)
            .OrderBy(report => report.CreatedAt)
            .ThenBy(report => report.Id)
            .Select(report => new CommunityCaseReport(report.Reason, report.RuleName, report.Details, report.CreatedAt))
            .ToListAsync(cancellationToken);
        var author = await db
            .People.Where(person => person.Id == found.AuthorId && person.ProfileVersion > 0)
            .Select(PersonSummary.OfPerson)
            .SingleOrDefaultAsync(cancellationToken);
        var copied = await evidence.FindAsync(found.ContentType, found.ContentId, cancellationToken);
        return TypedResults.Ok(new CommunityCaseDetails(author, reports, copied));
    }

    /// <summary>Dismisses a case of a community's thread or message, or removes it: for its owners and moderators.</summary>
    /// <remarks>
    /// It is recorded like every decision and can be appealed against. A moderator cannot decide their own case (403 <c>own_case</c>).
    /// </remarks>
    /// <param name="id">The community's id.</param>
    /// <param name="caseId">The case's id.</param>
    /// <param name="request">dismiss or remove, without a sanction against the author.</param>
    private static Task<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ResolveAsync(
        Guid id,
        [FromRoute(Name = "case_id")] Guid caseId,
        ResolveRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        Cases cases
    ) =>
        db.InTransactionAsync<Results<NoContent, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>>(async () =>
        {
            var me = (await actors.RequireAsync(caller.UserId())).Id;
            await db.RequireRunsAsync(id, me);
            if (request.Decision is not (Decision.Dismiss or Decision.Remove))
            {
                return Problem.Invalid(
                    "decision",
                    FaultCode.NotAnOption,
                    "must be dismiss or remove; only the platform's moderators decide about accounts"
                );
            }

            if (await cases.LockAsync(caseId) is not { } found || found.CommunityId != id || !Theirs.Contains(found.ContentType))
            {
                return CaseEndpoints.NoSuchCase();
            }

            await cases.DecideAsync(found, me, request);
            return TypedResults.NoContent();
        });

    /// <exception cref="ProblemException">
    /// 404: the caller may not know of the community; 403: the caller is neither owner nor moderator.
    /// </exception>
    private static async Task RequireRunsAsync(this SocialDb db, Guid id, Guid caller)
    {
        if (!(await db.RequireKnownAsync(id, caller)).IsModerator)
        {
            throw Problem.Forbidden("Only owners and moderators of this community can see its reports.", "not_moderator").ToException();
        }
    }
}

/// <summary>A case of a community, for the decision of its owners and moderators.</summary>
/// <param name="Author">The author, as far as known here.</param>
/// <param name="Reports">Every report since the case was last opened, the oldest first.</param>
/// <param name="Evidence">
/// The reported message or thread at the time of the report; null: there is no evidence, or its service does not answer.
/// </param>
internal sealed record CommunityCaseDetails(
    PersonSummary? Author,
    IReadOnlyList<CommunityCaseReport> Reports,
    IReadOnlyList<EvidenceView>? Evidence = null
) : IHasExample<CommunityCaseDetails>
{
    public static CommunityCaseDetails Example =>
        new(
            PersonSummary.Example,
            [new("spam", null, "The same advertisement in every thread.", new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero))],
            [EvidenceView.Example]
        );
}

/// <summary>A report, without the reporter.</summary>
/// <param name="Reason">The reason chosen.</param>
/// <param name="RuleName">The rule that matched; null: a person reported it.</param>
/// <param name="Details">In the reporter's words.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record CommunityCaseReport(
    [property: WordOf<ReportReason>] string Reason,
    string? RuleName,
    string? Details,
    DateTimeOffset CreatedAt
);
