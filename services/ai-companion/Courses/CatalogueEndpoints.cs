using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Security.Claims;
using Community.Companion.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Finding courses and reading them.</summary>
internal static class CatalogueEndpoints
{
    public static void MapCatalogue(this IEndpointRouteBuilder api)
    {
        var courses = api.MapGroup("/courses").WithTags("Courses");
        courses.MapGet("/", ListAsync).RequireSignedIn();
        courses.MapGet("/mine", MineAsync).RequireSignedIn();
        courses.MapGet("/drafts", DraftsAsync).RequireAdmin();
        courses.MapGet("/{id:guid}", ShowAsync).RequireSignedIn();
    }

    /// <summary>Lists the courses that are published, the newest first.</summary>
    private static async Task<Results<Ok<Page<CourseSummary>>, BadRequestProblem>> ListAsync(
        [AsParameters] CourseFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        CourseRights courseRights,
        CompanionDb db,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await Found(db, filter, CourseStatus.Published)
                .ToPageAsync(
                    page,
                    Summary(db, caller.UserId(), await courseRights.HasPlanAsync(caller.UserId(), cancellationToken)),
                    cancellationToken
                )
        );

    /// <summary>
    /// Lists the courses that are not published: drafts, and those that were taken out of the catalogue. The newest first.
    /// </summary>
    private static async Task<Results<Ok<Page<CourseSummary>>, BadRequestProblem>> DraftsAsync(
        [AsParameters] CourseFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        CompanionDb db,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await Found(db, filter, CourseStatus.Draft).ToPageAsync(page, Summary(db, caller.UserId(), hasPlan: false), cancellationToken)
        );

    /// <summary>
    /// Lists the courses that the caller has bought, taken for free, or begun by a plan that still includes them; the last worked at first.
    /// </summary>
    /// <remarks>Also courses that are not in the catalogue any more: an owned course stays.</remarks>
    private static async Task<Results<Ok<Page<CourseSummary>>, BadRequestProblem>> MineAsync(
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        CourseRights courseRights,
        CompanionDb db,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var hasPlan = await courseRights.HasPlanAsync(me, cancellationToken);
        var enrolments = db.Enrolments.Where(enrolment =>
            enrolment.UserId == me && (enrolment.OwnedSince != null || (hasPlan && enrolment.LastActiveAt != null))
        );
        var mine = db
            .Courses.AsNoTracking()
            .Where(course => enrolments.Any(enrolment => enrolment.CourseId == course.Id))
            .OrderByDescending(course =>
                enrolments
                    .Where(enrolment => enrolment.CourseId == course.Id)
                    .Select(enrolment => enrolment.LastActiveAt ?? enrolment.OwnedSince)
                    .FirstOrDefault()
            )
            .ThenBy(course => course.Id);
        return TypedResults.Ok(await mine.ToPageAsync(page, Summary(db, me, hasPlan), cancellationToken));
    }

    /// <summary>Shows a course, and the caller's progress.</summary>
    /// <remarks>
    /// The first module is a free preview. The content and quizzes of the others are only for owners of the course: bought, taken for free,
    /// or by a plan with all courses. The answers of a quiz are given after answering.
    /// </remarks>
    /// <param name="id">The course's id.</param>
    private static async Task<Results<Ok<CourseDetail>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        CourseRights courseRights,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) => TypedResults.Ok((await courseRights.RequireAsync(id, caller, cancellationToken)).View(clock.GetUtcNow()));

    private static IOrderedQueryable<Course> Found(CompanionDb db, CourseFilter filter, string status)
    {
        var courses = filter.Q is { } text
            ? db.Courses.FromSql($"SELECT * FROM courses WHERE search @@ websearch_to_tsquery('simple', lower({SearchKey.Query(text)}))")
            : db.Courses;
        return courses
            .AsNoTracking()
            .Where(course => course.Status == status && (filter.Category == null || course.Category == filter.Category))
            .OrderByDescending(course => course.CreatedAt)
            .ThenByDescending(course => course.Id);
    }

    private static Expression<Func<Course, CourseSummary>> Summary(CompanionDb db, Guid me, bool hasPlan) =>
        course => new CourseSummary(
            course.Id,
            course.Title,
            course.Description,
            course.Category,
            course.Image,
            course.PriceCredits,
            course.PriceCents,
            course.Currency,
            course.Modules.Count,
            course.Modules.Sum(module => module.DurationMinutes),
            course.Duration,
            course.Status,
            course.CreatedAt,
            hasPlan
                || db.Enrolments.Any(enrolment =>
                    enrolment.CourseId == course.Id && enrolment.UserId == me && enrolment.OwnedSince != null
                ),
            db.Enrolments.Where(enrolment => enrolment.CourseId == course.Id && enrolment.UserId == me)
                .SelectMany(enrolment => enrolment.Modules)
                .Count(module => module.CompletedAt != null),
            course.Modules.Count == 0
                ? 0
                : 100
                    * db.Enrolments.Where(enrolment => enrolment.CourseId == course.Id && enrolment.UserId == me)
                        .SelectMany(enrolment => enrolment.Modules)
                        .Count(module => module.CompletedAt != null)
                    / course.Modules.Count
        );
}

/// <summary>A filter of courses.</summary>
/// <param name="Category">Only of this category: Growth, Connection or Wellness.</param>
/// <param name="Q">Words of title and description, as typed into a search box.</param>
internal sealed record CourseFilter(
    [property: CourseCategory] string? Category = null,
    [property: StringLength(200), SingleLine] string? Q = null
);
