namespace Community.Sdk.Transport;

/// <summary>How the pages of a list follow each other.</summary>
internal enum PagingKind
{
    /// <summary>By cursor or page number.</summary>
    Pages,

    /// <summary>By message numbers, backwards unless the query has after_seq.</summary>
    Messages,

    /// <summary>By numbers, forwards.</summary>
    After,
}

/// <summary>A page's items, where the next one begins, its number, and the number of pages.</summary>
internal readonly record struct PageFacts<TItem>(IReadOnlyList<TItem> Items, string? Next, long? Number = null, long? Count = null);
