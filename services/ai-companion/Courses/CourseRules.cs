using Community.Money;
using Community.ServiceDefaults.Problems;
using Community.ServiceDefaults.Validation;

namespace Community.Companion.Courses;

/// <summary>What a course may be: limits, and the rules between its fields.</summary>
internal static class CourseRules
{
    public const int TitleLength = 200;
    public const int DescriptionLength = 5_000;
    public const int DurationLength = 50;
    public const int ContentLength = 50_000;
    public const int MostModules = 40;
    public const int MostMinutes = 600;
    public const int MostQuestions = 20;
    public const int MostOptions = 6;
    public const int SentenceLength = 500;
    public const int MostCents = 99_999_999;
    public const int MostCredits = 10_000_000;
    public const string DefaultCurrency = "USD";

    /// <summary>Refuses what each field alone allows, but not together.</summary>
    /// <param name="course">The course as it would be kept.</param>
    /// <param name="isPriceNew">Whether its price was given now. A price from before the rule does not stand in the way of other changes.</param>
    public static void Require(Course course, bool isPriceNew)
    {
        if (isPriceNew && course.PriceCents > 0 && SalePrice.Check(course.PriceCents, course.Currency) is var verdict
            && SalePrice.Fault(verdict, course.Currency) is { } fault)
        {
            throw (verdict == AmountVerdict.UnknownCurrency
                ? Problem.Invalid("currency", fault)
                : Problem.Invalid("price_cents", $"must be 0 for a free course; for a price it {fault}")).ToException();
        }

        if (course is { PriceCents: 0, PriceCredits: not null })
        {
            throw Problem.Invalid("price_credits", "must be absent where price_cents is 0").ToException();
        }
    }

    /// <summary>Refuses questions that cannot be answered.</summary>
    public static void Require(IReadOnlyList<Question> questions, string path)
    {
        for (var i = 0; i < questions.Count; i++)
        {
            var question = questions[i];
            if (question.Answer >= question.Options.Count)
            {
                throw Problem.Invalid($"{path}[{i}].answer", "must be one of the options, from 0").ToException();
            }

            if (question.Options.Distinct(StringComparer.Ordinal).Count() != question.Options.Count)
            {
                throw Problem.Invalid($"{path}[{i}].options", "must be different from each other").ToException();
            }
        }
    }
}

/// <summary>What courses are about, spelled as clients know it.</summary>
internal static class CourseCategory
{
    public static IReadOnlyList<string> All { get; } = ["Growth", "Connection", "Wellness"];
}

/// <summary>One of <see cref="CourseCategory.All"/>.</summary>
internal sealed class CourseCategoryAttribute : TextRuleAttribute
{
    protected override string? Fault(string text) =>
        CourseCategory.All.Contains(text, StringComparer.Ordinal) ? null : $"must be one of {string.Join(", ", CourseCategory.All)}";
}
