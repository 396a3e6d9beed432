namespace Community.Companion.Profiles;

/// <summary>The input of an analysis: the person's texts, here and in the public profile.</summary>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Interests">The person's interests.</param>
/// <param name="Fields">The person's skills and achievements.</param>
internal sealed record AnalysedProfile(string? Bio, IReadOnlyList<string> Interests, ProfileFields Fields)
{
    /// <summary>All of the text.</summary>
    public string Words() => Meaning.MeaningText.Of(Bio, Interests, Fields.Words());

    /// <summary>Whether there is no text.</summary>
    public bool IsEmpty => Words().Length == 0;
}

/// <summary>The findings of an analysis.</summary>
internal sealed record Findings(
    string Summary,
    IReadOnlyList<string> Strengths,
    IReadOnlyList<string> SuggestedSkills,
    IReadOnlyList<string> Traits,
    string Provider
)
{
    /// <summary>Skills that are practically stated, under their common names.</summary>
    public IReadOnlyList<string> FoundSkills { get; init; } = [];

    public const string ByModel = "model";
    public const string Offline = "offline";

    public const int MostStrengths = 5;
    public const int MostSuggested = 10;
    public const int MostTraits = 3;
}
