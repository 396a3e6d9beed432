using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.ServiceDefaults.Pagination;

/// <summary>Which page of a catalogue; bind it with <c>[AsParameters]</c>. Out of range is 400, never silently clamped.</summary>
/// <param name="Page">Which page, from 1.</param>
/// <param name="Limit">How many items a page has at most, 1 to 100.</param>
public sealed record PageQuery(
    [property: FromQuery(Name = "page"), Range(1, int.MaxValue)] int Page = 1,
    [property: FromQuery(Name = "limit"), Range(1, PageQuery.MaxLimit)] int Limit = PageQuery.DefaultLimit)
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 100;

    /// <summary>The page's length where the client does not say.</summary>
    public const int DefaultLimit = 20;

    /// <summary>How many items come before this page; wide, for page times limit may pass 2^31.</summary>
    internal long Offset => (Page - 1L) * Limit;
}

/// <summary>A page of a catalogue.</summary>
/// <param name="Items">The page's items; empty beyond the last page.</param>
/// <param name="Total">How many items there are on all pages.</param>
/// <param name="Number">Which page this is, from 1.</param>
/// <param name="Pages">How many pages there are; 0 where there is no item.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    long Total,
    [property: System.Text.Json.Serialization.JsonPropertyName("page")] int Number,
    long Pages);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>A page of items that were counted elsewhere.</summary>
    public static Page<T> Of<T>(IReadOnlyList<T> items, long total, PageQuery query) =>
        new(items, total, query.Page, (total + query.Limit - 1) / query.Limit);
}

/// <summary>Reads pages from the database.</summary>
public static class PageQueryableExtensions
{
    /// <summary>
    /// One page of an ordered query. The order must be total (end it with the id), or rows repeat and vanish between pages.
    /// One round trip for a first page that is not full, else two; a page beyond the last costs only the count.
    /// </summary>
    public static Task<Page<T>> ToPageAsync<T>(this IOrderedQueryable<T> rows, PageQuery query, CancellationToken cancel = default) =>
        ReadAsync(rows, rows, query, cancel);

    /// <summary>The same, reading only what <paramref name="view"/> needs of each row.</summary>
    public static Task<Page<TView>> ToPageAsync<T, TView>(
        this IOrderedQueryable<T> rows, PageQuery query, Expression<Func<T, TView>> view, CancellationToken cancel = default) =>
        ReadAsync(rows, rows.Select(view), query, cancel);

    private static async Task<Page<TView>> ReadAsync<T, TView>(
        IQueryable<T> rows, IQueryable<TView> views, PageQuery query, CancellationToken cancel)
    {
        if (query.Page == 1)
        {
            var first = await views.Take(query.Limit).ToListAsync(cancel);
            var all = first.Count < query.Limit ? first.Count : await rows.LongCountAsync(cancel);
            return Page.Of(first, all, query);
        }

        // Counted before reading: a page number out of nowhere must not make the database skip through a whole table.
        var total = await rows.LongCountAsync(cancel);
        var items = query.Offset >= total ? [] : await views.Skip((int)query.Offset).Take(query.Limit).ToListAsync(cancel);
        return Page.Of(items, total, query);
    }
}
