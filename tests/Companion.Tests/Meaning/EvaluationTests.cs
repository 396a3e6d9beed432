using System.Text.RegularExpressions;
using Community.Companion.Training.Search;
using Npgsql;

namespace Community.Companion.Tests.Meaning;

/// <summary>The judged searches by PostgreSQL's own full-text search, compared with the search by meaning.</summary>
[Collection(nameof(CompanionTests))]
public sealed partial class EvaluationTests(CompanionApplication companion, ITestOutputHelper output)
{
    private static readonly JudgedSet Set = JudgedSet.Read();

    [Fact]
    public void TheSetIsWhatItSaysToBe()
    {
        Set.Documents.Count.ShouldBeGreaterThanOrEqualTo(200);
        Set.Queries.Count.ShouldBeGreaterThanOrEqualTo(40);
        Set.Documents.Select(document => document.Id).ShouldBeUnique();
        Set.Queries.SelectMany(query => query.Grades.Keys).Except(Set.Documents.Select(document => document.Id)).ShouldBeEmpty();
        Set.Queries.SelectMany(query => query.Grades.Values).ShouldAllBe(grade => grade == 1 || grade == 2);
    }

    [Fact]
    public async Task MeaningFindsWhatFullTextMisses()
    {
        await using var database = NpgsqlDataSource.Create(companion.Database);
        await using var connection = await database.OpenConnectionAsync();
        await FillAsync(connection);
        var all = await FullTextAsync(connection, anyWord: false);
        var any = await FullTextAsync(connection, anyWord: true);
        var unseen = Set.Queries.Where(query => query.IsUnseen).ToList();
        foreach (var (name, queries) in new[] { ("unseen half", (IReadOnlyList<JudgedQuery>)unseen), ("all", Set.Queries) })
        {
            SearchEvaluation.Figures[] figures =
            [
                SearchEvaluation.Measure("PostgreSQL, all words", queries, query => all[query]),
                SearchEvaluation.Measure("PostgreSQL, any word", queries, query => any[query]),
                .. SearchEvaluation.Measure(Set, queries),
            ];
            foreach (var each in figures)
            {
                output.WriteLine(
                    $"{name}: {each.Way}: nDCG@10 {each.Ndcg:0.000}, recall@10 {each.Recall:0.000}, nothing relevant for {each.FoundNothing} of {queries.Count}"
                );
            }

            var (fullText, meaning, both) = (figures[1], figures[3], figures[4]);
            meaning.Ndcg.ShouldBeGreaterThan(fullText.Ndcg + 0.1);
            both.Ndcg.ShouldBeGreaterThan(fullText.Ndcg + 0.15);
            both.Recall.ShouldBeGreaterThan(fullText.Recall + 0.15);
            both.FoundNothing.ShouldBe(0);
            fullText.FoundNothing.ShouldBeGreaterThan(0);
        }
    }

    private static async Task FillAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            CREATE TEMPORARY TABLE judged AS SELECT id, to_tsvector('english', whole) AS search FROM unnest($1::text[], $2::text[]) AS d (id, whole)
            """,
            connection
        );
        command.Parameters.Add(new() { Value = Set.Documents.Select(document => document.Id).ToArray() });
        command.Parameters.Add(new() { Value = Set.Documents.Select(document => document.Whole).ToArray() });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Dictionary<string, IReadOnlyList<string>>> FullTextAsync(NpgsqlConnection connection, bool anyWord)
    {
        var found = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var query in Set.Queries)
        {
            await using var command = new NpgsqlCommand(
                """
                SELECT id FROM judged, websearch_to_tsquery('english', $1) asked
                WHERE search @@ asked ORDER BY ts_rank_cd(search, asked) DESC, id LIMIT 10
                """,
                connection
            );
            command.Parameters.Add(
                new() { Value = anyWord ? string.Join(" or ", Words().Matches(query.Text).Select(word => word.Value)) : query.Text }
            );
            await using var rows = await command.ExecuteReaderAsync();
            var ids = new List<string>();
            while (await rows.ReadAsync())
            {
                ids.Add(rows.GetString(0));
            }

            found[query.Text] = ids;
        }

        return found;
    }

    [GeneratedRegex(@"\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Words();
}
