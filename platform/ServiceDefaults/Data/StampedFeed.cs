namespace Community.ServiceDefaults.Data;

/// <summary>
/// The times of a feed that is read by time stamps (such as that of ended sessions): a reader asks for what was stamped since it last asked. A row is stamped before it
/// is committed, so that it may appear behind a reader's back; each question therefore reaches back over the last one, by longer than a row can take from its stamp
/// to its commit. Writer and readers use the same two values.
/// </summary>
public static class StampedFeed
{
    /// <summary>From a row's stamp until its transaction begins to commit, at most: the writer calls <see cref="ServiceDbContext.CommitWithin"/> with it.</summary>
    public static readonly TimeSpan CommitLimit = TimeSpan.FromSeconds(20);

    /// <summary>How far a question reaches back over the last: the limit, the commit itself (15 s, as long as any statement may take) and the clocks of two instances.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);
}
