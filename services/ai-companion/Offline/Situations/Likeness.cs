namespace Community.Companion.Offline.Situations;

/// <summary>How near a text is to a name.</summary>
/// <param name="Name">A situation, a topic, a request, <c>help.FEATURE</c> or <c>tip.SUBJECT</c>.</param>
/// <param name="Score">The probability that the text is about that, from 0 to 1.</param>
internal readonly record struct Likeness(string Name, float Score)
{
    /// <summary>The families of heavy subjects.</summary>
    private static readonly string[] Heavy =
    [
        "sadness",
        "loneliness",
        "emptiness",
        "grief",
        "worry",
        "guilt",
        "doubt",
        "self",
        "hurt",
        "anger",
        "overwhelm",
        "tiredness",
        "life",
        "love",
        "goodbye",
    ];

    /// <summary>The part that related names have in common: <c>work</c> of <c>work-quit</c>, <c>help</c> of all features.</summary>
    public ReadOnlySpan<char> Family => FamilyOf(Name);

    /// <summary>Whether a name is of a feeling or loss that may weigh much.</summary>
    public static bool IsHeavy(string name) => Heavy.Contains(FamilyOf(name).ToString(), StringComparer.Ordinal);

    /// <summary>Whether two names have that part in common.</summary>
    public static bool IsRelated(string one, string other) => FamilyOf(one).SequenceEqual(FamilyOf(other));

    /// <summary>
    /// Whether a text is clearly nearer to the first of these than to all that is not related to it: then it is about that, also if it is
    /// in quite other words.
    /// </summary>
    public static bool IsClear(IReadOnlyList<Likeness> near)
    {
        const float Least = 0.45f;
        const float Apart = 0.1f;
        if (near is not [{ Score: >= Least } first, ..])
        {
            return false;
        }

        var other = near.FirstOrDefault(one => !one.Family.SequenceEqual(first.Family));
        return first.Score - other.Score >= Apart;
    }

    private static ReadOnlySpan<char> FamilyOf(string name) =>
        name.AsSpan().IndexOfAny('-', '.') is > 0 and var end ? name.AsSpan(0, end) : name;
}
