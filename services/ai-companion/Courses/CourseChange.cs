using Community.Companion.Data;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>The one way in which an author's change of a course is made: locked, checked against the version that was seen, numbered.</summary>
internal static class CourseChange
{
    /// <summary>Changes the course in one transaction, and saves it.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The course.</param>
    /// <param name="seen">The version that the author has seen; null: whatever it is.</param>
    /// <param name="clock">The present.</param>
    /// <param name="change">Makes the change; what it throws leaves everything as it was.</param>
    public static Task<Course> ChangeCourseAsync(
        this CompanionDb db, Guid id, long? seen, TimeProvider clock, Func<Course, DateTimeOffset, Task> change) => db.InTransactionAsync(async () =>
    {
        var course = await db.LockCourseAsync(id) ?? throw CourseDesk.NoSuchCourse().ToException();
        if (seen is { } version && version != course.Version)
        {
            throw Problem.Conflict("This course was changed by another request at the same moment. Read it again, then retry.", "version_conflict")
                .With("version", course.Version).ToException();
        }

        var (before, now) = (course.Version, clock.GetKeptNow());
        await change(course, now);
        if (course.Version == before && db.ChangeTracker.HasChanges())
        {
            (course.Version, course.UpdatedAt) = (course.Version + 1, now);
        }

        await db.SetMeaningAsync(course);
        await db.SaveChangesAsync();
        return course;
    });

    /// <inheritdoc cref="ChangeCourseAsync(CompanionDb, Guid, long?, TimeProvider, Func{Course, DateTimeOffset, Task})"/>
    /// <remarks>For what the product's files say too: from now on they leave the course alone.</remarks>
    public static async Task<Ok<CourseSource>> EditAsync(this CompanionDb db, Guid id, long? seen, TimeProvider clock, Action<Course, DateTimeOffset> change) =>
        TypedResults.Ok(CourseSource.Of(await db.ChangeCourseAsync(id, seen, clock, (course, now) =>
        {
            change(course, now);
            course.IsEdited |= db.ChangeTracker.HasChanges();
            return Task.CompletedTask;
        })));

    /// <summary>
    /// Takes modules out of a locked course, and what people had done in them: who had completed all the others has completed the course.
    /// The course's version is the caller's to raise, before.
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

        var done = await db.Enrolments.FromSql($"""
            SELECT * FROM enrolments e WHERE e.course_id = {course.Id} AND e.completed_at IS NULL AND (
                SELECT count(*) FROM module_progress p WHERE p.enrolment_id = e.id AND p.completed_at IS NOT NULL) >= {course.Modules.Count}
            ORDER BY e.id FOR UPDATE
            """).ToListAsync();
        var ids = done.ConvertAll(enrolment => enrolment.Id);
        await db.Set<ModuleProgress>().Where(progress => ids.Contains(progress.EnrolmentId)).LoadAsync();
        foreach (var enrolment in done)
        {
            enrolment.CompleteIfDone(course, db, now);
        }
    }
}
