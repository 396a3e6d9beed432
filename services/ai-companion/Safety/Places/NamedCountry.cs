using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Safety.Places;

/// <summary>The country that a text names ("I live in London"): its help lines are given then (<c>places.txt</c>).</summary>
internal static class NamedCountry
{
    private static readonly CrisisRules Rules = CrisisRules.Load("Safety.Rules.spellings.txt", "Safety.Places.places.txt");

    /// <summary>The code of the country that a text names last; null if it names none.</summary>
    public static string? In(string text) =>
        Read(text) ?? (ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic ? Read(arabic) : null);

    private static string? Read(string text) => Rules.Read(text).LastOrDefault(hit => hit.Rule.Role == "rule").Rule?.Name;
}
