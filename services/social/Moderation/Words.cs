using System.Text.Json;

namespace Community.Social.Moderation;

/// <summary>What may be reported.</summary>
internal enum ReportedContent
{
    /// <summary>Somebody's profile, or how they behave.</summary>
    User,

    /// <summary>A group, circle or community.</summary>
    Community,

    /// <summary>A thread.</summary>
    Thread,

    /// <summary>A message.</summary>
    Message,

    /// <summary>An event that people gather at.</summary>
    Event,

    /// <summary>An event's photo.</summary>
    Photo,
}

/// <summary>What is wrong with it.</summary>
internal enum ReportReason
{
    /// <summary>Advertising that nobody asked for.</summary>
    Spam,

    /// <summary>It pesters somebody.</summary>
    Harassment,

    /// <summary>It demeans people for what they are.</summary>
    Hate,

    /// <summary>It threatens or shows violence.</summary>
    Violence,

    /// <summary>It shows or describes what belongs in private.</summary>
    Nudity,

    /// <summary>It tries to cheat people.</summary>
    Scam,

    /// <summary>Somebody may harm themselves.</summary>
    SelfHarm,

    /// <summary>It breaks the law otherwise.</summary>
    Illegal,

    /// <summary>Something else: the details say what.</summary>
    Other,
}

/// <summary>What may be decided of a case.</summary>
internal enum Decision
{
    /// <summary>Nothing is wrong with it; what a rule held back is shown.</summary>
    Dismiss,

    /// <summary>The content is removed.</summary>
    Remove,

    /// <summary>The author is warned.</summary>
    Warn,

    /// <summary>The author may read, but not write, for so many days.</summary>
    Mute,

    /// <summary>The author's account is suspended, for so many days or until that is lifted.</summary>
    Suspend,
}

/// <summary>Values of <see cref="ModerationDecision.Kind"/>: those of <see cref="Decision"/>, and what follows them.</summary>
internal static class DecisionKind
{
    public const string Dismiss = "dismiss";
    public const string Remove = "remove";
    public const string Lift = "lift";
    public const string GrantAppeal = "grant_appeal";
    public const string DenyAppeal = "deny_appeal";

    /// <summary>What the one concerned is told of, and may appeal against.</summary>
    public static readonly string[] Measures = ["remove", "warn", "mute", "suspend"];
}

internal static class CaseStatus
{
    public const string Open = "open";
    public const string Decided = "decided";
}

internal static class SanctionKind
{
    public const string Warning = "warning";
    public const string Mute = "mute";
    public const string Suspension = "suspension";
}

internal static class AppealStatus
{
    public const string Open = "open";
    public const string Granted = "granted";
    public const string Denied = "denied";
}

internal static class Words
{
    /// <summary>The word that the wire and the database have for a choice.</summary>
    public static string Of<TEnum>(TEnum choice) where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    public static readonly string Community = Of(ReportedContent.Community);

    public static readonly string User = Of(ReportedContent.User);
}
