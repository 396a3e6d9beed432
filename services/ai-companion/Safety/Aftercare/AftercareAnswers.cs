using System.Collections.Frozen;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Safety.Aftercare;

/// <summary>What a person's answer to a crisis answer says of them.</summary>
internal enum Heard
{
    /// <summary>They did not mean what was taken for a crisis.</summary>
    NotMeant,

    /// <summary>They are safe.</summary>
    Safe,

    /// <summary>Anything else: the crisis goes on.</summary>
    GoesOn,
}

/// <summary>
/// The turns after a crisis answer: each keeps the help lines near and asks about safety, in fixed words (<c>english.txt</c>, <c>arabic.txt</c>) by what the person
/// says (<c>heard.txt</c>), until they say that they are safe or that it was not meant. One of it serves all requests at once.
/// </summary>
internal sealed class AftercareAnswers
{
    private const string Other = "other";

    private readonly RuleBook _heard = RuleBook.Load("Safety.Rules.spellings.txt", "Safety.Aftercare.heard.txt");
    private readonly FrozenDictionary<string, string> _english = Sections.Read("Safety.Aftercare.english.txt");
    private readonly FrozenDictionary<string, string> _arabic = Sections.Read("Safety.Aftercare.arabic.txt");

    /// <summary>The answer to what is said after a crisis answer, and what it says of the person.</summary>
    /// <param name="text">What is said.</param>
    /// <param name="kind">The crisis.</param>
    /// <param name="to">Whose turn it is.</param>
    /// <param name="recent">What was answered lately: it is not said again while there is something else.</param>
    public (string Answer, Heard Heard) Answer(string text, CrisisKind kind, Answered to, IReadOnlyList<string> recent)
    {
        var name = Hear(text);
        var help = CrisisAnswer.Help(kind, to);
        var answers = Ways(name, to).Concat(name == Other ? [] : Ways(Other, to)).Select(way => way.Replace("{help}", help, StringComparison.Ordinal)).ToList();
        var answer = answers.Find(way => !recent.Contains(way, StringComparer.Ordinal)) ?? answers.Find(way => recent[^1] != way) ?? answers[0];
        return (answer, name switch { "not-meant" => Heard.NotMeant, "safe" => Heard.Safe, _ => Heard.GoesOn });
    }

    /// <summary>A line that keeps the help lines near while talk is about other things again.</summary>
    public string Quiet(CrisisKind kind, Answered to) => Of(to)["quiet"].Replace("{lines}", CrisisAnswer.HelpInOneLine(kind, to), StringComparison.Ordinal);

    /// <summary>What a young person is told with a first crisis answer.</summary>
    public string ToAChild(Answered to) => Of(to)["child"];

    /// <summary>How a person can say that a text was misread; said once.</summary>
    public string Misread(Answered to) => Of(to)["misread"];

    /// <summary>What a text says after a crisis answer: a name of <c>heard.txt</c>.</summary>
    internal string Hear(string text) => _heard.Read(text).Where(hit => hit.Rule.Role == "rule")
        .OrderBy(hit => _heard.OrderOf(hit.Rule)).Select(hit => hit.Rule.Name["care.".Length..]).FirstOrDefault() ?? Other;

    private string[] Ways(string name, Answered to) => Of(to)[name].Split("\n\n");

    private FrozenDictionary<string, string> Of(Answered to) => to.IsArabic ? _arabic : _english;
}
