using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Platform.Http.Pagination;

/// <summary>
/// The number and length of a page of a catalogue; bind it with <c>[AsParameters]</c>. Values out of range are refused with 400, never
/// silently clamped.
/// </summary>
/// <param name="Page">The page's number, from 1. An added item shifts later pages; <c>cursor</c> is not shifted.</param>
/// <param name="Limit">The most items of a page, 1 to 100.</param>
/// <param name="Cursor">
/// The next_cursor of the previous answer: continues after its last item, also if items were added since. page is ignored then.
/// </param>
public sealed record PageQuery(
    [property: FromQuery(Name = "page"), Range(1, int.MaxValue)] int Page = 1,
    [property: FromQuery(Name = "limit"), Range(1, PageQuery.MaxLimit)] int Limit = PageQuery.DefaultLimit,
    [property: FromQuery(Name = "cursor"), StringLength(Pagination.Cursor.MaxLength)] string? Cursor = null
)
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 100;

    /// <summary>The page's length where the client gives none.</summary>
    public const int DefaultLimit = 20;

    /// <summary>How many items come before this page; a long, because page times limit may exceed 2^31.</summary>
    internal long Offset => (Page - 1L) * Limit;

    /// <summary>
    /// The position to continue at; false where the client asks for a page by its number. A cursor of another list is refused with 400.
    /// </summary>
    /// <typeparam name="TPosition">The type that it was made with: a record of the ordering columns.</typeparam>
    /// <param name="number">The page's number, from 1.</param>
    /// <param name="position">The last item of the previous page.</param>
    public bool TryGetPosition<TPosition>(out int number, [NotNullWhen(true)] out TPosition? position)
        where TPosition : class
    {
        (number, position) = (Page, null);
        if (Cursor is null)
        {
            return false;
        }

        if (!Pagination.Cursor.TryDecode<PagePosition<TPosition>>(Cursor, out var mark) || mark.At is null)
        {
            throw Problem.InvalidCursor();
        }

        (number, position) = (mark.Page, mark.At);
        return true;
    }
}

/// <summary>The content of a page's cursor.</summary>
internal sealed record PagePosition<TPosition>(int Page, TPosition At);

/// <summary>A page of a catalogue.</summary>
/// <param name="Items">The page's items; empty beyond the last page.</param>
/// <param name="Total">The number of items on all pages.</param>
/// <param name="Number">This page's number, from 1.</param>
/// <param name="Pages">The number of pages; 0 if there are no items.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; null at the end, and for lists that have only page numbers.</param>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    long Total,
    [property: System.Text.Json.Serialization.JsonPropertyName("page")] int Number,
    long Pages,
    string? NextCursor = null
);

/// <summary>Makes pages.</summary>
public static class Page
{
    /// <summary>
    /// A page of items that were counted elsewhere, for a list whose order is not a property of its items (such as how well they fit a
    /// search). Such a list has only page numbers.
    /// </summary>
    public static Page<T> Of<T>(IReadOnlyList<T> items, long total, PageQuery query) =>
        query.Cursor is null
            ? new(items, total, query.Page, PagesOf(total, query))
            : throw Problem.Invalid("cursor", FaultCode.NotApplicable, "cannot be used with this list. Send page instead.").ToException();

    /// <summary>A page of items that were counted elsewhere, with a cursor after the last of them.</summary>
    /// <typeparam name="T">An item.</typeparam>
    /// <typeparam name="TPosition">A record of the ordering columns.</typeparam>
    /// <param name="items">The page's items.</param>
    /// <param name="total">How many there are on all pages.</param>
    /// <param name="query">The query.</param>
    /// <param name="number">The page's number, from <see cref="PageQuery.TryGetPosition"/>.</param>
    /// <param name="position">An item's position in the order.</param>
    public static Page<T> Of<T, TPosition>(IReadOnlyList<T> items, long total, PageQuery query, int number, Func<T, TPosition> position) =>
        new(
            items,
            total,
            number,
            PagesOf(total, query),
            // A full last page may be followed by an empty one. The count is uncertain in any case, because items may have been added or
            // removed since.
            items.Count < query.Limit
            || (query.Cursor is null && number >= PagesOf(total, query))
                ? null
                : Cursor.Encode(new PagePosition<TPosition>(number == int.MaxValue ? number : number + 1, position(items[^1])))
        );

    private static long PagesOf(long total, PageQuery query) => (total + query.Limit - 1) / query.Limit;
}
