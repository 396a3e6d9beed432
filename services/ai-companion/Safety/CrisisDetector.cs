using Community.Companion.Safety.Rules;

namespace Community.Companion.Safety;

/// <summary>
/// Reads crises in what a person wrote, and harm in what a model answered. It asks no model: the rules are text
/// (<c>Safety/Rules/*.txt</c>), and reading takes time in proportion to the text. One of it serves all requests at once.
/// </summary>
internal sealed class CrisisDetector
{
    private static readonly string[] CrisisFiles =
    [
        "Safety.Rules.spellings.txt", "Safety.Rules.english.txt", "Safety.Rules.english-families.txt",
        "Safety.Rules.arabic.txt", "Safety.Rules.arabic-families.txt", "Safety.Rules.cues.txt",
    ];
    private static readonly string[] AnswerFiles = ["Safety.Rules.spellings.txt", "Safety.Rules.answers.txt"];

    private readonly RuleBook _crises = RuleBook.Load(CrisisFiles);
    private readonly RuleBook _answers = RuleBook.Load(AnswerFiles);

    /// <summary>The version of the rules, recorded with each finding. It follows from what the rule files say, so that none changes it silently.</summary>
    public static string RulesVersion { get; } = RuleBook.VersionOf([.. CrisisFiles, .. AnswerFiles]);

    /// <summary>The gravest crisis in a text, or null.</summary>
    public Finding? Detect(string text)
    {
        var hits = _crises.Read(text);
        var found = hits.Where(hit => hit.Rule.Role == "rule").Select(hit => Grade(hit.Rule, hits)).ToList();
        if (found.Count == 0)
        {
            found.AddRange(Cues.Reached(_crises.Sums, hits).Select(sum => Grade(sum, hits)));
        }

        return found.OrderByDescending(finding => finding.Severity).ThenBy(finding => Order(finding.Kind)).ThenBy(finding => finding.AboutSomeoneElse).FirstOrDefault();
    }

    /// <summary>What must not stand in an answer, or null. Such an answer is not shown: a fixed or an offline one is.</summary>
    public HarmfulAnswer? DetectHarmfulAnswer(string answer) =>
        _answers.Read(answer).Where(hit => hit.Rule.Role == "rule").Select(hit => new HarmfulAnswer(Parse<AnswerHarm>(hit.Rule.Arguments[0]), hit.Rule.Name, RulesVersion))
            .OrderBy(harm => harm.Harm).FirstOrDefault();

    /// <summary>Every rule of crises that is found in a text, with the words that it is found in.</summary>
    public IEnumerable<(Rule Rule, string Words)> Explain(string text) => _crises.Explain(text);

    /// <summary>A rule's own grade, one higher or lower by what else the text says of time and means.</summary>
    private static Finding Grade(Rule rule, List<Hit> hits)
    {
        var kind = Parse<CrisisKind>(rule.Arguments[0]);
        var shift = (Shifts("raise") ? 1 : 0) - (Shifts("lower") ? 1 : 0);
        var severity = Math.Clamp((int)Parse<Severity>(rule.Arguments[1]) + shift, (int)Severity.Concern, (int)Severity.Immediate);
        return new(kind, (Severity)severity, rule.Name, RulesVersion, rule.Arguments.Contains("someone", StringComparer.Ordinal));

        bool Shifts(string role) => hits.Any(hit => hit.Rule.Role == role && Parse<CrisisKind>(hit.Rule.Arguments[0]) == kind);
    }

    /// <summary>Which of two equally grave crises the answer is about: the one where minutes count most.</summary>
    private static int Order(CrisisKind kind) => kind switch
    {
        CrisisKind.SelfHarm => 0,
        CrisisKind.MedicalEmergency => 1,
        CrisisKind.Danger => 2,
        _ => 3,
    };

    private static T Parse<T>(string name)
        where T : struct, Enum =>
        Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
}
