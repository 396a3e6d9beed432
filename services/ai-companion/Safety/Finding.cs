using Community.Companion.Safety.Cases;

namespace Community.Companion.Safety;

/// <summary>Kinds of crises of a person.</summary>
internal enum CrisisKind
{
    /// <summary>Thoughts of dying, plans or attempts to die, hurting oneself.</summary>
    SelfHarm,

    /// <summary>Being hurt, forced, threatened or held by a close person or by a person with power.</summary>
    Abuse,

    /// <summary>Violence or a threat of it, now or announced: against the person, or by them.</summary>
    Danger,

    /// <summary>A medical emergency that needs an ambulance.</summary>
    MedicalEmergency,
}

/// <summary>How soon a helper should be with the person. Ordered: a graver grade is a higher value.</summary>
internal enum Severity
{
    /// <summary>A case for careful words: veiled words, or something long past.</summary>
    Concern = 1,

    /// <summary>Clear words about a crisis, but nothing about the present.</summary>
    High = 2,

    /// <summary>It is happening, or is about to.</summary>
    Immediate = 3,
}

/// <summary>A crisis that was found in a text. It never contains the words, because it is stored as it is.</summary>
/// <param name="Kind">The crisis.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="Rule">The name of the rule that found it.</param>
/// <param name="RulesVersion">The version of the rules that found it.</param>
/// <param name="AboutSomeoneElse">The person writes about another person in a crisis ("my friend wants to die").</param>
internal sealed record Finding(CrisisKind Kind, Severity Severity, string Rule, string RulesVersion, bool AboutSomeoneElse = false)
{
    /// <summary>The beginning of the rule's name if no rule, but the learned weights found it.</summary>
    public const string Learned = "learned.";

    /// <summary>Whether only the learned weights found it.</summary>
    public bool IsLearned => Rule.StartsWith(Learned, StringComparison.Ordinal);

    /// <summary>Whether a rule for Arabic found it.</summary>
    public bool IsArabic => Rule.StartsWith(Rules.Rule.Arabic, StringComparison.Ordinal);

    /// <summary>The case that has answers of its own, or null.</summary>
    public CrisisCase? Case { get; init; }
}

/// <summary>Kinds of harm in an answer.</summary>
internal enum AnswerHarm
{
    /// <summary>It tells how a person could hurt themselves.</summary>
    Method,

    /// <summary>It encourages or approves of hurting oneself or others, or tells the person that they are worthless.</summary>
    Encouragement,

    /// <summary>It talks the person out of seeking help.</summary>
    DiscouragesHelp,

    /// <summary>It claims to know an illness, or prescribes.</summary>
    Diagnosis,
}

/// <summary>A harm that was found in an answer, also without the words.</summary>
/// <param name="Harm">The harm.</param>
/// <param name="Rule">The name of the rule that found it.</param>
/// <param name="RulesVersion">The version of the rules that found it.</param>
internal sealed record HarmfulAnswer(AnswerHarm Harm, string Rule, string RulesVersion);
