using Community.Companion.Data;
using Community.Platform.Data;

namespace Community.Companion.Courses;

/// <summary>The acts of administrators on courses, for the audit record of the fleet.</summary>
internal static class StaffActs
{
    public const string CourseCreated = "course_created";
    public const string CourseChanged = "course_changed";
    public const string CourseDeleted = "course_deleted";
    public const string CoursePublished = "course_published";
    public const string CourseUnpublished = "course_unpublished";
    public const string ModuleAdded = "module_added";
    public const string ModulesArranged = "modules_arranged";
    public const string ModuleChanged = "module_changed";
    public const string ModuleRemoved = "module_removed";
}

/// <summary>An act on a course.</summary>
/// <param name="ActorId">The administrator.</param>
/// <param name="Action">One of <see cref="StaffActs"/>.</param>
internal sealed record CourseAct(Guid ActorId, string Action)
{
    /// <summary>Adds the act to the unit of work.</summary>
    public void Record(CompanionDb db, Guid courseId, DateTimeOffset now) => db.RecordAct(Action, ActorId, now, objectId: courseId);
}
