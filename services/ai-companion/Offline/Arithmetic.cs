using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>
/// Small sums in signs and words, in English and Arabic: "15% of 80", "half of 90", "what's twelve times seven", "كم ١٥ ضرب ٤". A sum of
/// another form is recognized, so that the answer can say that it is not done here.
/// </summary>
internal static partial class Arithmetic
{
    /// <summary>Characters of a text that asks for a sum.</summary>
    private const int LongestText = 200;

    /// <summary>Larger results are not exact.</summary>
    private const decimal Largest = 1_000_000_000_000_000m;

    private const string Times = "*|×|x|·|times|multiplied by|multiply by|by|في|ضرب|مضروب في|مضروبة في";
    private const string Over = "/|÷|divided by|divide by|over|على|قسمة|تقسيم|مقسوم على|مقسومة على";
    private const string Plus = "+|plus|زائد|زايد";
    private const string Minus = "-|−|–|minus|less|take away|ناقص|طرح";

    /// <summary>The sign of each word between two numbers.</summary>
    private static readonly Dictionary<string, char> Signs = new[] { (Times, '×'), (Over, '÷'), (Plus, '+'), (Minus, '−') }
        .SelectMany(one => one.Item1.Split('|').Select(word => KeyValuePair.Create(word, one.Item2)))
        .ToDictionary(StringComparer.Ordinal);

    /// <summary>The sum with its result, such as "12 × 7 = 84"; null: none is asked for, or it is not done here.</summary>
    public static string? Answer(string text) =>
        text.Length <= LongestText && Bare(text) is { } bare
            ? Part(bare)
                ?? Power(bare)
                ?? Ordered(bare)
                ?? Chain(bare)
                ?? Shared(SpelledNumbers.Read(text))
                ?? Shared(SpelledNumbers.InDigits(text))
            : null;

    /// <summary>Whether a text asks for a sum, also for one that is not done here.</summary>
    public static bool IsAsked(string text) =>
        text.Length <= LongestText
        && SpelledNumbers.Read(text) is var read
        && (Answer(text) is not null || SumInQuestion().IsMatch(read) || Beyond().IsMatch(read));

    /// <summary>Whether a text divides a number by zero.</summary>
    public static bool IsByZero(string text) => text.Length <= LongestText && ByZero().IsMatch(SpelledNumbers.Read(text));

    /// <summary>A text without the words around a sum; null: it is a date, a time or a score.</summary>
    private static string? Bare(string text)
    {
        var read = SpelledNumbers.Read(text).Trim();
        return Score().IsMatch(read) ? null : After().Replace(Before().Replace(read, ""), "").Trim();
    }

    /// <summary>A share of a number: "half of 90", "12% of 250", "20% off 150".</summary>
    private static string? Part(string bare)
    {
        if (Share().Match(bare) is not { Success: true } match)
        {
            return null;
        }

        var of = Number(match.Groups["of"].Value);
        if (match.Groups["percent"].Success)
        {
            var percent = Number(match.Groups["percent"].Value);
            return match.Groups["off"].Success
                ? Line($"{of:0.####} − {percent:0.####}%", of - (of * percent / 100))
                : Line($"{percent:0.####}% × {of:0.####}", of * percent / 100);
        }

        var divisor = match.Groups["share"].Value switch
        {
            "half" or "نص" or "نصف" => 2,
            "third" or "ثلث" or "تلت" => 3,
            "quarter" or "fourth" or "ربع" => 4,
            "fifth" or "خمس" => 5,
            _ => 10,
        };
        return Line($"{of:0.####} ÷ {divisor}", of / divisor);
    }

    /// <summary>
    /// A sum among people: "we are 7 people and it was 61.50, how much each", «لو ١٧ شخص وكل واحد عليه ٢٥ كم يطلع».
    /// </summary>
    private static string? Shared(string read)
    {
        if (People().Match(read) is not { Success: true } people || Decimals().Matches(read) is not { Count: 2 } numbers)
        {
            return null;
        }

        var count = people.Groups["count"];
        var sum = numbers[0].Index == count.Index ? numbers[1].Value : numbers[0].Value;
        return EachPays().IsMatch(read) && AsksWhole().IsMatch(read) ? Chain($"{count.Value} × {sum}")
            : AsksEach().IsMatch(read) ? Chain($"{sum} ÷ {count.Value}")
            : null;
    }

    /// <summary>A square, a square root, twice or three times a number.</summary>
    private static string? Power(string bare)
    {
        if (Powers().Match(bare) is not { Success: true } match)
        {
            return null;
        }

        var one = Number(match.Groups["one"].Value);
        return match.Groups["root"].Success ? Line($"√{one:0.####}", decimal.Round((decimal)Math.Sqrt((double)one), 10))
            : match.Groups["cube"].Success ? Product(one, one, one)
            : match.Groups["double"].Success ? Product(one, 2)
            : match.Groups["triple"].Success ? Product(one, 3)
            : Product(one, one);
    }

    /// <summary>"subtract 5 from 12", "split 90 between 4", «اضرب 5 في 6».</summary>
    private static string? Ordered(string bare)
    {
        if (Order().Match(bare) is not { Success: true } match)
        {
            return null;
        }

        var (one, two) = (match.Groups["one"].Value, match.Groups["two"].Value);
        return match.Groups["add"].Success ? Chain($"{one} + {two}")
            : match.Groups["from"].Success ? Chain($"{two} - {one}")
            : match.Groups["times"].Success ? Chain($"{one} × {two}")
            : Chain($"{one} ÷ {two}");
    }

    /// <summary>Two or more numbers with signs between them; products come before sums.</summary>
    private static string? Chain(string bare)
    {
        if (Chained().Match(bare) is not { Success: true } match)
        {
            return null;
        }

        var numbers = match.Groups["number"].Captures.Select(one => Number(one.Value)).ToList();
        var signs = match.Groups["sign"].Captures.Select(one => Signs[one.Value]).ToList();
        var line = numbers.Skip(1).Zip(signs).Aggregate(Shown(numbers[0]), (begun, next) => $"{begun} {next.Second} {Shown(next.First)}");
        return Result(numbers, signs) is { } result ? Line($"{line}", result) : null;
    }

    private static decimal? Result(List<decimal> numbers, List<char> signs)
    {
        List<decimal> terms = [numbers[0]];
        foreach (var (next, sign) in numbers.Skip(1).Zip(signs))
        {
            if ((sign == '÷' && next == 0) || Math.Abs(terms[^1]) > Largest)
            {
                return null;
            }

            switch (sign)
            {
                case '×':
                    terms[^1] *= next;
                    break;
                case '÷':
                    terms[^1] /= next;
                    break;
                default:
                    terms.Add(sign == '−' ? -next : next);
                    break;
            }
        }

        return terms.Sum();
    }

    private static string? Product(params decimal[] numbers) => Chain(string.Join(" × ", numbers.Select(Shown)));

    private static string? Line(FormattableString sum, decimal result) =>
        Math.Abs(result) > Largest
            ? null
            : $"{sum.ToString(CultureInfo.InvariantCulture)} {(decimal.Round(result, 4) == result ? "=" : "≈")} {Shown(result)}";

    private static string Shown(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);

    private static decimal Number(string digits) => decimal.Parse(digits, NumberStyles.Number, CultureInfo.InvariantCulture);

    private const string Digits = @"\d{1,12}(?:\.\d{1,6})?";

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    /// <summary>The words before a sum.</summary>
    [GeneratedRegex(
        @"^(?:(?:so|and|ok|okay|hey|hi|btw|quick|please|pls|xela|well|then|can you|could you|do you know|tell me|work out|calculate|compute"
            + @"|solve|help me with|i need|what(?:'|’)?s|what is|what are|what does|how much is|how much are"
            + @"|how many is|the|a|an|equal to|question"
            + @"|طيب|لو سمحت|ممكن|قولي|قل لي|كم|كام|احسب|احسبلي|لي|يساوي|تساوي|هو|هي|نتيجة|ناتج|حاصل|شو|شقد|قديش|ايش"
            + @"|إيش|وش|ايه|إيه|ما)(?:[:,]? +|(?=\d)))+",
        Options,
        1000
    )]
    private static partial Regex Before();

    /// <summary>The words after a sum.</summary>
    [GeneratedRegex(
        @"(?: *(?:[?؟=.!]|\b(?:make|makes|equal|equals|be|is|what|please|pls|btw|again|for me|thanks|dollars?|dirhams?|euros?|aed|usd)\b"
            + @"|(?<= )(?:يساوي|تساوي|بيساوي|كام|كم|بكم|تطلع|يطلع|بتطلع|بيطلع|شقد|قديش|درهم|ريال|جنيه|دينار|لو سمحت)(?=$|[ ?؟=.!])))+$",
        Options,
        1000
    )]
    private static partial Regex After();

    [GeneratedRegex(
        @"^(?:(?<off>discount of|discount|خصم)? *(?<percent>"
            + Digits
            + @") *(?:%|٪|percent|per cent|pct|(?:بال|في ال)?(?:مية|مئة|ميه|مائة)|بال100|في ال100) *(?:(?<off>off"
            + @"|discount on|خصم على|خصم من)|of|from|out of|on|من|على)?"
            + @"|(?:1 )?(?<share>half|third|quarter|fourth|fifth|tenth|نص|نصف|ثلث|تلت|ربع|خمس|عشر)(?: of| ال)?) *(?:the |ال)?(?<of>"
            + Digits
            + ")$",
        Options,
        1000
    )]
    private static partial Regex Share();

    [GeneratedRegex(
        @"^(?:(?:(?<root>square root of|sqrt|√|root of|الجذر التربيعي ل|جذر) *|(?<double>double|twice|ضعف) +"
            + @"|(?<triple>triple) +|(?:square of|مربع) +)\(?(?<one>"
            + Digits
            + @")\)?|(?<one>"
            + Digits
            + @") *(?:squared|\^ ?2|²|to the power of 2|تربيع|(?<cube>cubed|\^ ?3|³|to the power of 3|تكعيب)))$",
        Options,
        1000
    )]
    private static partial Regex Powers();

    [GeneratedRegex(
        @"^(?:(?<times>multiply|اضرب)|(?<add>add up|add|sum of|اجمع)|(?<from>subtract|take|اطرح)|divide|split|share|اقسم|قسم) +(?<one>"
            + Digits
            + @") +(?:by|and|to|from|between|among|into|with|في|و|على|من) *(?<two>"
            + Digits
            + @")(?: people| friends| أشخاص| اشخاص)?$",
        Options,
        1000
    )]
    private static partial Regex Order();

    [GeneratedRegex(
        @"^(?<number>"
            + Digits
            + @")(?: *(?<sign>\+|plus|زائد|زايد|[-−–]|minus|less|take away|ناقص|طرح|[*×x·]|times|multiplied by"
            + @"|multiply by|by|في|ضرب|مضروب في|مضروبة في"
            + @"|[/÷]|divided by|divide by|over|على|قسمة|تقسيم|مقسوم على|مقسومة على) *(?<number>"
            + Digits
            + "))+$",
        Options,
        1000
    )]
    private static partial Regex Chained();

    [GeneratedRegex(@"\d *(?:[÷/]|divided by|divide by|by|over|على|قسمة|تقسيم|مقسوم على|مقسومة على) *(?:0|zero|صفر)\W*$", Options, 1000)]
    private static partial Regex ByZero();

    /// <summary>Two numbers without a blank, and nothing else: 24/7, 3-1, 9/11.</summary>
    [GeneratedRegex(@"^\d+[-/–]\d+[.!?؟]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Score();

    /// <summary>A question with a word or sign of reckoning between two numbers.</summary>
    [GeneratedRegex(
        @"^\W*(?:so |and |ok |hey )?(?:what|how much|how many|calculate|compute|work out|solve|can you|كم|كام|احسب|قديش|شقد|شو|ايش|وش|\d).*"
            + @"\d *\)? *(?:\+|plus|minus|times|multiplied by|divided by|[*×÷^]|% *of|% *off|percent of|ضرب|زائد"
            + @"|زايد|ناقص|قسمة|مقسوم|[%٪] *من|بالمية من|بالمئة من) *\(? *\d",
        Options,
        1000
    )]
    private static partial Regex SumInQuestion();

    /// <summary>How many people share.</summary>
    [GeneratedRegex(
        @"(?<![\d.])(?<count>\d{1,4})(?:\s|-)*(?:people|persons?|of us|friends|guests|kids|children|students|colleagues|شخص|أشخاص|اشخاص|نفر|ناس|أصدقاء|اصدقاء|أصحاب|اصحاب|طلاب|بنات|شباب|أولاد|اولاد)",
        Options,
        1000
    )]
    private static partial Regex People();

    [GeneratedRegex(@"\d+(?:\.\d+)?", Options, 1000)]
    private static partial Regex Decimals();

    [GeneratedRegex(@"\beach\b|\bper (?:person|head)\b|\bfor everyone\b|كل واحد|كل شخص|الواحد|على كل", Options, 1000)]
    private static partial Regex AsksEach();

    [GeneratedRegex(
        @"\beach (?:pays?|gives?|has to)\b|\d (?:\w+ )?each\b|كل (?:واحد|شخص) (?:عليه|يدفع|بيدفع|يحط|بيحط|هيدفع)",
        Options,
        1000
    )]
    private static partial Regex EachPays();

    [GeneratedRegex(
        @"\b(?:in total|altogether|all together|how much (?:is|does|will) (?:it|that)|what is that|makes?)\b|كم يطلع|كام يطلع|المجموع|يطلع كم",
        Options,
        1000
    )]
    private static partial Regex AsksWhole();

    /// <summary>Words of reckoning that is not done here.</summary>
    [GeneratedRegex(
        @"\b(?:square root|cube root|logarithm|log of|factorial of|integral of|derivative of|sine of|cosine of"
            + @"|average of|mean of|solve for|equation)\b.*\d"
            + @"|\d.*\b(?:factorial|to the power|cubed)\b|(?:الجذر|جذر|لوغاريتم|تكامل|معادلة|متوسط|مشتقة) .*\d"
            + @"|\d.*\d.*\b(?:how many|how much)\b.*\b(?:left|altogether|in total|each|have now|remain)\b"
            + @"|\d.*\d.*كم .*(?:باقي|يبقى|بقي|المجموع|لكل|صار|ظل)",
        Options,
        1000
    )]
    private static partial Regex Beyond();
}
