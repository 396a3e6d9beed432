using System.Text.Json;

namespace Community.Social.Moderation;

/// <summary>The types of content that can be reported.</summary>
internal enum ReportedContent
{
    /// <summary>A user's profile or behaviour.</summary>
    User,

    /// <summary>A group, circle or community.</summary>
    Community,

    /// <summary>A thread.</summary>
    Thread,

    /// <summary>A message.</summary>
    Message,

    /// <summary>An event (a gathering).</summary>
    Event,

    /// <summary>An event's photo.</summary>
    Photo,
}

/// <summary>The reasons for a report.</summary>
internal enum ReportReason
{
    /// <summary>Unwanted advertising.</summary>
    Spam,

    /// <summary>It harasses a user.</summary>
    Harassment,

    /// <summary>It demeans people for their identity.</summary>
    Hate,

    /// <summary>It threatens or shows violence.</summary>
    Violence,

    /// <summary>It shows or describes nudity or sexual content.</summary>
    Nudity,

    /// <summary>It tries to defraud users.</summary>
    Scam,

    /// <summary>A user may harm themselves.</summary>
    SelfHarm,

    /// <summary>It breaks the law in another way.</summary>
    Illegal,

    /// <summary>Another reason, given in the details.</summary>
    Other,
}

/// <summary>The decisions that are possible in a case.</summary>
internal enum Decision
{
    /// <summary>Nothing is wrong with it; content that a rule held back is shown.</summary>
    Dismiss,

    /// <summary>The content is removed.</summary>
    Remove,

    /// <summary>The author is warned.</summary>
    Warn,

    /// <summary>The author may read, but not write, for the given number of days.</summary>
    Mute,

    /// <summary>The author's account is suspended, for the given number of days or until that is lifted.</summary>
    Suspend,
}

/// <summary>Values of <see cref="ModerationDecision.Kind"/>: those of <see cref="Decision"/>, and those of later decisions.</summary>
internal static class DecisionKind
{
    public const string Dismiss = "dismiss";
    public const string Remove = "remove";
    public const string Lift = "lift";
    public const string GrantAppeal = "grant_appeal";
    public const string DenyAppeal = "deny_appeal";

    /// <summary>The decisions of which the user concerned is notified, and against which they may appeal.</summary>
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

internal static class ApiNames
{
    /// <summary>A choice in the spelling of the API and the database.</summary>
    public static string Of<TEnum>(TEnum choice)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(choice.ToString());

    public static readonly string Community = Of(ReportedContent.Community);

    public static readonly string User = Of(ReportedContent.User);
}
