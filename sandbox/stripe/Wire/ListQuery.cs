using Community.StripeSandbox.State;

namespace Community.StripeSandbox.Wire;

/// <summary>The requested page of a list (https://docs.stripe.com/api/pagination).</summary>
/// <param name="Url">The path of the list.</param>
/// <param name="Limit">1 to 100, by default 10.</param>
/// <param name="StartingAfter">The page's objects are older than this one.</param>
/// <param name="EndingBefore">The page's objects are newer than this one.</param>
/// <param name="From">Created at this second or later.</param>
/// <param name="To">Created at this second or earlier.</param>
internal sealed record ListQuery(string Url, int Limit, string? StartingAfter, string? EndingBefore, long From, long To)
{
    /// <summary>The object that the page begins or ends at.</summary>
    public string? Cursor => StartingAfter ?? EndingBefore;

    /// <summary>The parameter that has it.</summary>
    public string CursorName => StartingAfter is null ? "ending_before" : "starting_after";

    /// <summary>Reads it from a request.</summary>
    /// <exception cref="StripeException">400: limits out of range, or both cursors.</exception>
    public static ListQuery Read(Parameters parameters, string url)
    {
        var (after, before) = (parameters.Text("starting_after"), parameters.Text("ending_before"));
        if (after is not null && before is not null)
        {
            throw StripeException.Invalid("You may only specify one of these parameters: ending_before, starting_after.");
        }

        var limit = (int)(parameters.Integer("limit", 1, 100) ?? 10);
        var (from, to) = ReadCreated(parameters);
        return new ListQuery(url, limit, after, before, from, to);
    }

    /// <summary>The page of all listed objects, which are in the order of creation.</summary>
    public (IReadOnlyList<T> Data, bool HasMore) Page<T>(List<Entry> source, Func<T, bool> where, Entry? cursor)
        where T : StripeObject
    {
        var found = (EndingBefore is null ? Older<T>(source, cursor) : Newer<T>(source, cursor!))
            .Where(kept => kept.Created >= From && kept.Created <= To && where(kept))
            .Take(Limit + 1)
            .ToList();
        var hasMore = found.Count > Limit;
        if (hasMore)
        {
            found.RemoveAt(Limit);
        }

        if (EndingBefore is not null)
        {
            found.Reverse();
        }

        return (found, hasMore);
    }

    private IEnumerable<T> Older<T>(List<Entry> source, Entry? cursor)
        where T : StripeObject
    {
        for (var i = Position(source, cursor) - 1; i >= 0; i--)
        {
            var kept = (T)source[i].Value;
            if (kept.Created < From)
            {
                yield break; // All following objects are older.
            }

            yield return kept;
        }
    }

    private static IEnumerable<T> Newer<T>(List<Entry> source, Entry cursor)
        where T : StripeObject
    {
        var start = Position(source, cursor);
        for (var i = start < source.Count && source[start] == cursor ? start + 1 : start; i < source.Count; i++)
        {
            yield return (T)source[i].Value;
        }
    }

    private static int Position(List<Entry> source, Entry? cursor)
    {
        if (cursor is null)
        {
            return source.Count;
        }

        var at = source.BinarySearch(cursor, Entry.BySequence);
        return at < 0 ? ~at : at;
    }

    private static (long From, long To) ReadCreated(Parameters parameters)
    {
        if (!parameters.Has("created"))
        {
            return (long.MinValue, long.MaxValue);
        }

        if (parameters.IsText("created"))
        {
            var exactly = parameters.Integer("created")!.Value;
            return (exactly, exactly);
        }

        var range = parameters.Hash("created")!;
        var from = Math.Max(range.Integer("gte") ?? long.MinValue, range.Integer("gt") is { } after ? after + 1 : long.MinValue);
        var to = Math.Min(range.Integer("lte") ?? long.MaxValue, range.Integer("lt") is { } before ? before - 1 : long.MaxValue);
        return (from, to);
    }
}
