using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Community.Companion.Conversation.Guide;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety.Cases;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Refusals;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;
using Community.Companion.Words;

namespace Community.Companion.Safety;

/// <summary>
/// Detects crises in a person's text, and harm in a model's answer. It asks no external model. First come rules, which are text
/// (<c>Safety/Rules/*.txt</c>) and find plain statements. After them come weights and a small transformer that were learned from labelled
/// texts (<c>Safety/Learned</c>) and find many other wordings. The time is proportional to the length of the text, up to a bound. One
/// instance serves all requests at once.
/// </summary>
/// <param name="learned">The learned model, or null for rules alone.</param>
internal sealed partial class CrisisDetector(LearnedModel? learned)
{
    private static readonly string[] CrisisFiles =
    [
        "Safety.Rules.spellings.txt",
        "Safety.Rules.english.txt",
        "Safety.Rules.english-families.txt",
        "Safety.Rules.arabic.txt",
        "Safety.Rules.arabic-families.txt",
        "Safety.Rules.roundabout.txt",
        "Safety.Rules.hints.txt",
        "Safety.Rules.signs.txt",
        "Safety.Rules.hindi.txt",
        "Safety.Rules.urdu.txt",
        "Safety.Rules.bengali.txt",
        "Safety.Rules.tagalog.txt",
        "Safety.Rules.malayalam.txt",
        "Safety.Rules.persian.txt",
        "Safety.Rules.french.txt",
        "Safety.Rules.spanish.txt",
        "Safety.Rules.russian.txt",
        "Safety.Rules.indonesian.txt",
    ];
    private static readonly string[] AnswerFiles = ["Safety.Rules.spellings.txt", "Safety.Rules.answers.txt"];

    private static readonly string[] ArabicFiles =
    [
        "Safety.Rules.arabic.txt",
        "Safety.Rules.arabic-families.txt",
        "Safety.Rules.hints.txt",
        "Safety.Rules.signs.txt",
    ];

    /// <summary>Texts with fewer words have too little to learn from ("bye", "part 2"): only rules read them.</summary>
    private const int FewestWords = 3;

    /// <summary>
    /// Below this score in Arabic letters, Arabic in Latin letters is no crisis if only the weights find one in the Latin letters.
    /// </summary>
    private const float LeastInArabic = 0f;

    /// <summary>How many earlier messages tell the subject of a talk.</summary>
    private const int NearMessages = 3;

    private readonly CrisisRules _crises = Rules();
    private readonly CrisisRules _answers = CrisisRules.Load(AnswerFiles);

    public CrisisDetector()
        : this(LearnedModel.Delivered) { }

    /// <summary>
    /// The version of the rules and the weights, recorded with each finding. It is a hash of the files, so that no change goes unnoticed.
    /// </summary>
    public static string RulesVersion { get; } = VersionOf(Embedded.Bytes(LearnedModel.File));

    /// <summary>The rules that find crises.</summary>
    public static CrisisRules Rules() => CrisisRules.Load(CrisisFiles);

    /// <summary>The lines of the rules with Arabic words.</summary>
    public static IEnumerable<string> ArabicRules() => ArabicFiles.SelectMany(Embedded.Lines);

    /// <summary>The version that the rules have with these weights.</summary>
    public static string VersionOf(byte[] weights) =>
        Convert.ToHexStringLower(
            SHA256.HashData([
                .. Encoding.UTF8.GetBytes(
                    CrisisRules.VersionOf([
                        .. CrisisFiles,
                        .. AnswerFiles,
                        PlainPhrases.File,
                        ArabiziReader.File,
                        ArabicGlosses.File,
                        HarmfulRequests.File,
                        CrisisCases.File,
                    ])
                ),
                .. Encoding.UTF8.GetBytes(SubjectReader.DeliveredFrom()),
                .. weights,
            ])
        )[..12];

    /// <summary>
    /// The gravest crisis in a text, or null. Arabic in Latin letters is read in Arabic letters too: the weights know it better there.
    /// </summary>
    public Finding? Detect(string text) => Detect(text, []);

    /// <summary>
    /// The same in a talk. If that is surely about an everyday subject, the weights alone must be more certain: "how long till it stops
    /// hurting" of somebody who learns the guitar.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="earlier">The person's last messages, the oldest first.</param>
    public Finding? Detect(string text, IReadOnlyList<string> earlier)
    {
        var found = DetectInRules(text, earlier) ?? PlainPhrases.Delivered.Find(text);
        found = found is null or { IsLearned: true, Kind: not CrisisKind.SelfHarm } ? WishToHarm(text) ?? found : found;
        return CrisisCases.Delivered.Refine(found, text);
    }

    /// <summary>
    /// A request for help to harm a person, or null; also if a joke or a game is near and the learned layer is sure that it is harmless.
    /// </summary>
    private Finding? WishToHarm(string text)
    {
        if (HarmfulRequests.Delivered.FindWish(text) is not { } wish)
        {
            return null;
        }

        var words = _crises.Words(text);
        var hits = _crises.Read(words);
        return Ruling.IsInJest(hits) && learned?.Read(words, hits).Score < Ruling.SureOfHarmless ? null : wish;
    }

    private Finding? DetectInRules(string text, IReadOnlyList<string> earlier)
    {
        var found = DetectAsWritten(text, earlier).Finding;
        if (InArabic(text) is not { } arabic)
        {
            return found;
        }

        var (other, score) = DetectAsWritten(arabic, earlier);
        found = found?.IsLearned == true && score < LeastInArabic ? null : found;
        return other is not null && (found is null || other.Severity > found.Severity) ? other : found;
    }

    /// <summary>Whether a text is Arabic in Latin letters.</summary>
    public static bool IsArabizi(string text) => InArabic(text) is not null;

    /// <summary>A text of Arabic in Latin letters in Arabic letters; null for all other texts.</summary>
    private static string? InArabic(string text) => ArabiziReader.Read(text, LearnedModel.Delivered.Classes);

    private (Finding? Finding, float Score) DetectAsWritten(string text, IReadOnlyList<string> earlier)
    {
        var words = _crises.Words(text);
        var hits = _crises.Read(words, out var isNegated);
        var ruled = Ruling.Gravest(words, hits);
        if (learned is null || Enumerable.Range(0, words.Count).Count(at => !words[at].IsStop) < FewestWords)
        {
            return (ruled?.Finding, 0);
        }

        var (reading, hasReason) = (learned.Read(words, hits), Ruling.HasReason(hits));
        var thresholds = learned.Thresholds;
        if (reading.Score >= thresholds.Crisis)
        {
            var subject = SubjectReader.Delivered.Nearest(text) is [var own, ..] ? own.Score : 0;
            thresholds = Ruling.ThresholdsFor(hasReason ? subject : Math.Max(subject, EverydayIn(earlier)), hasReason, thresholds);
        }

        var found = Ruling.Decide(ruled, reading, hasReason, thresholds, isNegated && Ruling.IsOneSentence(words));

        // "If I delete it, are my messages gone?" is a question about this platform.
        var isEveryday = found?.IsLearned == true && !hasReason && (RequestReader.AsksOfPlatform(text) || IsHarmlessAnswer(text));
        return (isEveryday ? null : found, reading.Score);
    }

    /// <summary>
    /// The probability that the last messages are about an everyday subject; 0 if one of them is about a heavy one, or a crisis.
    /// </summary>
    private float EverydayIn(IReadOnlyList<string> earlier)
    {
        List<string> last = [.. earlier.TakeLast(NearMessages)];
        if (last.Exists(text => Detect(text) is not null))
        {
            return 0;
        }

        var near = last.Select(text => SubjectReader.Delivered.Nearest(InArabic(text) ?? text) is [var best, ..] ? best : default)
            .Where(best => best.Name is not null)
            .ToList();
        return near.Exists(best => best.Score > 0.5f && Likeness.IsHeavy(best.Name))
            ? 0
            : near.Select(best => best.Score).DefaultIfEmpty().Max();
    }

    /// <summary>
    /// Whether a text begins with a length of time, or several, and is harmless without it: "14 years. I got him when I was at school" is
    /// about the age of a dog. The remainder begins with none, so that it is read once more and no oftener.
    /// </summary>
    private bool IsHarmlessAnswer(string text) =>
        Duration().Match(text) is { Success: true, Length: var length } && DetectAsWritten(text[length..], []).Finding is null;

    [GeneratedRegex(
        @"^\s*(?:(?:\d{1,3}|a|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:year|month|week|day)s?\.\s+)+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Duration();

    /// <summary>The harm in an answer, or null. A harmful answer is not shown: a fixed or an offline one is shown instead.</summary>
    public HarmfulAnswer? DetectHarmfulAnswer(string answer) =>
        _answers
            .Read(answer)
            .Where(hit => hit.Rule.Role == "rule")
            .Select(hit => new HarmfulAnswer(Ruling.Parse<AnswerHarm>(hit.Rule.Arguments[0]), hit.Rule.Name, RulesVersion))
            .OrderBy(harm => harm.Harm)
            .FirstOrDefault();

    /// <summary>Every crisis rule that matches a text, with the matching words.</summary>
    public IEnumerable<(Rule Rule, string Words)> Explain(string text) =>
        [.. _crises.Explain(text), .. InArabic(text) is { } arabic ? _crises.Explain(arabic) : []];

    /// <summary>The reading of a text by the learned layer, or null if there is none.</summary>
    public LearnedReading? ReadLearned(string text)
    {
        var words = _crises.Words(text);
        return learned?.Read(words, _crises.Read(words));
    }
}
