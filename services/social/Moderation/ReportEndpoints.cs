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
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>Reports of users to the moderators.</summary>
internal static class ReportEndpoints
{
    private const int MostADay = 20;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void MapReports(this IEndpointRouteBuilder api)
    {
        var reports = api.MapGroup("/reports").WithTags("Reports").RequireAuthorization(Policies.SignedIn);
        reports.MapPost("/", ReportAsync).Idempotent();
        reports.MapGet("/mine", ListMineAsync).NotStored("shows whom the caller reported");
    }

    /// <summary>Reports a user, or a user's content, to the moderators.</summary>
    /// <remarks>
    /// The content is copied for the moderators at once, so that later changes and deletions do not remove the evidence. The answer is the
    /// same whether or not the content exists. The reporter's identity is never shown to the reported user. A second report of the same
    /// content by the caller is answered with the first one until it is decided. At most 20 reports a day.
    /// </remarks>
    /// <param name="request">The content and the reason.</param>
    private static async Task<Results<Created<ReportView>, BadRequestProblem, ForbiddenProblem, TooManyRequestsProblem>> ReportAsync(
        ReportRequest request,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        Evidence evidence,
        TimeProvider clock
    )
    {
        // Checked before others do work for it, and once more under the lock.
        var me = (await actors.RequireAsync(caller.UserId())).Id;
        if (await db.FindOpenAsync(me, request) is { } open)
        {
            return Created(open, request);
        }

        await RequireFewAsync(db, me, MostADay - 1, clock.GetKeptNow());
        // Copied before the answer, so that later actions of the author do not remove it, and before the transaction, so that no connection
        // is held during the call.
        var copy = await evidence.TakeAsync(ApiNames.Of(request.ContentType), request.ContentId, me);
        return await FileAsync(request, copy, caller, db, actors, clock);
    }

    private static Task<Results<Created<ReportView>, BadRequestProblem, ForbiddenProblem, TooManyRequestsProblem>> FileAsync(
        ReportRequest request,
        ContentCopy? copy,
        ClaimsPrincipal caller,
        SocialDb db,
        Actors actors,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Created<ReportView>, BadRequestProblem, ForbiddenProblem, TooManyRequestsProblem>>(async () =>
        {
            var me = (await actors.RequireAsync(caller.UserId())).Id;
            var now = clock.GetKeptNow();
            // Reports of one user run one after the other, so that each counts those before it.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"reports {me}"}, 0))");
            var type = ApiNames.Of(request.ContentType);
            var filed = await db.FileAsync(
                new(
                    type,
                    request.ContentId,
                    ApiNames.Of(request.Reason),
                    request.Details,
                    ReporterId: me,
                    AuthorId: await db.AuthorAsync(type, request.ContentId),
                    CommunityId: type == ApiNames.Community ? request.ContentId : null,
                    Copy: copy
                ),
                now
            );
            if (filed.IsNew)
            {
                await RequireFewAsync(db, me, MostADay, now);
                db.Publish(
                    new ContentReported(
                        Guid.CreateVersion7(now),
                        now,
                        filed.CaseId,
                        filed.Version,
                        type,
                        request.ContentId,
                        me,
                        ApiNames.Of(request.Reason)
                    )
                );
                await db.SaveChangesAsync();
            }

            var open = await db.ReportsOf(me).SingleAsync(report => report.CaseId == filed.CaseId && report.ClosedAt == null);
            return Created(open, request);
        });

    /// <summary>Lists the caller's reports with their outcome, the latest first.</summary>
    private static async Task<Results<Ok<Page<ReportView>>, BadRequestProblem>> ListMineAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        SocialDb db,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await db.ReportsOf(caller.UserId())
                .OrderByDescending(report => report.CreatedAt)
                .ThenBy(report => report.Id)
                .ToPageAsync(
                    page,
                    report =>
                        db.ModerationCases.Where(found => found.Id == report.CaseId)
                            .Select(found => new ReportView(
                                report.Id,
                                found.ContentType,
                                found.ContentId,
                                report.Reason,
                                report.Details,
                                report.ClosedAt == null ? "open" : "closed",
                                report.Outcome,
                                report.CreatedAt,
                                report.ClosedAt
                            ))
                            .First(),
                    cancellationToken
                )
        );

    private static IQueryable<Report> ReportsOf(this SocialDb db, Guid reporter) =>
        db.Reports.AsNoTracking().Where(report => report.ReporterId == reporter);

    /// <summary>The caller's report of this content that is not decided yet; null: there is none.</summary>
    private static Task<Report?> FindOpenAsync(this SocialDb db, Guid me, ReportRequest request)
    {
        var type = ApiNames.Of(request.ContentType);
        return db.ReportsOf(me)
            .FirstOrDefaultAsync(report =>
                report.ClosedAt == null
                && db.ModerationCases.Any(found =>
                    found.Id == report.CaseId && found.ContentType == type && found.ContentId == request.ContentId
                )
            );
    }

    private static Created<ReportView> Created(Report open, ReportRequest request) =>
        TypedResults.Created("/api/v1/reports/mine", ReportView.Of(open, ApiNames.Of(request.ContentType), request.ContentId));

    /// <summary>Refuses if the user has made more reports than this in the last day.</summary>
    private static async Task RequireFewAsync(SocialDb db, Guid me, int most, DateTimeOffset now)
    {
        var latest = await db.ReportsOf(me)
            .Where(report => report.CreatedAt > now - Day)
            .OrderByDescending(report => report.CreatedAt)
            .Select(report => report.CreatedAt)
            .Take(most + 1)
            .ToListAsync();
        if (latest.Count > most)
        {
            throw Problem
                .TooManyRequests(
                    latest[MostADay - 1] + Day - now,
                    $"You can send at most {MostADay} reports a day. Try again tomorrow.",
                    "too_many_reports"
                )
                .ToException();
        }
    }

    /// <summary>The author, as far as this service knows; other services name the author later (<see cref="ContentDescribed"/>).</summary>
    private static async Task<Guid?> AuthorAsync(this SocialDb db, string type, Guid id) =>
        type == ApiNames.User ? id
        : type == ApiNames.Community ? await db.ResponsibleForAsync(id)
        : null;

    /// <summary>The owner with the longest membership; not always the founder.</summary>
    private static Task<Guid?> ResponsibleForAsync(this SocialDb db, Guid communityId) =>
        db
            .Members.Where(member => member.CommunityId == communityId && member.IsMember && member.Role == MemberRole.Owner)
            .OrderBy(member => member.JoinedAt)
            .ThenBy(member => member.UserId)
            .Select(member => (Guid?)member.UserId)
            .FirstOrDefaultAsync();
}

/// <summary>The content to report, and the reason.</summary>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">Its id.</param>
/// <param name="Reason">spam, harassment, hate, violence, nudity, scam, self_harm, illegal or other.</param>
/// <param name="Details">Further information for the moderators; at most 2000 characters.</param>
internal sealed record ReportRequest(
    ReportedContent ContentType,
    Guid ContentId,
    ReportReason Reason,
    [property: StringLength(2000), MultiLine] string? Details = null
) : IHasExample<ReportRequest>
{
    public static ReportRequest Example =>
        new(
            ReportedContent.Message,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            ReportReason.Spam,
            "The same advertisement in every thread."
        );
}

/// <summary>The caller's own report.</summary>
/// <param name="Id">The report's id.</param>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">The reported content.</param>
/// <param name="Reason">The reason chosen.</param>
/// <param name="Details">In the reporter's words.</param>
/// <param name="Status">open or closed.</param>
/// <param name="Outcome">action_taken or no_action, once it is closed.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ClosedAt">When it was decided.</param>
internal sealed record ReportView(
    Guid Id,
    string ContentType,
    Guid ContentId,
    [property: WordOf<ReportReason>] string Reason,
    string? Details,
    string Status,
    string? Outcome,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ClosedAt
) : IHasExample<ReportView>
{
    public static ReportView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b2"),
            "message",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            "spam",
            "The same advertisement in every thread.",
            "open",
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null
        );

    public static ReportView Of(Report report, string contentType, Guid contentId) =>
        new(
            report.Id,
            contentType,
            contentId,
            report.Reason,
            report.Details,
            report.ClosedAt is null ? "open" : "closed",
            report.Outcome,
            report.CreatedAt,
            report.ClosedAt
        );
}
