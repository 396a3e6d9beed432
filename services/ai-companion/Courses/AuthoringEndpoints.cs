using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.Selling;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Administrators' work on courses.</summary>
internal static class AuthoringEndpoints
{
    public static void MapAuthoring(this IEndpointRouteBuilder api)
    {
        var courses = api.MapGroup("/courses").WithTags("Course authoring").RequireAdmin();
        courses.MapPost("/", CreateAsync).RecordsAct(StaffActs.CourseCreated).Idempotent();
        courses.MapGet("/{id:guid}/source", SourceAsync);
        courses.MapPatch("/{id:guid}", ChangeAsync).RecordsAct(StaffActs.CourseChanged);
        courses.MapDelete("/{id:guid}", DeleteAsync).RecordsAct(StaffActs.CourseDeleted);
        courses.MapPost("/{id:guid}/publish", PublishAsync).RecordsAct(StaffActs.CoursePublished).Idempotent();
        courses.MapPost("/{id:guid}/unpublish", UnpublishAsync).RecordsAct(StaffActs.CourseUnpublished).Idempotent();
    }

    /// <summary>Creates a course: a draft that only administrators see.</summary>
    private static async Task<Results<Created<CourseSource>, BadRequestProblem>> CreateAsync(
        CourseDraft draft,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    )
    {
        var course = draft.ToCourse(caller.UserId(), clock.GetKeptNow());
        CourseRules.Require(course, isPriceNew: true);
        db.Courses.Add(course);
        new CourseAct(caller.UserId(), StaffActs.CourseCreated).Record(db, course.Id, course.CreatedAt);
        await db.SaveChangesAsync();
        return TypedResults.Created($"/api/v1/courses/{course.Id}", CourseSource.Of(course));
    }

    /// <summary>Shows a course as its authors see it: everything, including the answers of its quizzes.</summary>
    /// <param name="id">The course's id.</param>
    private static async Task<Results<Ok<CourseSource>, NotFoundProblem>> SourceAsync(
        Guid id,
        CompanionDb db,
        CancellationToken cancellationToken
    ) =>
        await db.Courses.AsNoTracking().Include(course => course.Modules).SingleOrDefaultAsync(course => course.Id == id, cancellationToken)
            is { } course
            ? TypedResults.Ok(CourseSource.Of(course))
            : CourseRights.NoSuchCourse();

    /// <summary>Changes a course.</summary>
    /// <remarks>
    /// A merge patch (RFC 7396): absent members stay as they are, null clears. With <c>version</c>, the change is refused (409,
    /// <c>version_conflict</c>) if the course was changed meanwhile.
    /// </remarks>
    /// <param name="id">The course's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<CourseSource>, BadRequestProblem, NotFoundProblem, ConflictProblem>> ChangeAsync(
        Guid id,
        CourseChanges changes,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        await db.EditAsync(
            new(caller.UserId(), StaffActs.CourseChanged),
            id,
            changes.Version.IsSet ? changes.Version.Value : null,
            clock,
            (course, _) => changes.ApplyTo(course)
        );

    /// <summary>Deletes a draft without owners.</summary>
    /// <remarks>
    /// A published course has to be unpublished first. A course that a user owns or has worked at stays (409, <c>course_has_learners</c>),
    /// as do those that come with the product (409, <c>library_course</c>): unpublishing takes them out of the catalogue.
    /// </remarks>
    /// <param name="id">The course's id.</param>
    private static Task<Results<NoContent, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<NoContent, NotFoundProblem, ConflictProblem>>(async () =>
        {
            // Stronger than the lock of other changes: no user can enrol meanwhile.
            await db.Database.ExecuteSqlAsync($"SELECT FROM courses WHERE id = {id} FOR UPDATE");
            if (await db.Courses.SingleOrDefaultAsync(course => course.Id == id) is not { } course)
            {
                return CourseRights.NoSuchCourse();
            }

            if (course.IsPublished)
            {
                return Problem.Conflict("This course is published. Unpublish it first.", "course_published");
            }

            if (course.LibraryVersion is not null)
            {
                return Problem.Conflict(
                    "This course is part of the product and cannot be deleted. Unpublish it instead.",
                    "library_course"
                );
            }

            if (await db.Enrolments.AnyAsync(e => e.CourseId == id && (e.OwnedSince != null || e.LastActiveAt != null)))
            {
                return Problem.Conflict("This course has learners and cannot be deleted. Unpublish it instead.", "course_has_learners");
            }

            await db.Enrolments.Where(enrolment => enrolment.CourseId == id).ExecuteDeleteAsync();
            db.Courses.Remove(course);
            new CourseAct(caller.UserId(), StaffActs.CourseDeleted).Record(db, id, clock.GetUtcNow());
            await db.SaveChangesAsync();
            return TypedResults.NoContent();
        });

    /// <summary>Publishes a course, so that it can be found and bought. Repeating it changes nothing.</summary>
    /// <param name="id">The course's id.</param>
    private static async Task<Results<Ok<CourseSource>, NotFoundProblem, ConflictProblem>> PublishAsync(
        Guid id,
        ClaimsPrincipal caller,
        CompanionDb db,
        TimeProvider clock
    ) =>
        TypedResults.Ok(
            CourseSource.Of(
                await db.ChangeCourseAsync(
                    new(caller.UserId(), StaffActs.CoursePublished),
                    id,
                    seen: null,
                    clock,
                    (course, now) =>
                    {
                        if (course.Modules.Count == 0)
                        {
                            throw Problem
                                .Conflict("A course needs a module before it can be published. Add one first.", "no_modules")
                                .ToException();
                        }

                        course.Publish(now);
                        return Task.CompletedTask;
                    }
                )
            )
        );

    /// <summary>Takes a course out of the catalogue: it is a draft again. Its owners keep it. Repeating it changes nothing.</summary>
    /// <remarks>Open orders are withdrawn; an order that is paid all the same is fulfilled.</remarks>
    /// <param name="id">The course's id.</param>
    private static async Task<Results<Ok<CourseSource>, NotFoundProblem>> UnpublishAsync(
        Guid id,
        ClaimsPrincipal caller,
        CompanionDb db,
        Sales sales,
        TimeProvider clock
    ) =>
        TypedResults.Ok(
            CourseSource.Of(
                await db.ChangeCourseAsync(
                    new(caller.UserId(), StaffActs.CourseUnpublished),
                    id,
                    seen: null,
                    clock,
                    async (course, _) =>
                    {
                        if (course.IsPublished)
                        {
                            course.Status = CourseStatus.Draft;
                            await sales.WithdrawProductAsync(CourseGoods.Word, id, "course_unpublished");
                        }
                    }
                )
            )
        );
}
