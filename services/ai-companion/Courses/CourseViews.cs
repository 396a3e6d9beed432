using Community.Platform.Http.OpenApi;
using Community.Platform.Text;

namespace Community.Companion.Courses;

/// <summary>A course in a list.</summary>
/// <param name="Id">The course's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">Growth, Connection or Wellness.</param>
/// <param name="Image">The URL of its picture.</param>
/// <param name="PriceCredits">The price in credits; null: credits are not accepted, or it is free.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="TotalModules">How many modules it has.</param>
/// <param name="DurationMinutes">Minutes of all modules together.</param>
/// <param name="Duration">How long it takes, in words.</param>
/// <param name="Status">draft or published.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsPurchased">Whether the caller owns it: bought, taken for free, or by the plan.</param>
/// <param name="CompletedModules">How many of its modules the caller has completed.</param>
/// <param name="Progress">The caller's progress, 0 to 100.</param>
internal sealed record CourseSummary(
    Guid Id,
    string Title,
    string Description,
    string Category,
    string? Image,
    long? PriceCredits,
    long PriceCents,
    string Currency,
    int TotalModules,
    int DurationMinutes,
    string? Duration,
    string Status,
    DateTimeOffset CreatedAt,
    bool IsPurchased,
    int CompletedModules,
    int Progress
) : IHasExample<CourseSummary>
{
    public static CourseSummary Example =>
        new(
            Guid.Parse("0198d000-0002-7000-8000-000000000000"),
            "The art of conversation",
            "Talking with people.",
            "Connection",
            null,
            99,
            990,
            "USD",
            7,
            95,
            "4 weeks",
            CourseStatus.Published,
            new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero),
            IsPurchased: true,
            3,
            42
        );
}

/// <summary>A course as the caller sees it.</summary>
/// <param name="Course">The course.</param>
/// <param name="UserProgress">The caller's progress.</param>
/// <param name="IsPurchased">Whether the caller owns it: bought, taken for free, or by the plan.</param>
internal sealed record CourseDetail(CourseView Course, ProgressView UserProgress, bool IsPurchased) : IHasExample<CourseDetail>
{
    public static CourseDetail Example => new(CourseView.Example, ProgressView.Example, IsPurchased: true);

    public static CourseDetail Of(Course course, Enrolment? enrolment, bool isOwned, bool mayRead, DateTimeOffset now) =>
        new(CourseView.Of(course, enrolment, mayRead), ProgressView.Of(course, enrolment, now), isOwned);
}

/// <summary>A course with its modules.</summary>
/// <param name="Id">The course's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">Growth, Connection or Wellness.</param>
/// <param name="Image">The URL of its picture.</param>
/// <param name="PriceCredits">The price in credits; null: credits are not accepted, or it is free.</param>
/// <param name="PriceCents">Minor units of the currency; 0: free.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Modules">The modules in order.</param>
/// <param name="TotalModules">How many there are.</param>
/// <param name="DurationMinutes">Minutes of all modules together.</param>
/// <param name="Duration">How long it takes, in words.</param>
/// <param name="Status">draft or published.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record CourseView(
    Guid Id,
    string Title,
    string Description,
    string Category,
    string? Image,
    long? PriceCredits,
    long PriceCents,
    string Currency,
    IReadOnlyList<ModuleView> Modules,
    int TotalModules,
    int DurationMinutes,
    string? Duration,
    string Status,
    DateTimeOffset CreatedAt
) : IHasExample<CourseView>
{
    public static CourseView Example =>
        new(
            Guid.Parse("0198d000-0002-7000-8000-000000000000"),
            "The art of conversation",
            "Talking with people.",
            "Connection",
            null,
            99,
            990,
            "USD",
            [ModuleView.Example],
            1,
            14,
            "4 weeks",
            CourseStatus.Published,
            new DateTimeOffset(2026, 11, 1, 8, 30, 0, TimeSpan.Zero)
        );

    public static CourseView Of(Course course, Enrolment? enrolment, bool mayRead) =>
        new(
            course.Id,
            course.Title,
            course.Description,
            course.Category,
            course.Image,
            course.PriceCredits,
            course.PriceCents,
            course.Currency,
            [.. course.InOrder.Select(module => ModuleView.Of(module, enrolment, mayRead || module.IsPreview))],
            course.Modules.Count,
            course.Modules.Sum(module => module.DurationMinutes),
            course.Duration,
            course.Status,
            course.CreatedAt
        );
}

/// <summary>A module. Only owners of the course get its content; the first module is a free preview.</summary>
/// <param name="ModuleId">The module's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="DurationMinutes">How many minutes it takes.</param>
/// <param name="IsPreview">Whether all users may read it.</param>
/// <param name="Content">Markdown; null: not for the caller.</param>
/// <param name="ContentHtml">The content as safe HTML.</param>
/// <param name="VideoUrl">A video; null: none, or not for the caller.</param>
/// <param name="Quiz">The questions, without the answers; null: not for the caller.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="IsCompleted">Whether the caller has completed it.</param>
/// <param name="QuizBest">The caller's most right answers so far; null: not answered yet.</param>
internal sealed record ModuleView(
    Guid ModuleId,
    string Title,
    int DurationMinutes,
    bool IsPreview,
    string? Content,
    string? ContentHtml,
    string? VideoUrl,
    IReadOnlyList<QuestionView>? Quiz,
    int TotalQuestions,
    bool IsCompleted,
    int? QuizBest
) : IHasExample<ModuleView>
{
    public static ModuleView Example =>
        new(
            Guid.Parse("0198d000-0002-7000-8000-000000000001"),
            "Before the first word",
            14,
            IsPreview: true,
            "A conversation begins before *anybody* speaks.",
            "<p>A conversation begins before <em>anybody</em> speaks.</p>",
            null,
            [QuestionView.Example],
            1,
            IsCompleted: false,
            null
        );

    public static ModuleView Of(CourseModule module, Enrolment? enrolment, bool mayRead)
    {
        var progress = enrolment?.Modules.Find(m => m.ModuleId == module.Id);
        var questions = module.Questions;
        return new(
            module.Id,
            module.Title,
            module.DurationMinutes,
            module.IsPreview,
            mayRead ? module.Content : null,
            mayRead ? SafeMarkdown.ToHtml(module.Content, LineBreaks.Flowing) : null,
            mayRead ? module.VideoUrl : null,
            mayRead ? [.. questions.Select(question => new QuestionView(question.Text, question.Options))] : null,
            questions.Count,
            progress?.CompletedAt is not null,
            progress?.QuizBest
        );
    }
}

/// <summary>A question, before it is answered.</summary>
/// <param name="Question">The question.</param>
/// <param name="Options">The possible answers; one of them is right.</param>
internal sealed record QuestionView(string Question, IReadOnlyList<string> Options) : IHasExample<QuestionView>
{
    public static QuestionView Example =>
        new("What is the one job of an opening?", ["To be remembered", "To say that you are willing to talk"]);
}

/// <summary>A user's progress in a course, counted by its present modules.</summary>
/// <param name="Progress">0 to 100, rounded down: 100 means all.</param>
/// <param name="CompletedModules">The ids of the completed modules, in the course's order.</param>
/// <param name="CurrentModule">The id of the first that is not completed; null: all are.</param>
/// <param name="CompletedAt">When the course was first completed: all modules, with their quizzes passed, at a human pace.</param>
/// <param name="CertificateCode">The code of the certificate, with which it can be checked.</param>
/// <param name="Missing">
/// The missing parts for the certificate: <c>modules</c> to complete; <c>quizzes</c> to pass, with two of three answers right; <c>time</c>:
/// it is given from <c>earliest_at</c> on, with the next request that completes a module or answers a quiz. Empty if there is one.
/// </param>
/// <param name="EarliestAt">
/// When there can be a certificate at the earliest: a quarter of the course's time after the caller began; null: not begun.
/// </param>
internal sealed record ProgressView(
    int Progress,
    IReadOnlyList<Guid> CompletedModules,
    Guid? CurrentModule,
    DateTimeOffset? CompletedAt,
    string? CertificateCode,
    IReadOnlyList<string> Missing,
    DateTimeOffset? EarliestAt
) : IHasExample<ProgressView>
{
    public static ProgressView Example =>
        new(
            14,
            [Guid.Parse("0198d000-0002-7000-8000-000000000001")],
            Guid.Parse("0198d000-0002-7000-8000-000000000002"),
            null,
            null,
            ["modules", "quizzes"],
            new DateTimeOffset(2026, 11, 21, 8, 50, 0, TimeSpan.Zero)
        );

    public static ProgressView Of(Course course, Enrolment? enrolment, DateTimeOffset now)
    {
        var progress = CourseProgress.Of(course, enrolment);
        return new(
            progress.Percent,
            progress.Completed,
            progress.Current,
            enrolment?.CompletedAt,
            enrolment?.CertificateCode,
            enrolment?.MissingIn(course, now) ?? ["modules", "quizzes", "time"],
            enrolment?.EarliestIn(course)
        );
    }
}
