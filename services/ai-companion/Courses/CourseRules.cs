using Community.Money;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

namespace Community.Companion.Courses;

/// <summary>The limits of a course, and the rules between its fields.</summary>
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

    /// <summary>Refuses values that are valid for each field alone, but not together.</summary>
    /// <param name="course">The course as it would be stored.</param>
    /// <param name="isPriceNew">
    /// Whether its price is given in this change. A price from before the rule does not prevent other changes.
    /// </param>
    public static void Require(Course course, bool isPriceNew)
    {
        if (isPriceNew && PriceFault(course.PriceCents, course.Currency) is { } fault)
        {
            throw Problem.Invalid([fault]).ToException();
        }

        if (course is { PriceCents: 0, PriceCredits: not null })
        {
            throw Problem.Invalid("price_credits", SalePrice.CreditsOfFree).ToException();
        }
    }

    /// <summary>The fault of one member of a price; null: it is valid, or the course is free.</summary>
    public static Fault? PriceFaultAt(string field, long cents, string currency) =>
        PriceFault(cents, currency) is { } found && found.Field == field ? found.Fault : null;

    private static FieldFault? PriceFault(long cents, string currency)
    {
        var verdict = SalePrice.Check(cents, currency);
        return cents == 0 || SalePrice.FaultOf(verdict, currency) is not { } fault ? null
            : verdict == AmountVerdict.UnknownCurrency ? new("currency", fault)
            : new("price_cents", fault with { Message = $"must be 0 for a free course; for a price it {fault.Message}" });
    }
}

/// <summary>The categories of courses, in the spelling that clients use.</summary>
internal static class CourseCategory
{
    public static IReadOnlyList<string> All { get; } = ["Growth", "Connection", "Wellness"];
}

/// <summary>One of <see cref="CourseCategory.All"/>.</summary>
internal sealed class CourseCategoryAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(CourseCategory.All, text);
}
