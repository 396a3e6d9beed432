using Community.Companion.Words;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Npgsql;

namespace Community.Companion.Meaning;

/// <summary>
/// Finds by meaning and by words at once. Candidates are the nearest items in memory and the items with the query's words in PostgreSQL;
/// one statement then reads which of them the caller may see. If too few are left to fill the page, more candidates are taken, as long as
/// there are any.
/// <para>
/// If the query has no vector (the endpoint is away, or the model does not know its language), only words count, and the answer says
/// so. Vectors of another model, such as the offline one's, are no substitute: they cannot be compared.
/// </para>
/// </summary>
internal sealed partial class SemanticSearch(
    NpgsqlDataSource database,
    MeaningIndexes indexes,
    IEmbedder embedder,
    WordEmbedder words,
    TimeProvider clock,
    ILogger<SemanticSearch> logger
)
{
    /// <summary>One search finds at most this many, on all pages together.</summary>
    public const int MostFound = 200;

    private const int MostCandidates = 3_200;
    private const int MostByWords = 100;

    /// <summary>Of the items with a word of the query, at most this many are compared, before the best by words are taken.</summary>
    private const int MostLookedAt = 1_000;

    public async Task<SearchAnswer> FindAsync(
        Guid caller,
        string text,
        IReadOnlyList<string> kinds,
        PageQuery page,
        CancellationToken cancellationToken
    )
    {
        var query = await EmbedAsync(text, cancellationToken);
        var terms = QueryTerms.Of(text, words.WeightOf);
        var now = clock.GetUtcNow();
        var needed = (int)Math.Min(MostFound, (long)page.Page * page.Limit);
        var count = MostFound;
        while (true)
        {
            var near = indexes.Nearest(query, kinds, count, now);
            var found = await ReadAsync(new(caller, kinds, near, terms, now), query, cancellationToken);
            if (
                found.Count >= needed
                || near.Count < count
                || count >= MostCandidates
                || Relevance.Of(near[^1].Near.Likeness, WordMatch.None) < Relevance.Least
            )
            {
                return Answer(found, page, query.Length > 0);
            }

            count *= 4;
        }
    }

    /// <summary>Empty if there is no vector.</summary>
    private async Task<float[]> EmbedAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            return (await embedder.EmbedAsync([text], cancellationToken))[0];
        }
        catch (EmbeddingException failure)
        {
            Log.ByWords(logger, failure.Message);
            return [];
        }
    }

    private static SearchAnswer Answer(List<FoundItem> found, PageQuery page, bool byMeaning)
    {
        var best = found.OrderByDescending(item => item.Score).ThenBy(item => item.Id).Take(MostFound).ToList();
        var items = best.Skip((int)Math.Min(MostFound, (page.Page - 1L) * page.Limit)).Take(page.Limit).ToList();
        var answer = Page.Of(items, best.Count, page);
        return new(answer.Items, answer.Total, answer.Number, answer.Pages, byMeaning ? "meaning_and_words" : "words");
    }

    private async Task<List<FoundItem>> ReadAsync(Asked asked, float[] query, CancellationToken cancellationToken)
    {
        await using var command = Statement(asked);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        command.Connection = connection;
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var likeness = asked.Near.ToDictionary(each => (each.Kind, each.Near.Id), each => each.Near.Likeness);
        var found = new List<FoundItem>();
        while (await rows.ReadAsync(cancellationToken))
        {
            var (kind, id) = (rows.Get<string>("kind"), rows.Get<Guid>("id"));
            var alike = likeness.TryGetValue((kind, id), out var known) ? known : indexes[kind].LikenessOf(id, query);
            var score = Relevance.Of(alike, asked.Terms.MatchedBy(rows.Get<string[]>("title_terms"), rows.Get<string[]>("terms")));
            if (score >= Relevance.Least)
            {
                found.Add(
                    new(kind, id, rows.Get<string>("title"), rows.Get<string>("summary"), Math.Round(score, 4), ActionLink.To(kind, id))
                );
            }
        }

        return found;
    }

    /// <summary>Selects the candidates that the caller may see (<see cref="SeenItems"/>); of the events those that are not over.</summary>
    private static NpgsqlCommand Statement(Asked asked)
    {
        var command = new NpgsqlCommand(
            $"""
            WITH near AS (SELECT kind, id FROM unnest($1::text[], $2::uuid[]) AS n (kind, id)),
            looked_at AS (SELECT kind, id, terms FROM meaning_items WHERE is_listed AND kind = ANY ($3) AND terms && $4 LIMIT {MostLookedAt}),
            by_words AS (
                SELECT kind, id FROM looked_at
                ORDER BY (SELECT count(*) FROM unnest(terms) term WHERE term = ANY ($4)) DESC, cardinality(terms), id LIMIT {MostByWords})
            SELECT m.kind, m.id, m.title, m.summary,
                ARRAY(SELECT term FROM unnest(m.title_terms) term WHERE term = ANY ($4)) AS title_terms,
                ARRAY(SELECT term FROM unnest(m.terms) term WHERE term = ANY ($4)) AS terms
            FROM (SELECT kind, id FROM near UNION SELECT kind, id FROM by_words) candidate JOIN meaning_items m USING (kind, id)
            WHERE m.is_listed AND (m.ends_at IS NULL OR m.ends_at > $6) AND {SeenItems.Condition("m", "$5", "$6")}
            """
        );
        command.Parameters.Add(new() { Value = asked.Near.Select(each => each.Kind).ToArray() });
        command.Parameters.Add(new() { Value = asked.Near.Select(each => each.Near.Id).ToArray() });
        command.Parameters.Add(new() { Value = asked.Kinds.ToArray() });
        command.Parameters.Add(new() { Value = asked.Terms.Terms.ToArray() });
        command.Parameters.Add(new() { Value = asked.Caller });
        command.Parameters.Add(new() { Value = asked.Now });
        return command;
    }

    private sealed record Asked(
        Guid Caller,
        IReadOnlyList<string> Kinds,
        IReadOnlyList<(string Kind, Near Near)> Near,
        QueryTerms Terms,
        DateTimeOffset Now
    );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Searched by words alone: {Reason}")]
        public static partial void ByWords(ILogger logger, string reason);
    }
}
