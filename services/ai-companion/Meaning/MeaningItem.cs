using System.Text;

namespace Community.Companion.Meaning;

/// <summary>Kinds of things that can be found by meaning.</summary>
internal static class MeaningKind
{
    public const string Person = "person";
    public const string Community = "community";
    public const string Event = "event";
    public const string Course = "course";

    public static IReadOnlyList<string> All { get; } = [Person, Community, Event, Course];
}

/// <summary>A searchable thing: its texts, and the rule of its visibility.</summary>
/// <param name="Kind">One of <see cref="MeaningKind"/>.</param>
/// <param name="Id">The id of the person, community, event or course.</param>
/// <param name="Title">Its name.</param>
/// <param name="Summary">The text below it; cut if it is long.</param>
/// <param name="Text">All other text that it is found by.</param>
internal sealed record MeaningItem(string Kind, Guid Id, string Title, string Summary, string Text)
{
    /// <summary>False: no user finds it (a draft, or deleted, or hidden by moderators).</summary>
    public bool IsListed { get; init; } = true;

    /// <summary>False: only the users that its kind allows find it (a private community's members, a private event's organizer).</summary>
    public bool IsPublic { get; init; } = true;

    /// <summary>After this time it is not found any more.</summary>
    public DateTimeOffset? EndsAt { get; init; }
}

/// <summary>Makes the texts of items.</summary>
internal static class MeaningText
{
    private const int LongestText = 8_000;
    private const int LongestSummary = 240;

    /// <summary>The parts that are not empty, as sentences.</summary>
    public static string Of(params IEnumerable<object?> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            var words = part is IEnumerable<string> list ? string.Join(", ", list) : part as string;
            if (!string.IsNullOrWhiteSpace(words))
            {
                text.Append(text.Length > 0 ? ". " : "").Append(words.Trim());
            }
        }

        return Cut(text.ToString(), LongestText);
    }

    public static string Summary(string text) => Cut(text, LongestSummary);

    private static string Cut(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        // Not between the two units of a surrogate pair.
        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
