using Community.Companion.Data;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>
/// The one way in which an author's change of a course is made: the course is locked, its version is compared with the one that the author
/// saw, and raised.
/// </summary>
internal static class CourseChange
{
    /// <summary>Changes a course in one transaction, and saves it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="act">The act for the audit record; none is written if nothing changes.</param>
    /// <param name="id">The course.</param>
    /// <param name="seen">The version that the author saw; null: any.</param>
    /// <param name="clock">The present.</param>
    /// <param name="change">Makes the change; an exception leaves everything as it was.</param>
    public static Task<Course> ChangeCourseAsync(
        this CompanionDb db,
        CourseAct act,
        Guid id,
        long? seen,
        TimeProvider clock,
        Func<Course, DateTimeOffset, Task> change
    ) =>
        db.InTransactionAsync(async () =>
        {
            var course = await db.LockCourseAsync(id) ?? throw CourseRights.NoSuchCourse().ToException();
            if (seen is { } version && version != course.Version)
            {
                throw Problem
                    .Conflict(
                        "This course was changed by another request at the same moment. Read it again, then retry.",
                        "version_conflict"
                    )
                    .With("version", course.Version)
                    .ToException();
            }

            var (before, now) = (course.Version, clock.GetKeptNow());
            await change(course, now);
            if (course.Version == before && db.ChangeTracker.HasChanges())
            {
                (course.Version, course.UpdatedAt) = (course.Version + 1, now);
            }

            if (course.Version == before)
            {
                db.ChangedNothing();
            }
            else
            {
                act.Record(db, id, now);
            }

            await db.SetMeaningAsync(course);
            await db.SaveChangesAsync();
            return course;
        });

    /// <summary>Changes a course that the product's files may also change.</summary>
    /// <inheritdoc cref="ChangeCourseAsync(CompanionDb, CourseAct, Guid, long?, TimeProvider, Func{Course, DateTimeOffset, Task})"/>
    /// <remarks>From now on, the product's files leave the course alone.</remarks>
    public static async Task<Ok<CourseSource>> EditAsync(
        this CompanionDb db,
        CourseAct act,
        Guid id,
        long? seen,
        TimeProvider clock,
        Action<Course, DateTimeOffset> change
    ) =>
        TypedResults.Ok(
            CourseSource.Of(
                await db.ChangeCourseAsync(
                    act,
                    id,
                    seen,
                    clock,
                    (course, now) =>
                    {
                        change(course, now);
                        course.IsEdited |= db.ChangeTracker.HasChanges();
                        return Task.CompletedTask;
                    }
                )
            )
        );

    /// <summary>
    /// Removes modules from a locked course, with the progress of all people in them: a person who had completed all the others has
    /// completed the course. The caller has to raise the course's version before.
    /// </summary>
    public static async Task RemoveModulesAsync(this CompanionDb db, Course course, IReadOnlyList<CourseModule> modules, DateTimeOffset now)
    {
        foreach (var module in modules)
        {
            course.Remove(module);
        }

        await db.SaveChangesAsync();
        if (course.Modules.Count == 0)
        {
            return;
        }

        var done = await db
            .Enrolments.FromSql(
                $"""
                SELECT * FROM enrolments e WHERE e.course_id = {course.Id} AND e.completed_at IS NULL AND (
                    SELECT count(*) FROM module_progress p WHERE p.enrolment_id = e.id AND p.completed_at IS NOT NULL) >= {course.Modules.Count}
                ORDER BY e.id FOR UPDATE
                """
            )
            .ToListAsync();
        var ids = done.ConvertAll(enrolment => enrolment.Id);
        await db.Set<ModuleProgress>().Where(progress => ids.Contains(progress.EnrolmentId)).LoadAsync();
        foreach (var enrolment in done)
        {
            enrolment.CompleteIfDone(course, db, now);
        }
    }
}
