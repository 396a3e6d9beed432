namespace Community.Social.Discovery;

/// <summary>Which of the ten identity badges complement each other.</summary>
internal static class Badges
{
    public const double Complementary = 1;
    public const double Same = 0.6;
    public const double Other = 0.3;

    public static readonly IReadOnlyList<string> All =
    [
        "Connector",
        "Creator",
        "Thinker",
        "Builder",
        "Explorer",
        "Visionary",
        "Calm Presence",
        "Funny Friend",
        "Listener",
        "Leader",
    ];

    /// <summary>Each pair once; it applies in both directions.</summary>
    private static readonly (string, string)[] Pairs =
    [
        ("Connector", "Explorer"),
        ("Connector", "Listener"),
        ("Connector", "Thinker"),
        ("Creator", "Builder"),
        ("Creator", "Listener"),
        ("Creator", "Visionary"),
        ("Thinker", "Builder"),
        ("Thinker", "Funny Friend"),
        ("Builder", "Visionary"),
        ("Explorer", "Calm Presence"),
        ("Explorer", "Leader"),
        ("Visionary", "Leader"),
        ("Calm Presence", "Funny Friend"),
        ("Calm Presence", "Leader"),
        ("Funny Friend", "Listener"),
    ];

    private static readonly Dictionary<(string, string), double> Table = All.SelectMany(one => All, (one, other) => (one, other))
        .ToDictionary(
            pair => pair,
            pair =>
                pair.one == pair.other ? Same
                : Pairs.Contains(pair) || Pairs.Contains((pair.other, pair.one)) ? Complementary
                : Other
        );

    /// <summary>0 to 1, the same in both directions; 0 if one of the two is null.</summary>
    public static double Complement(string? one, string? other) => one is null || other is null ? 0 : Table.GetValueOrDefault((one, other));

    /// <summary>The complement value of each badge, in the order of <see cref="All"/>, with this one.</summary>
    public static double[] ComplementsOf(string? badge) => [.. All.Select(other => Complement(badge, other))];
}
