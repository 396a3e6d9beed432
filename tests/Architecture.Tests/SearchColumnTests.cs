using System.Text.RegularExpressions;
using Community.Platform.Data;

namespace Community.Architecture.Tests;

/// <summary>
/// Search vectors and highlights are built from words only: PostgreSQL's parser needs time that grows with the square of the length of a
/// text in which <see cref="SearchKey.Joints"/> join words.
/// </summary>
public sealed partial class SearchColumnTests
{
    // Applied migrations never change; a later migration creates these columns again.
    private static readonly string[] Superseded =
    [
        "services/events/Data/Migrations/0001_events.sql",
        "services/social/Data/Migrations/0007_community_lists.sql",
        "services/ai-companion/Data/Migrations/0008_courses.sql",
    ];

    [Fact]
    public void NoSearchVectorIsMadeOfRawText()
    {
        var files = Repository
            .Files("services", ".cs", ".sql")
            .Select(file => file.Replace('\\', '/'))
            .Except(Superseded, StringComparer.Ordinal)
            .ToList();
        var vectors = files.SelectMany(file => Vector().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value}")).ToList();
        vectors.Count.ShouldBeGreaterThanOrEqualTo(6);
        vectors.Where(vector => !vector.Contains("{SearchKey.WordsSql(", StringComparison.Ordinal) && !IsOfWords(vector)).ShouldBeEmpty();
    }

    [Fact]
    public void OnlyOnePlaceMarksWords() =>
        Repository
            .Files("services", ".cs", ".sql")
            .Where(file => Repository.Read(file).Contains("ts_headline(", StringComparison.Ordinal))
            .ShouldBe([Path.Combine("services", "messaging", "Search", "SearchLanguages.cs")]);

    [Theory]
    [InlineData("to_tsvector('simple', content)", false)]
    [InlineData("to_tsvector('simple', lower(title)), 'A')", false)]
    [InlineData("to_tsvector('simple', translate(name, '<>', '  '))", false)]
    [InlineData("to_tsvector('simple', translate(name, '&<>-+._/@~:', '           '))", true)]
    public void RawTextIsFound(string sql, bool isOfWords) => IsOfWords(sql).ShouldBe(isOfWords);

    private static bool IsOfWords(string sql) =>
        sql.Contains(", translate(", StringComparison.Ordinal)
        && sql.Contains($", '{SearchKey.Joints}', '{new string(' ', SearchKey.Joints.Length)}')", StringComparison.Ordinal);

    [GeneratedRegex(@"to_tsvector\([^\n]*")]
    private static partial Regex Vector();
}
