using System.Security.Claims;
using Community.Companion.Data;
using Community.Companion.Plans;
using Community.People.Plans;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Decides which users may see, own and read which course. No other code decides it.</summary>
internal sealed class CourseRights(CompanionDb db, PlanLookup plans, TimeProvider clock)
{
    /// <summary>The course with the caller's part in it; a course that the caller may not see does not exist.</summary>
    /// <exception cref="ProblemException">404.</exception>
    public async Task<CourseAccess> RequireAsync(Guid id, ClaimsPrincipal caller, CancellationToken cancellationToken = default)
    {
        var me = caller.UserId();
        var course = await db
            .Courses.AsNoTracking()
            .Include(course => course.Modules)
            .SingleOrDefaultAsync(course => course.Id == id, cancellationToken);
        var enrolment = course is null
            ? null
            : await db
                .Enrolments.AsNoTracking()
                .Include(enrolment => enrolment.Modules)
                .SingleOrDefaultAsync(enrolment => enrolment.CourseId == id && enrolment.UserId == me, cancellationToken);
        var hasPlan = course is not null && await HasPlanAsync(me, cancellationToken);
        var isAuthor = caller.IsAdmin() || course?.CreatedBy == me;
        return
            course is not null
            && (course.IsPublished || isAuthor || enrolment?.OwnedSince is not null || (hasPlan && enrolment?.LastActiveAt is not null))
            ? new(course, enrolment, enrolment?.OwnedSince is not null || hasPlan, isAuthor)
            : throw NoSuchCourse().ToException();
    }

    /// <summary>Whether the person's plan has all courses, as far as it is known here: enough to show a course, not to refuse it.</summary>
    public Task<bool> HasPlanAsync(Guid userId, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        return db.Entitlements.AnyAsync(
            held => held.UserId == userId && held.Codes.Contains(EntitlementCode.AllCourses) && (held.EndsAt == null || held.EndsAt > now),
            cancellationToken
        );
    }

    /// <summary>
    /// Whether the caller owns the course. Before a refusal, payments is asked for a plan that the bus has not delivered yet.
    /// </summary>
    public async Task<bool> OwnsAsync(CourseAccess access, ClaimsPrincipal caller) =>
        access.IsOwned || await plans.AllowsAsync(caller.UserId(), EntitlementCode.AllCourses);

    public static NotFoundProblem NoSuchCourse() => Problem.NotFound("There is no such course.", "no_such_course");

    public static NotFoundProblem NoSuchModule() => Problem.NotFound("This course has no such module.", "no_such_module");

    public static ForbiddenProblem NotOwned() =>
        Problem.Forbidden(
            "You do not own this course. POST /courses/{id}/purchase buys it, and the elite plan includes all courses.",
            "not_owned"
        );
}

/// <summary>A course and a person's part in it.</summary>
/// <param name="Course">The course with its modules.</param>
/// <param name="Enrolment">The person's enrolment.</param>
/// <param name="IsOwned">Bought, taken for free, or by the plan.</param>
/// <param name="IsAuthor">Its author, or an administrator.</param>
internal sealed record CourseAccess(Course Course, Enrolment? Enrolment, bool IsOwned, bool IsAuthor)
{
    /// <summary>Whether the person may read all of it; the first module is for all.</summary>
    public bool MayRead => IsOwned || IsAuthor;

    public CourseDetail View(DateTimeOffset now) => CourseDetail.Of(Course, Enrolment, IsOwned, MayRead, now);
}
