using Community.Fuzz.Tests.Targets;

namespace Community.Fuzz.Tests;

/// <summary>Every target. A parser of input from strangers must be added here and to docs/security/fuzzing.md.</summary>
internal static class AllTargets
{
    /// <summary>The targets by area.</summary>
    public static IReadOnlyList<Target> List { get; } =
    [
        .. TokenTargets.List,
        .. BodyTargets.List,
        .. TextTargets.List,
        .. FileTargets.List,
        .. GatewayTargets.List,
        .. PaymentTargets.List,
        .. CodeTargets.List,
        .. RealtimeTargets.List,
    ];

    /// <summary>The target of this name, or null.</summary>
    public static Target? Named(string name) => List.FirstOrDefault(target => target.Name == name);
}
