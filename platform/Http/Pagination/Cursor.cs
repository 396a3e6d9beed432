using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Mvc;

namespace Community.Platform.Http.Pagination;

/// <summary>The position and length of a page of a timeline; bind it with <c>[AsParameters]</c>.</summary>
/// <param name="Cursor">The next_cursor of the previous answer; absent for the beginning.</param>
/// <param name="Limit">How many items at most, 1 to 100.</param>
public sealed record CursorQuery(
    [property: FromQuery(Name = "cursor"), StringLength(Pagination.Cursor.MaxLength)] string? Cursor = null,
    [property: FromQuery(Name = "limit"), Range(1, PageQuery.MaxLimit)] int Limit = PageQuery.DefaultLimit
)
{
    /// <summary>The position in the cursor; false at the beginning. A cursor that this API did not make is refused with 400.</summary>
    /// <typeparam name="TPosition">The type that it was made with: a record of the ordering columns.</typeparam>
    public bool TryGetPosition<TPosition>([NotNullWhen(true)] out TPosition? position)
    {
        position = default;
        if (Cursor is null)
        {
            return false;
        }

        return Pagination.Cursor.TryDecode(Cursor, out position) ? true : throw Problem.InvalidCursor();
    }
}

/// <summary>A page of a timeline.</summary>
/// <param name="Items">The items in order.</param>
/// <param name="NextCursor">Pass it as cursor to get the next page; null at the end.</param>
public sealed record CursorPage<T>(IReadOnlyList<T> Items, string? NextCursor);

/// <summary>
/// Opaque positions: base64url of a JSON document and four bytes of its hash. They have only values that the client has just seen, so they
/// are not secret. Because of the hash an altered or cut cursor gives a clear 400 instead of a wrong page.
/// </summary>
public static class Cursor
{
    internal const int MaxLength = 2048;
    private const int CheckLength = 4;

    /// <summary>
    /// Makes the page from rows that were read with one item more than requested (<c>rows.Take(query.Limit + 1)</c>), so that no count is
    /// needed.
    /// </summary>
    public static CursorPage<T> Page<T, TPosition>(IReadOnlyList<T> itemsAndOneMore, CursorQuery query, Func<T, TPosition> position)
    {
        if (itemsAndOneMore.Count <= query.Limit)
        {
            return new(itemsAndOneMore, null);
        }

        var items = itemsAndOneMore.Take(query.Limit).ToList();
        return new(items, Encode(position(items[^1])));
    }

    /// <summary>A position as a cursor. Tuples do not work (their fields are invisible to JSON): use a record.</summary>
    public static string Encode<TPosition>(TPosition position)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(position, ServiceJson.Options);
        return Base64Url.EncodeToString([.. Check(json), .. json]);
    }

    /// <summary>The position in a cursor, or false if it was not made from this type by <c>Encode</c>.</summary>
    public static bool TryDecode<TPosition>(string cursor, [NotNullWhen(true)] out TPosition? position)
    {
        position = default;
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
        {
            return false;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            if (bytes.Length <= CheckLength || !Check(bytes.AsSpan(CheckLength)).SequenceEqual(bytes.AsSpan(0, CheckLength)))
            {
                return false;
            }

            position = JsonSerializer.Deserialize<TPosition>(bytes.AsSpan(CheckLength), ServiceJson.Options);
            return position is not null;
        }
        catch (Exception fault) when (fault is JsonException or FormatException)
        {
            return false;
        }
    }

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> json) => SHA256.HashData(json).AsSpan(0, CheckLength);
}
