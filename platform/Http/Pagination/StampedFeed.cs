namespace Community.Platform.Http.Pagination;

/// <summary>
/// The times of a feed that is read by time stamps (such as that of ended sessions): a reader asks for rows stamped since it last asked. A
/// row is stamped before it is committed, so it may appear with a stamp that the reader has already passed. Each request therefore overlaps
/// the last one by more than the longest time between stamp and commit. Writer and readers use the same two values.
/// </summary>
public static class StampedFeed
{
    /// <summary>
    /// The longest time from a row's stamp until its transaction begins to commit. The writer calls
    /// <c>ServiceDbContext.CommitWithin</c> with it.
    /// </summary>
    public static readonly TimeSpan CommitLimit = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How far a request reaches back beyond the last: the limit, the commit itself (15 s, the limit of any statement) and the clock
    /// difference of two instances.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);
}
