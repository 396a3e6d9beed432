namespace Community.Companion.Profiles;

/// <summary>What an analysis reads: what the person wrote, here and in the profile that everybody sees.</summary>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Interests">What they like.</param>
/// <param name="Fields">What they can and did.</param>
internal sealed record AnalysedProfile(string? Bio, IReadOnlyList<string> Interests, ProfileFields Fields)
{
    /// <summary>All of it.</summary>
    public string Words() => Meaning.MeaningText.Of(Bio, Interests, Fields.Words());

    /// <summary>Whether there is anything to read.</summary>
    public bool IsEmpty => Words().Length == 0;
}

/// <summary>What an analysis finds.</summary>
internal sealed record Findings(
    string Summary, IReadOnlyList<string> Strengths, IReadOnlyList<string> SuggestedSkills, IReadOnlyList<string> Traits, string Provider)
{
    /// <summary>Skills that are as good as said, under their common names.</summary>
    public IReadOnlyList<string> FoundSkills { get; init; } = [];

    public const string ByModel = "model";
    public const string Offline = "offline";

    public const int MostStrengths = 5;
    public const int MostSuggested = 10;
    public const int MostTraits = 3;
}
