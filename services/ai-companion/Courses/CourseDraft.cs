using System.ComponentModel.DataAnnotations;
using Community.Money;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Companion.Courses;

/// <summary>A new course.</summary>
/// <param name="Title">Its title, one line of at most 200 characters.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">Growth, Connection or Wellness.</param>
/// <param name="PriceCents">
/// Minor units of the currency: 0 for a free course, or at least the smallest amount that can be charged: 50 in USD.
/// </param>
/// <param name="PriceCredits">The price in credits, if credits are accepted too; only together with a price.</param>
/// <param name="Currency">ISO 4217, in any case; the default is USD.</param>
/// <param name="Image">The URL of its picture.</param>
/// <param name="Duration">How long it takes, in words, such as 4 weeks.</param>
/// <param name="Modules">Its modules in order, at most 40; more can be added later.</param>
internal sealed record CourseDraft(
    [Graphemes(CourseRules.TitleLength), SingleLine] string Title,
    [Graphemes(CourseRules.DescriptionLength), MultiLine] string Description,
    [CourseCategory] string Category,
    [Range(0, CourseRules.MostCents)] int PriceCents = 0,
    [Range(1, CourseRules.MostCredits)] int? PriceCredits = null,
    [CurrencyCode] string Currency = CourseRules.DefaultCurrency,
    [HttpsUrl] string? Image = null,
    [StringLength(CourseRules.DurationLength), SingleLine] string? Duration = null,
    [MaxLength(CourseRules.MostModules)] IReadOnlyList<ModuleDraft>? Modules = null
) : IHasExample<CourseDraft>, IHasRules<CourseDraft>
{
    public static RequestRules<CourseDraft> Rules { get; } =
        new RequestRules<CourseDraft>()
            .Add(nameof(PriceCents), draft => CourseRules.PriceFaultAt("price_cents", draft.PriceCents, draft.Currency), nameof(Currency))
            .Add(nameof(Currency), draft => CourseRules.PriceFaultAt("currency", draft.PriceCents, draft.Currency), nameof(PriceCents))
            .Add(
                nameof(PriceCredits),
                draft => draft is { PriceCents: 0, PriceCredits: not null } ? SalePrice.CreditsOfFree : null,
                nameof(PriceCents)
            );

    public static CourseDraft Example =>
        new("Bread for beginners", "Flour, water, salt and time.", "Growth", 990, 99, "USD", null, "2 weeks", [ModuleDraft.Example]);

    public Course ToCourse(Guid author, DateTimeOffset now)
    {
        var course = new Course
        {
            Id = Guid.CreateVersion7(now),
            Version = 1,
            Title = Title,
            Description = Description,
            Category = Category,
            Image = Image,
            PriceCents = PriceCents,
            PriceCredits = PriceCredits,
            Currency = Currency,
            Duration = Duration,
            CreatedBy = author,
            CreatedAt = now,
            UpdatedAt = now,
        };
        foreach (var module in Modules ?? [])
        {
            course.Insert(module.ToModule(course.Id, now), place: null);
        }

        return course;
    }
}

/// <summary>A new module.</summary>
/// <param name="Title">Its title.</param>
/// <param name="DurationMinutes">How many minutes it takes, 1 to 600.</param>
/// <param name="Content">Markdown, at most 50,000 characters.</param>
/// <param name="VideoUrl">A video.</param>
/// <param name="Quiz">Questions, at most 20.</param>
internal sealed record ModuleDraft(
    [Graphemes(CourseRules.TitleLength), SingleLine] string Title,
    [Range(1, CourseRules.MostMinutes)] int DurationMinutes,
    [StringLength(CourseRules.ContentLength), MultiLine] string Content,
    [HttpsUrl] string? VideoUrl = null,
    [MaxLength(CourseRules.MostQuestions)] IReadOnlyList<QuestionDraft>? Quiz = null
) : IHasExample<ModuleDraft>
{
    public static ModuleDraft Example => new("Flour and water", 15, "Take **500 g** of flour.", null, [QuestionDraft.Example]);

    internal IReadOnlyList<Question> Questions => QuestionDraft.ToQuestions(Quiz);

    public CourseModule ToModule(Guid courseId, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            CourseId = courseId,
            Title = Title,
            DurationMinutes = DurationMinutes,
            Content = Content,
            VideoUrl = VideoUrl,
            Questions = Questions,
        };
}

/// <summary>A question with one right answer.</summary>
/// <param name="Question">The question.</param>
/// <param name="Options">Two to six different options.</param>
/// <param name="Answer">Which of them is right, from 0.</param>
/// <param name="Explanation">Why; shown after answering.</param>
internal sealed record QuestionDraft(
    [Graphemes(CourseRules.SentenceLength), SingleLine] string Question,
    [Length(2, CourseRules.MostOptions), Graphemes(CourseRules.SentenceLength), SingleLine] IReadOnlyList<string> Options,
    [Range(0, CourseRules.MostOptions - 1)] int Answer,
    [Graphemes(CourseRules.SentenceLength), SingleLine] string Explanation
) : IHasExample<QuestionDraft>, IHasRules<QuestionDraft>
{
    public static RequestRules<QuestionDraft> Rules { get; } =
        new RequestRules<QuestionDraft>()
            .Add(
                nameof(Answer),
                draft => draft.Answer >= draft.Options.Count ? new(FaultCode.NotAnOption, "must be one of the options, from 0") : null,
                nameof(Options)
            )
            .Add(
                nameof(Options),
                draft =>
                    draft.Options.Distinct(StringComparer.Ordinal).Count() != draft.Options.Count
                        ? new(FaultCode.Duplicate, "must be different from each other")
                        : null
            );

    public static QuestionDraft Example => new("What does dough need most?", ["Sugar", "Time"], 1, "The rest it does by itself.");

    public static IReadOnlyList<Question> ToQuestions(IReadOnlyList<QuestionDraft>? drafts) =>
        [.. (drafts ?? []).Select(draft => new Question(draft.Question, draft.Options, draft.Answer, draft.Explanation))];
}

/// <summary>Changes of a course. Its buyers, and users with an open order, keep their price.</summary>
/// <param name="Title">Its title, one line of at most 200 characters.</param>
/// <param name="Description">Its description for learners.</param>
/// <param name="Category">Growth, Connection or Wellness.</param>
/// <param name="PriceCents">
/// Minor units of the currency: 0 for a free course, or at least the smallest amount that can be charged: 50 in USD.
/// </param>
/// <param name="PriceCredits">The price in credits; null: credits are not accepted.</param>
/// <param name="Currency">ISO 4217, in any case.</param>
/// <param name="Image">The URL of its picture; null: none.</param>
/// <param name="Duration">How long it takes, in words.</param>
/// <param name="Version">The version that was changed: if there is another by now, nothing changes and the answer is 409.</param>
[ChangedElsewhere("status", "is changed by POST /courses/{id}/publish and POST /courses/{id}/unpublish")]
[ChangedElsewhere("modules", "is changed by POST /courses/{id}/modules and the calls below it")]
internal sealed record CourseChanges(
    [Graphemes(CourseRules.TitleLength), SingleLine] Optional<string> Title,
    [Graphemes(CourseRules.DescriptionLength), MultiLine] Optional<string> Description,
    [CourseCategory] Optional<string> Category,
    [Range(0, CourseRules.MostCents)] Optional<int> PriceCents,
    [Range(1, CourseRules.MostCredits)] Optional<int?> PriceCredits,
    [CurrencyCode] Optional<string> Currency,
    [HttpsUrl] Optional<string?> Image,
    [StringLength(CourseRules.DurationLength), SingleLine] Optional<string?> Duration,
    [Range(0, long.MaxValue)] Optional<long> Version
) : IHasExample<CourseChanges>
{
    public static CourseChanges Example => new("Bread for everybody", default, default, default, default, default, default, default, 3);

    public void ApplyTo(Course course)
    {
        var price = (course.PriceCents, course.Currency);
        course.Title = Title.Or(course.Title);
        course.Description = Description.Or(course.Description);
        course.Category = Category.Or(course.Category);
        course.PriceCents = PriceCents.IsSet ? PriceCents.Value : course.PriceCents;
        course.PriceCredits = PriceCredits.IsSet ? PriceCredits.Value : course.PriceCredits;
        course.Currency = Currency.Or(course.Currency);
        course.Image = Image.Or(course.Image);
        course.Duration = Duration.Or(course.Duration);
        CourseRules.Require(course, isPriceNew: price != (course.PriceCents, course.Currency));
    }
}

/// <summary>Changes of a module.</summary>
/// <param name="Title">Its title.</param>
/// <param name="DurationMinutes">How many minutes it takes, 1 to 600.</param>
/// <param name="Content">Markdown, at most 50,000 characters.</param>
/// <param name="VideoUrl">A video; null: none.</param>
/// <param name="Quiz">All questions, which replace the former ones, at most 20; null: none.</param>
/// <param name="Version">The course's version that was changed: if there is another by now, nothing changes and the answer is 409.</param>
internal sealed record ModuleChanges(
    [Graphemes(CourseRules.TitleLength), SingleLine] Optional<string> Title,
    [Range(1, CourseRules.MostMinutes)] Optional<int> DurationMinutes,
    [StringLength(CourseRules.ContentLength), MultiLine] Optional<string> Content,
    [HttpsUrl] Optional<string?> VideoUrl,
    [MaxLength(CourseRules.MostQuestions)] Optional<IReadOnlyList<QuestionDraft>?> Quiz,
    [Range(0, long.MaxValue)] Optional<long> Version
) : IHasExample<ModuleChanges>
{
    public static ModuleChanges Example => new("Flour, water, salt", default, default, default, default, 4);

    public void ApplyTo(CourseModule module)
    {
        module.Title = Title.Or(module.Title);
        module.DurationMinutes = DurationMinutes.Or(module.DurationMinutes);
        module.Content = Content.Or(module.Content);
        module.VideoUrl = VideoUrl.Or(module.VideoUrl);
        if (Quiz.IsSet)
        {
            module.Questions = QuestionDraft.ToQuestions(Quiz.Value);
        }
    }
}

/// <summary>The order of a course's modules.</summary>
/// <param name="ModuleIds">All of them, each once.</param>
/// <param name="Version">The course's version that was changed: if there is another by now, nothing changes and the answer is 409.</param>
internal sealed record ModuleOrder(
    [Length(1, CourseRules.MostModules)] IReadOnlyList<Guid> ModuleIds,
    [Range(0, long.MaxValue)] long? Version = null
) : IHasExample<ModuleOrder>
{
    public static ModuleOrder Example =>
        new([Guid.Parse("0198d000-0002-7000-8000-000000000002"), Guid.Parse("0198d000-0002-7000-8000-000000000001")], 5);
}
