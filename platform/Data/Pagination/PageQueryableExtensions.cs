using System.Linq.Expressions;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Data.Pagination;

/// <summary>Reads pages from the database.</summary>
public static class PageQueryableExtensions
{
    /// <summary>
    /// One page of an ordered query, by its number or after a cursor. The order must be total (end it with the id), or rows appear twice or
    /// are missing between pages. One round trip for a first page that is not full, else two; a page beyond the last costs only the count.
    /// </summary>
    public static Task<Page<T>> ToPageAsync<T>(
        this IOrderedQueryable<T> rows,
        PageQuery query,
        CancellationToken cancellationToken = default
    ) => ReadAsync(rows, row => row, query, cancellationToken);

    /// <summary>The same; it reads only the columns that <paramref name="view"/> needs.</summary>
    public static Task<Page<TView>> ToPageAsync<T, TView>(
        this IOrderedQueryable<T> rows,
        PageQuery query,
        Expression<Func<T, TView>> view,
        CancellationToken cancellationToken = default
    ) => ReadAsync(rows, view, query, cancellationToken);

    private static async Task<Page<TView>> ReadAsync<T, TView>(
        IOrderedQueryable<T> rows,
        Expression<Func<T, TView>> view,
        PageQuery query,
        CancellationToken cancellationToken
    )
    {
        var order = OrderKeys<T>.Of(rows);
        var views = order.WithKeys(view);
        if (query.TryGetPosition<KeyValues>(out var number, out var last))
        {
            var all = await rows.LongCountAsync(cancellationToken);
            return PageOf(await order.After(rows, last).Select(views).Take(query.Limit).ToListAsync(cancellationToken), all);
        }

        if (query.Page == 1)
        {
            var first = await rows.Select(views).Take(query.Limit).ToListAsync(cancellationToken);
            return PageOf(first, first.Count < query.Limit ? first.Count : await rows.LongCountAsync(cancellationToken));
        }

        // The count comes before the rows: a page number beyond the end must not make the database skip through a whole table.
        var total = await rows.LongCountAsync(cancellationToken);
        return PageOf(
            query.Offset >= total ? [] : await rows.Select(views).Skip((int)query.Offset).Take(query.Limit).ToListAsync(cancellationToken),
            total
        );

        Page<TView> PageOf(List<Keyed<TView>> items, long total)
        {
            var page = Page.Of(items, total, query, number, item => order.ValuesOf(item.Keys));
            return new([.. items.Select(item => item.View)], page.Total, page.Number, page.Pages, page.NextCursor);
        }
    }
}
