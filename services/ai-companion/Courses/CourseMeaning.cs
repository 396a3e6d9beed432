using Community.Companion.Data;
using Community.Companion.Meaning;

namespace Community.Companion.Courses;

/// <summary>Has a published course found by meaning, and no other.</summary>
internal static class CourseMeaning
{
    /// <summary>In the transaction of the change.</summary>
    public static Task SetMeaningAsync(this CompanionDb db, Course course) => course.IsPublished
        ? db.SetMeaningAsync(new MeaningItem(
            MeaningKind.Course, course.Id, course.Title, course.Description,
            MeaningText.Of(course.Description, course.Category, course.InOrder.Select(module => module.Title).ToArray())))
        : db.RemoveMeaningAsync(MeaningKind.Course, course.Id);
}
