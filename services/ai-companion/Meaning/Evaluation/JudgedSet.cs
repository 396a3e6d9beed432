using System.Globalization;
using System.Reflection;

namespace Community.Companion.Meaning.Evaluation;

/// <summary>A text of the kind that the product has.</summary>
internal sealed record JudgedDocument(string Id, string Kind, string Title, string Text)
{
    /// <summary>All that there is to read.</summary>
    public string Whole => $"{Title}. {Text}";
}

/// <summary>A search, and what it ought to find: 2 for what fits squarely, 1 for what fits in part.</summary>
/// <param name="Text">What is typed.</param>
/// <param name="Grades">By document.</param>
/// <param name="IsUnseen">Half of the queries were not looked at while the constants of the search were chosen.</param>
internal sealed record JudgedQuery(string Text, IReadOnlyDictionary<string, int> Grades, bool IsUnseen);

/// <summary>
/// Texts and searches in <c>documents.tsv</c> and <c>queries.tsv</c>, judged by reading, before anything was measured. Every second query (from the
/// second) is of the unseen half.
/// </summary>
internal sealed record JudgedSet(IReadOnlyList<JudgedDocument> Documents, IReadOnlyList<JudgedQuery> Queries)
{
    public static JudgedSet Read() => new(
        [.. Lines("documents.tsv").Select(fields => new JudgedDocument(fields[0], fields[1], fields[2], fields[3]))],
        [.. Lines("queries.tsv").Select((fields, number) => new JudgedQuery(fields[0], Grades(fields[1]), number % 2 == 1))]);

    private static Dictionary<string, int> Grades(string judgement) => judgement.Split(' ').Select(each => each.Split(':'))
        .ToDictionary(parts => parts[0], parts => parts.Length == 1 ? 2 : int.Parse(parts[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static IEnumerable<string[]> Lines(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"{file} is not in the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }
}
