using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Text;

namespace Community.Social.Moderation.Rules;

/// <summary>Validates rules: the fields that each kind needs, and the content types that it permits.</summary>
internal static class RuleRules
{
    public static readonly TimeSpan LongestRate = TimeSpan.FromMinutes(MostMinutes);
    public const int MostMinutes = 1440;
    public const int MostHours = 720;
    public const int MostEntries = 1000;
    public const int EntryLength = 100;

    /// <summary>The types that can be held back before they are shown. Other content is already visible when the rules check it.</summary>
    private static readonly string[] Holdable = ["community", "thread", "message"];

    /// <exception cref="ProblemException">400: a field is missing or does not fit.</exception>
    public static void Require(StoredRule rule)
    {
        var faults = Faults(rule).ToList();
        if (faults.Count > 0)
        {
            throw Problem.Invalid(faults).ToException();
        }
    }

    public static IEnumerable<FieldFault> Faults(StoredRule rule)
    {
        if (FaultInTypes(rule) is { } types)
        {
            yield return new("content_types", types);
        }

        if (Mistaken(rule.Words.Length > 0, rule.Kind == RuleKinds.Words) is { } words)
        {
            yield return new("words", words);
        }
        else if (rule.Words.FirstOrDefault(word => FoldedText.Of(word).Words.Count == 0) is { } empty)
        {
            yield return new("words", FaultCode.Blank, $"must each have letters or digits; '{empty}' has none");
        }

        if (rule.Hosts.Length > 0 && rule.Kind != RuleKinds.Links)
        {
            yield return new("hosts", FaultCode.NotApplicable, "must be absent for this kind");
        }
        else if (rule.Hosts.FirstOrDefault(host => !IsHost(host)) is { } wrong)
        {
            yield return new("hosts", FaultCode.InvalidUrl, $"must be host names such as example.org; '{wrong}' is not one");
        }

        if (
            rule.Kind == RuleKinds.Links
                ? rule is { Hosts: [], Hours: null }
                : Mistaken(rule.Hours is not null, rule.Kind == RuleKinds.NewAccount) is not null
        )
        {
            yield return new(
                "hours",
                rule.Kind == RuleKinds.Links
                    ? new(FaultCode.Required, "is required unless hosts are sent")
                    : Mistaken(rule.Hours is not null, rule.Kind == RuleKinds.NewAccount)!
            );
        }

        if (Mistaken(rule.Count is not null, rule.Kind == RuleKinds.Rate) is { } count)
        {
            yield return new("count", count);
        }

        if (Mistaken(rule.Minutes is not null, rule.Kind == RuleKinds.Rate) is { } minutes)
        {
            yield return new("minutes", minutes);
        }
    }

    private static Fault? FaultInTypes(StoredRule rule) =>
        rule.ContentTypes.Contains("photo") ? new(FaultCode.NotAnOption, "must not have photo: it has no text")
        : rule.Action == RuleActions.Hold && rule.ContentTypes.Except(Holdable, StringComparer.Ordinal).Any()
            ? new(FaultCode.NotAnOption, "must be one or more of community, thread and message for the action hold")
        : rule.Kind == RuleKinds.Rate && rule.ContentTypes.Except(Holdable, StringComparer.Ordinal).Any()
            ? new(FaultCode.NotAnOption, "must be one or more of community, thread and message for this kind")
        : rule.Kind == RuleKinds.NewAccount && rule.ContentTypes.Contains(ApiNames.User)
            ? new(FaultCode.NotAnOption, "must not have user for this kind: every account is new once")
        : null;

    private static Fault? Mistaken(bool isThere, bool isNeeded) =>
        (isThere, isNeeded) switch
        {
            (false, true) => new(FaultCode.Required, "is required for this kind"),
            (true, false) => new(FaultCode.NotApplicable, "must be absent for this kind"),
            _ => null,
        };

    private static bool IsHost(string host) =>
        Links.AsCompared(host) is { } compared && compared.Contains('.') && Uri.CheckHostName(compared) == UriHostNameType.Dns;
}
