using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>Sums about the last result: "split that over 4 weeks", "4500, not 4000", and the rest of an income.</summary>
internal static partial class SumFollowUps
{
    private const int Back = 4;
    private const int WeeksOfAMonth = 4;

    /// <summary>The sum with its result; null: the text is about no earlier number.</summary>
    public static string? Answer(PracticalTurn turn)
    {
        var plain = Plain.Of(SpelledNumbers.Read(turn.Text));
        return (Corrected(plain, turn.Answers) ?? Further(plain, turn.Answers)) is { } sum ? $"{sum}." : null;
    }

    /// <summary>The rest of the income of an earlier message, and a week's part of it; null: no income was named.</summary>
    public static (string Sum, string Week)? Left(PracticalTurn turn)
    {
        var plain = Plain.Of(SpelledNumbers.Read(turn.Text));
        if (!Costs().IsMatch(plain) || ConversationMemory.IsQuestion(turn.Text) || turn.Said.Count == 0)
        {
            return null;
        }

        var income = turn
            .Said.TakeLast(Back)
            .Reverse()
            .Select(text => Plain.Of(SpelledNumbers.Read(text)))
            .Where(text => Income().IsMatch(text))
            .Select(text => Number().Match(text).Value)
            .FirstOrDefault(number => number.Length > 0);
        var costs = Number().Matches(plain).Select(match => match.Value).ToList();
        return income is null || costs.Count == 0 || Arithmetic.Answer($"{income} - {string.Join(" - ", costs)}") is not { } sum
            ? null
            : (sum, Arithmetic.Answer($"{ResultOf(sum)} / {WeeksOfAMonth}") is { } week ? ResultOf(week) : "");
    }

    private static string? Further(string plain, IReadOnlyList<string> answers)
    {
        if (LastSum(answers) is not { } sum || Step().Match(plain) is not { Success: true } step)
        {
            return null;
        }

        var number = step.Groups["number"].Value;
        return Arithmetic.Answer(
            step.Groups["split"].Success ? $"{sum.Result} / {number}"
            : step.Groups["times"].Success ? $"{sum.Result} × {number}"
            : step.Groups["plus"].Success ? $"{sum.Result} + {number}"
            : step.Groups["minus"].Success ? $"{sum.Result} - {number}"
            : step.Groups["half"].Success ? $"{sum.Result} / 2"
            : step.Groups["percent"].Success ? $"{number}% of {sum.Result}"
            : $"{sum.Result} / {WeeksOfAMonth}"
        );
    }

    /// <summary>The earlier sum with another number, and the sum that went on from it.</summary>
    private static string? Corrected(string plain, IReadOnlyList<string> answers)
    {
        if (Instead().Match(plain) is not { Success: true } match)
        {
            return null;
        }

        var (right, wrong) = (match.Groups["right"].Value, match.Groups["wrong"].Value);
        var sums = answers
            .TakeLast(2 * Back)
            .SelectMany(answer => Sums().Matches(answer))
            .Select(sum => (Left: sum.Groups["left"].Value.Trim(), Result: sum.Groups["result"].Value))
            .ToList();
        var at = sums.FindLastIndex(sum =>
            Regex.IsMatch(sum.Left, $@"\b{wrong}\b", RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200))
        );
        if (at < 0 || Arithmetic.Answer(Replaced(sums[at].Left, wrong, right)) is not { } first)
        {
            return null;
        }

        return
            sums.Skip(at + 1).FirstOrDefault(sum => sum.Left.StartsWith($"{sums[at].Result} ", StringComparison.Ordinal))
                is { Left: not null } later
            && Arithmetic.Answer(Replaced(later.Left, sums[at].Result, ResultOf(first))) is { } second
            ? $"{first}; {second}"
            : first;
    }

    private static string Replaced(string sum, string old, string replacement) =>
        Regex.Replace(sum, $@"\b{Regex.Escape(old)}\b", replacement, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));

    private static (string Left, string Result)? LastSum(IReadOnlyList<string> answers) =>
        answers.TakeLast(Back).Reverse().Select(answer => Sums().Matches(answer).LastOrDefault()).FirstOrDefault(match => match is not null)
            is { } found
            ? (found.Groups["left"].Value, found.Groups["result"].Value)
            : null;

    private static string ResultOf(string sum) => sum[(sum.LastIndexOf(' ') + 1)..];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(@"(?<left>√?\d[\d.×÷+−% ]*?) [=≈] (?<result>\d+(?:\.\d+)?)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sums();

    [GeneratedRegex(
        @"^(?:and |then |ok |so |now )*(?:(?<split>(?:split|divide|spread|share|divided)(?: (?:that|it|this|them|the rest))? (?:over|by|into|between|among|in|on|across))|(?<times>(?:that |it )?(?:times|multiplied by|multiply (?:that|it) by))|(?<plus>plus|add)|(?<minus>minus|less|subtract|take away)|(?<percent>(?=\d+ ?(?:%|percent) of (?:that|it)))) ?(?<number>\d+(?:\.\d+)?)"
            + @"|^(?:and )?(?:(?<half>half of (?:that|it)|(?:and )?half)|what is (?:that|it) (?:per|a|each) week|how much is (?:that|it) (?:per|a|each) week|(?:and )?(?:per|a|each) week)$"
            + @"|^(?:طيب |و)?(?:(?<split>(?:ا?قسم|وزع|تقسيم|مقسوم)\w* (?:علي|بين))|(?<times>ضرب|في)|(?<plus>زائد|زايد)|(?<minus>ناقص)) ?(?<number>\d+)",
        Options,
        1000
    )]
    private static partial Regex Step();

    [GeneratedRegex(
        @"(?<right>\d+(?:\.\d+)?)(?: \w+)? ?(?:and )?(?:not|instead of|rather than|مو|مش|وليس|ليس|بدل|لا) (?<wrong>\d+(?:\.\d+)?)",
        Options,
        1000
    )]
    private static partial Regex Instead();

    [GeneratedRegex(
        @"\b(?:rent|bills?|send|pay|food|transport|car|loan|school|costs?|phone)\b|ايجار|الايجار|ارسل|ابعت|احول|فواتير|قسط|اكل|مواصلات",
        Options,
        1000
    )]
    private static partial Regex Costs();

    [GeneratedRegex(
        @"\b(?:a month|per month|monthly|salary|earn|income|save|saving)\b|راتب|معاش|بالشهر|في الشهر|شهريا|اوفر",
        Options,
        1000
    )]
    private static partial Regex Income();

    [GeneratedRegex(@"\d+(?:\.\d+)?", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Number();
}
