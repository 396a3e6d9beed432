using Community.Companion.Data;
using Community.Contracts.Companion;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>A person's part in a course: whether they own it, and their progress.</summary>
internal sealed class Enrolment
{
    /// <summary>The pace of a fast reader: four times that of the course.</summary>
    private const int ShareOfTime = 4;

    public required Guid Id { get; init; }

    public required Guid CourseId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Rises with each integration event.</summary>
    public long Version { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// Since when the person owns it: bought, or taken for free. Null: not owned, or only as long as the plan has all courses.
    /// </summary>
    public DateTimeOffset? OwnedSince { get; private set; }

    /// <summary>The order that paid for it.</summary>
    public Guid? OrderId { get; private set; }

    /// <summary>When a module was last completed, taken back, or answered.</summary>
    public DateTimeOffset? LastActiveAt { get; set; }

    /// <summary>
    /// When the course was first completed: all modules, with their quizzes passed, at a human pace. It stays, even if a module is taken
    /// back or added later.
    /// </summary>
    public DateTimeOffset? CompletedAt { get; private set; }

    /// <summary>The title of the course at that time.</summary>
    public string? CompletedTitle { get; private set; }

    public string? CertificateCode { get; private set; }

    public List<ModuleProgress> Modules { get; init; } = [];

    public void Own(Guid? orderId, DateTimeOffset now) => (OwnedSince, OrderId) = (now, orderId);

    /// <summary>The money for this order is back. The progress stays, in case the person buys the course again.</summary>
    public void Disown(Guid orderId)
    {
        if (OrderId == orderId)
        {
            (OwnedSince, OrderId) = (null, null);
        }
    }

    public ModuleProgress ProgressOf(Guid moduleId)
    {
        if (Modules.Find(progress => progress.ModuleId == moduleId) is not { } progress)
        {
            progress = new ModuleProgress { EnrolmentId = Id, ModuleId = moduleId };
            Modules.Add(progress);
        }

        return progress;
    }

    /// <summary>The person's progress in the present course.</summary>
    public CourseProgress In(Course course) => CourseProgress.Of(course, this);

    /// <summary>
    /// When the course can be completed at the earliest: a quarter of its time after the person began. A certificate proves that a person
    /// has read it.
    /// </summary>
    public DateTimeOffset EarliestIn(Course course) =>
        CreatedAt + (course.Modules.Sum(module => module.DurationMinutes) * TimeSpan.FromMinutes(1) / ShareOfTime);

    /// <summary>
    /// The missing parts for completing the course, as codes: <c>modules</c>, <c>quizzes</c>, <c>time</c>; empty if it is completed.
    /// </summary>
    public IReadOnlyList<string> MissingIn(Course course, DateTimeOffset now)
    {
        if (CompletedAt is not null)
        {
            return [];
        }

        var best = Modules.ToDictionary(module => module.ModuleId, module => module.QuizBest ?? 0);
        var arePassed = course.Modules.All(module => Quiz.IsPassed(module.Questions.Count, best.GetValueOrDefault(module.Id)));
        return
        [
            .. In(course).Percent < 100 ? (string[])["modules"] : [],
            .. arePassed ? (string[])[] : ["quizzes"],
            .. now < EarliestIn(course) ? (string[])["time"] : [],
        ];
    }

    /// <summary>Gives the certificate if nothing is missing and there is none yet: it is given once, and published once.</summary>
    public void CompleteIfDone(Course course, CompanionDb db, DateTimeOffset now)
    {
        if (CompletedAt is not null || MissingIn(course, now).Count > 0)
        {
            return;
        }

        (CompletedAt, CompletedTitle, CertificateCode) = (now, course.Title, Courses.CertificateCode.New());
        db.Publish(new CourseCompleted(Guid.CreateVersion7(now), now, Id, ++Version, UserId, CourseId));
    }
}

internal static class Quiz
{
    /// <summary>Two of three answers are right, rounded up. A module without questions has nothing to pass.</summary>
    public static bool IsPassed(int questions, int right) => right * 3 >= questions * 2;
}

/// <summary>A person's part in a module.</summary>
internal sealed class ModuleProgress
{
    public required Guid EnrolmentId { get; init; }

    public required Guid ModuleId { get; init; }

    public DateTimeOffset? CompletedAt { get; set; }

    public int QuizAttempts { get; private set; }

    /// <summary>The most right answers so far.</summary>
    public int? QuizBest { get; private set; }

    public void Answered(int right) => (QuizAttempts, QuizBest) = (QuizAttempts + 1, Math.Max(right, QuizBest ?? 0));
}

/// <summary>A person's progress, counted by the course's present modules.</summary>
/// <param name="Percent">0 to 100, rounded down: 100 means all.</param>
/// <param name="Completed">The completed modules, in the course's order.</param>
/// <param name="Current">The first that is not; null: all are.</param>
internal sealed record CourseProgress(int Percent, IReadOnlyList<Guid> Completed, Guid? Current)
{
    public static CourseProgress Of(Course course, Enrolment? enrolment)
    {
        var done = (enrolment?.Modules ?? []).Where(module => module.CompletedAt is not null).Select(module => module.ModuleId).ToHashSet();
        var completed = course.InOrder.Where(module => done.Contains(module.Id)).Select(module => module.Id).ToList();
        var percent = course.Modules.Count == 0 ? 0 : 100 * completed.Count / course.Modules.Count;
        return new(percent, completed, course.InOrder.FirstOrDefault(module => !done.Contains(module.Id))?.Id);
    }
}

/// <summary>
/// Reads enrolments and courses for a change. Several locks are always taken in this order: the person, the course, the enrolment.
/// </summary>
internal static class CourseLocks
{
    /// <summary>
    /// The course with its modules, for changing it. Until the open transaction ends, no other transaction changes it, sells it or counts
    /// progress in it.
    /// </summary>
    public static async Task<Course?> LockCourseAsync(this CompanionDb db, Guid id)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM courses WHERE id = {id} FOR NO KEY UPDATE");
        return await db.Courses.Include(course => course.Modules).SingleOrDefaultAsync(course => course.Id == id);
    }

    /// <summary>The course with its modules, unchanged until the open transaction ends.</summary>
    public static async Task<Course?> HoldCourseAsync(this CompanionDb db, Guid id)
    {
        await db.Database.ExecuteSqlAsync($"SELECT FROM courses WHERE id = {id} FOR SHARE");
        return await db.Courses.Include(course => course.Modules).SingleOrDefaultAsync(course => course.Id == id);
    }

    /// <summary>The person's enrolment with its progress, locked until the open transaction ends; made if there is none.</summary>
    public static async Task<Enrolment> LockEnrolmentAsync(this CompanionDb db, Guid courseId, Guid userId, DateTimeOffset now)
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO enrolments (id, course_id, user_id, created_at) VALUES ({Guid.CreateVersion7(now)}, {courseId}, {userId}, {now})
            ON CONFLICT (course_id, user_id) DO NOTHING
            """
        );
        await db.Database.ExecuteSqlAsync($"SELECT FROM enrolments WHERE course_id = {courseId} AND user_id = {userId} FOR UPDATE");
        return await db
            .Enrolments.Include(enrolment => enrolment.Modules)
            .SingleAsync(enrolment => enrolment.CourseId == courseId && enrolment.UserId == userId);
    }
}
