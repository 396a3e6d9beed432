using System.Runtime.CompilerServices;
using Community.Sdk.Transport;

namespace Community.Sdk;

/// <summary>
/// A list: <c>await foreach</c> gives every item of every page, <see cref="PagesAsync"/> page by page, <see cref="FirstPageAsync"/> the
/// first page. A page is read when it is asked for.
/// </summary>
/// <typeparam name="TItem">The items.</typeparam>
/// <typeparam name="TPage">The answer with a page.</typeparam>
public sealed class Pages<TItem, TPage> : IAsyncEnumerable<TItem>
{
    private readonly Func<Query, CancellationToken, Task<TPage>> _read;
    private readonly Query _query;
    private readonly PagingKind _kind;
    private readonly Func<TPage, PageFacts<TItem>> _facts;

    internal Pages(
        ApiConnection api,
        Operation<TPage> operation,
        IReadOnlyList<string> segments,
        Query? query,
        PagingKind kind,
        Func<TPage, PageFacts<TItem>> facts,
        CallOptions? options
    )
    {
        (_query, _kind, _facts) = (query ?? new Query(), kind, facts);
        _read = (next, cancellationToken) => api.SendAsync(operation, segments, next, body: null, options, cancellationToken);
    }

    /// <summary>The first page.</summary>
    public Task<TPage> FirstPageAsync(CancellationToken cancellationToken = default) => _read(_query, cancellationToken);

    /// <summary>Page by page.</summary>
    public async IAsyncEnumerable<TPage> PagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var hadCursor = false;
        for (var query = _query; query is not null; )
        {
            var page = await _read(query, cancellationToken).ConfigureAwait(false);
            yield return page;
            var facts = _facts(page);
            hadCursor |= facts.Next is not null;
            query = Next(query, facts, hadCursor);
        }
    }

    /// <summary>Every item. Messages come the newest first, or with AfterSeq the oldest first.</summary>
    public async IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var isBackwards = _kind == PagingKind.Messages && !_query.Has("after_seq");
        await foreach (var page in PagesAsync(cancellationToken).ConfigureAwait(false))
        {
            var items = _facts(page).Items;
            for (var i = 0; i < items.Count; i++)
            {
                yield return items[isBackwards ? items.Count - 1 - i : i];
            }
        }
    }

    private Query? Next(Query query, PageFacts<TItem> page, bool hadCursor) =>
        (page.Next, _kind) switch
        {
            ({ } next, PagingKind.Pages) => query.With("page", value: null).With("cursor", next),
            ({ } next, _) => query.With(_kind == PagingKind.After || query.Has("after_seq") ? "after_seq" : "before_seq", next),
            // A list that has page numbers alone.
            (null, _) when !hadCursor && page.Number < page.Count => query.With("page", Query.Text(page.Number + 1)),
            _ => null,
        };
}
