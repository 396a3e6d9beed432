using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>Names that are told apart from the relation: "my sister … Her name is Dana", "a girl, we called her Salma".</summary>
internal static partial class NamedPeople
{
    /// <summary>A name belongs to a relation that was named at most so many messages before.</summary>
    private const int Back = 2;

    /// <summary>The name that was told last for a relation; null: none was.</summary>
    /// <param name="who">The relation in the words of the question; "": the person named last.</param>
    /// <param name="said">The person's messages, the oldest first.</param>
    public static string? Find(string who, IReadOnlyList<string> said)
    {
        for (var at = said.Count - 1; at >= 0; at--)
        {
            if (Told(said[at]) is { } name && (who.Length == 0 || IsOf(who, at, said)))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The right name in a correction: "no, her name is Dana", «لا اسمها رنيم مو رنا»; null: it is none.</summary>
    public static string? Corrected(string text) =>
        Correction().Match(text) is { Success: true } match ? Capital(match.Groups["name"].Value) : null;

    /// <summary>The name that a text gives another person; null: it gives none.</summary>
    public static string? Told(string text) =>
        text.TrimEnd() is not [.., '?' or '؟'] && Naming().Match(text) is { Success: true } match && !IsNoName(match.Groups["name"].Value)
            ? Capital(match.Groups["name"].Value)
            : null;

    private static bool IsOf(string who, int at, IReadOnlyList<string> said)
    {
        for (var near = at; near >= Math.Max(0, at - Back); near--)
        {
            var words = said[near].Split([' ', ',', '.', '!', '?', '،', '؟', '\''], StringSplitOptions.RemoveEmptyEntries);
            var relations = words.Where(word => Relations.Of(word) is not null || Child(word) is not null).ToList();
            if (
                relations.Exists(word =>
                    Relations.AreSame(word, who)
                    || (Child(who) is { } child && Child(word) is { } other && (child == other || child == "child" || other == "child"))
                )
            )
            {
                return true;
            }

            if (relations.Count > 0 && near < at)
            {
                return false;
            }
        }

        return Corrected(said[at]) is not null;
    }

    /// <summary>A child of one's own, by any word.</summary>
    private static string? Child(string word) =>
        Plain.Of(word) switch
        {
            "girl" or "daughter" or "بنت" or "بنتي" or "ابنتي" => "girl",
            "boy" or "son" or "ولد" or "ولدي" or "ابني" => "boy",
            "baby" or "newborn" or "مولود" or "مولوده" or "بيبي" or "طفل" or "طفله" => "child",
            _ => null,
        };

    private static bool IsNoName(string name) =>
        name.ToLowerInvariant()
            is "not"
                or "a"
                or "the"
                or "so"
                or "back"
                or "to"
                or "and"
                or "it"
                or "my"
                or "مو"
                or "مش"
                or "على"
                or "في";

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"\b(?:(?:called|named|call|naming) (?:her|him|it)|(?<!ask )(?:her|his|its) (?:name is|name's|name was)|(?:is|was) (?:called|named)) (?<name>\p{L}{2,30})\b"
            + @"|(?:سمينا(?:ها|ه)|سميت(?:ها|ه)|أسمينا(?:ها|ه)|اسمينا(?:ها|ه)|[إا]سم(?:ها|ه)) (?<name>\p{L}{2,30})",
        Options,
        1000
    )]
    private static partial Regex Naming();

    [GeneratedRegex(
        @"^(?:no|nope|actually|sorry|wait|oh)[,. ]+(?:no[, ]+)?(?:i said )?(?:her|his|its|their|the) name(?: is|'s) (?<name>\p{L}{2,30})(?:,? not \p{L}+)?\W*$|^(?:her|his|its) name is (?<name>\p{L}{2,30}),? not \p{L}+\W*$"
            + @"|^(?:لا|لأ|قصدي)[،, ]+(?:[إا]سم(?:ها|ه)) (?<name>\p{L}{2,30})(?: (?:مو|مش|وليس|لا) \p{L}+)?\W*$|^[إا]سم(?:ها|ه) (?<name>\p{L}{2,30}) (?:مو|مش|وليس) \p{L}+\W*$",
        Options,
        1000
    )]
    private static partial Regex Correction();
}
