using Community.Platform.Http.Validation;

namespace Community.Identity.Users;

/// <summary>The ten identity badges, spelled as clients know them.</summary>
internal static class IdentityBadges
{
    public static IReadOnlyList<string> All { get; } =
    ["Connector", "Creator", "Thinker", "Builder", "Explorer", "Visionary", "Calm Presence", "Funny Friend", "Listener", "Leader"];
}

/// <summary>One of <see cref="IdentityBadges.All"/>.</summary>
internal sealed class IdentityBadgeAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(IdentityBadges.All, text);
}
