namespace Community.Companion.Safety;

/// <summary>What somebody who writes may be in.</summary>
internal enum CrisisKind
{
    /// <summary>Thoughts of dying, plans or attempts to die, hurting oneself.</summary>
    SelfHarm,

    /// <summary>Being hurt, forced, threatened or held by somebody close or by somebody with power.</summary>
    Abuse,

    /// <summary>Violence or a threat of it, now or announced: against the person, or by them.</summary>
    Danger,

    /// <summary>A body that needs an ambulance.</summary>
    MedicalEmergency,
}

/// <summary>How soon somebody should be at the person's side. Ordered: a graver grade is a higher value.</summary>
internal enum Severity
{
    /// <summary>Something to take up with care: veiled words, something long past.</summary>
    Concern = 1,

    /// <summary>Clear words about a crisis, nothing yet about now.</summary>
    High = 2,

    /// <summary>It is happening, or is about to.</summary>
    Immediate = 3,
}

/// <summary>A crisis that was read in a text. It never holds the words themselves: it is recorded as it is.</summary>
/// <param name="Kind">The crisis.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="Rule">The name of the rule that found it.</param>
/// <param name="RulesVersion">The version of the rules that found it.</param>
/// <param name="AboutSomeoneElse">The person writes about somebody else who is in it ("my friend wants to die").</param>
internal sealed record Finding(CrisisKind Kind, Severity Severity, string Rule, string RulesVersion, bool AboutSomeoneElse = false);

/// <summary>What must not stand in an answer.</summary>
internal enum AnswerHarm
{
    /// <summary>It tells how somebody could hurt themselves.</summary>
    Method,

    /// <summary>It encourages or approves of hurting oneself or others, or tells the person that they are worthless.</summary>
    Encouragement,

    /// <summary>It talks the person out of seeking help.</summary>
    DiscouragesHelp,

    /// <summary>It claims to know an illness, or prescribes.</summary>
    Diagnosis,
}

/// <summary>A harm that was read in an answer, again without the words.</summary>
/// <param name="Harm">The harm.</param>
/// <param name="Rule">The name of the rule that found it.</param>
/// <param name="RulesVersion">The version of the rules that found it.</param>
internal sealed record HarmfulAnswer(AnswerHarm Harm, string Rule, string RulesVersion);
