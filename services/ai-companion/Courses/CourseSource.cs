using Community.Platform.Http.OpenApi;

namespace Community.Companion.Courses;

/// <summary>A course as its authors see it: everything, including the answers.</summary>
/// <param name="Id">The course's id.</param>
/// <param name="Version">Rises with each change, also of a module.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">Growth, Connection or Wellness.</param>
/// <param name="Image">The URL of its picture.</param>
/// <param name="PriceCredits">The price in credits; null: credits are not accepted.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Duration">How long it takes, in words.</param>
/// <param name="Status">draft or published.</param>
/// <param name="IsLibrary">Whether it comes with the product.</param>
/// <param name="IsEdited">Whether an administrator has changed it: then new versions of the product do not change it.</param>
/// <param name="CreatedBy">Its author; null: it comes with the product.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="PublishedAt">When it was first published.</param>
/// <param name="Modules">The modules in order.</param>
internal sealed record CourseSource(
    Guid Id,
    long Version,
    string Title,
    string Description,
    string Category,
    string? Image,
    long? PriceCredits,
    long PriceCents,
    string Currency,
    string? Duration,
    string Status,
    bool IsLibrary,
    bool IsEdited,
    Guid? CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt,
    IReadOnlyList<ModuleSource> Modules
) : IHasExample<CourseSource>
{
    public static CourseSource Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            3,
            "Bread for beginners",
            "Flour, water, salt and time.",
            "Growth",
            null,
            99,
            990,
            "USD",
            "2 weeks",
            CourseStatus.Draft,
            IsLibrary: false,
            IsEdited: true,
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 2, 8, 30, 0, TimeSpan.Zero),
            null,
            [ModuleSource.Example]
        );

    public static CourseSource Of(Course course) =>
        new(
            course.Id,
            course.Version,
            course.Title,
            course.Description,
            course.Category,
            course.Image,
            course.PriceCredits,
            course.PriceCents,
            course.Currency,
            course.Duration,
            course.Status,
            course.LibraryVersion is not null,
            course.IsEdited,
            course.CreatedBy,
            course.CreatedAt,
            course.UpdatedAt,
            course.PublishedAt,
            [.. course.InOrder.Select(ModuleSource.Of)]
        );
}

/// <summary>A module as its authors see it.</summary>
/// <param name="ModuleId">The module's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="DurationMinutes">How many minutes it takes.</param>
/// <param name="Content">Markdown.</param>
/// <param name="VideoUrl">A video.</param>
/// <param name="Quiz">The questions with their answers.</param>
internal sealed record ModuleSource(
    Guid ModuleId,
    string Title,
    int DurationMinutes,
    string Content,
    string? VideoUrl,
    IReadOnlyList<QuestionDraft> Quiz
) : IHasExample<ModuleSource>
{
    public static ModuleSource Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c2"),
            "Flour and water",
            15,
            "Take **500 g** of flour.",
            null,
            [QuestionDraft.Example]
        );

    public static ModuleSource Of(CourseModule module) =>
        new(
            module.Id,
            module.Title,
            module.DurationMinutes,
            module.Content,
            module.VideoUrl,
            [
                .. module.Questions.Select(question => new QuestionDraft(
                    question.Text,
                    question.Options,
                    question.Answer,
                    question.Explanation
                )),
            ]
        );
}
