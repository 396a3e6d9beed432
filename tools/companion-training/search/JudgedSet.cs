using System.Globalization;
using System.Reflection;

namespace Community.Companion.Training.Search;

/// <summary>A text of a kind that the product has.</summary>
internal sealed record JudgedDocument(string Id, string Kind, string Title, string Text)
{
    /// <summary>The whole text.</summary>
    public string Whole => $"{Title}. {Text}";
}

/// <summary>A search with its expected results: 2 for documents that match fully, 1 for documents that match in part.</summary>
/// <param name="Text">The typed text.</param>
/// <param name="Grades">Grades by document id.</param>
/// <param name="IsUnseen">
/// Whether it belongs to the half of the queries that was not used while the constants of the search were chosen.
/// </param>
internal sealed record JudgedQuery(string Text, IReadOnlyDictionary<string, int> Grades, bool IsUnseen);

/// <summary>
/// Texts and searches in <c>documents.tsv</c> and <c>queries.tsv</c>. They were judged by reading, before anything was measured. Every
/// second query (from the second) belongs to the unseen half.
/// </summary>
internal sealed record JudgedSet(IReadOnlyList<JudgedDocument> Documents, IReadOnlyList<JudgedQuery> Queries)
{
    public static JudgedSet Read() =>
        new(
            [.. Lines("documents.tsv").Select(fields => new JudgedDocument(fields[0], fields[1], fields[2], fields[3]))],
            [.. Lines("queries.tsv").Select((fields, number) => new JudgedQuery(fields[0], Grades(fields[1]), number % 2 == 1))]
        );

    private static Dictionary<string, int> Grades(string judgement) =>
        judgement
            .Split(' ')
            .Select(each => each.Split(':'))
            .ToDictionary(
                parts => parts[0],
                parts => parts.Length == 1 ? 2 : int.Parse(parts[1], CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    private static IEnumerable<string[]> Lines(string file)
    {
        using var stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }
}
