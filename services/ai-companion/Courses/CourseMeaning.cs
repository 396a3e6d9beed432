using Community.Companion.Data;
using Community.Companion.Meaning;

namespace Community.Companion.Courses;

/// <summary>Makes published courses, and no others, searchable by meaning.</summary>
internal static class CourseMeaning
{
    /// <summary>Works in the transaction of the change.</summary>
    public static Task SetMeaningAsync(this CompanionDb db, Course course) =>
        course.IsPublished
            ? db.SetMeaningAsync(
                new MeaningItem(
                    MeaningKind.Course,
                    course.Id,
                    course.Title,
                    course.Description,
                    MeaningText.Of(course.Description, course.Category, course.InOrder.Select(module => module.Title).ToArray())
                )
            )
            : db.RemoveMeaningAsync(MeaningKind.Course, course.Id);
}
