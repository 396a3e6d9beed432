namespace Community.Companion.Offline;

/// <summary>The possible answers to a situation or a feeling.</summary>
/// <param name="Reflections">Sentences that take up and name it.</param>
/// <param name="Strong">The same, for strong statements; may be empty.</param>
/// <param name="Questions">Open questions.</param>
/// <param name="Following">Questions that fit any later message about it, also one that names nothing; may be empty.</param>
/// <param name="Steps">Small steps, offered.</param>
internal sealed record Repartee(
    IReadOnlyList<string> Reflections,
    IReadOnlyList<string> Strong,
    IReadOnlyList<string> Questions,
    IReadOnlyList<string> Following,
    IReadOnlyList<string> Steps
)
{
    /// <summary>Opinions, for those who ask for one; only situations have them.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];
}

/// <summary>
/// The sentences of one language, from <c>english.txt</c>, <c>topics-english.txt</c> and <c>Situations/english.txt</c>, or from the
/// Arabic files.
/// </summary>
internal sealed class Repertoire
{
    /// <summary>The name of the reflections that hold the person's own words.</summary>
    public const string OwnWords = "own-words";

    /// <summary>The name of the answers for texts in which nothing is recognized.</summary>
    public const string Neutral = "neutral";

    private readonly Dictionary<string, Repartee> _repartees = new(StringComparer.Ordinal);
    private readonly HashSet<string> _joyful = new(StringComparer.Ordinal);

    private Repertoire(IEnumerable<string> lines)
    {
        Dictionary<string, List<string>>? sections = null;
        List<string>? section = null;
        var name = "";
        foreach (var line in lines)
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                sections = new(StringComparer.Ordinal)
                {
                    ["reflect"] = [],
                    ["strongly"] = [],
                    ["ask"] = [],
                    ["on"] = [],
                    ["step"] = [],
                    ["think"] = [],
                };
                name = line[2..];
                _repartees.Add(
                    name,
                    new(sections["reflect"], sections["strongly"], sections["ask"], sections["on"], sections["step"])
                    {
                        Views = sections["think"],
                    }
                );
            }
            else if (line == "joyful")
            {
                _joyful.Add(name);
            }
            else if (line[0] == ' ')
            {
                (section ?? throw new FormatException($"No section before: {line}")).Add(line.Trim());
            }
            else
            {
                section = sections?.GetValueOrDefault(line) ?? throw new FormatException($"No such section: {line}");
            }
        }
    }

    public IReadOnlyDictionary<string, Repartee> All => _repartees;

    /// <summary>Whether a situation is a good one, by its mark <c>joyful</c>.</summary>
    public bool IsJoyful(string name) => _joyful.Contains(name);

    /// <summary>The repertoire of a language: <c>en</c> or <c>ar</c>.</summary>
    public static Repertoire Load(string language) =>
        new(
            language == Languages.Arabic
                ?
                [
                    .. Embedded.Lines("Offline.arabic.txt"),
                    .. Embedded.Lines("Offline.topics-arabic.txt"),
                    .. Embedded.Lines("Offline.Situations.arabic.txt"),
                ]
                :
                [
                    .. Embedded.Lines("Offline.english.txt"),
                    .. Embedded.Lines("Offline.topics-english.txt"),
                    .. Embedded.Lines("Offline.Situations.english.txt"),
                ]
        );

    /// <summary>The answers to this, or the neutral answers.</summary>
    public Repartee To(string name) => _repartees.GetValueOrDefault(name) ?? _repartees[Neutral];
}
