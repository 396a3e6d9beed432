using System.Text.RegularExpressions;
using Community.Platform.Http.Pagination;

namespace Community.Messaging.Sync;

/// <summary>
/// A position in a person's log: the snapshot of the database in which an answer was read. The changes after it are the rows whose
/// transaction this snapshot does not show, however early that transaction began. The answer to a token is filtered by the rights of its
/// reader, so a forged token shows nothing that the whole state would not show.
/// </summary>
/// <param name="S">PostgreSQL's <c>pg_snapshot</c>: <c>xmin:xmax:running</c>.</param>
/// <param name="L">The log: the start of the database server, in microseconds. Another server may count transactions again.</param>
/// <param name="A">When it was read, in milliseconds since 1970.</param>
/// <param name="P">The person.</param>
internal sealed partial record SyncToken(string S, long L, long A, Guid P)
{
    /// <summary>An older token gets the whole state: removed entries are forgotten after this time.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private const int MostRunning = 64;

    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds(A);

    public static SyncToken Of(string snapshot, long log, DateTimeOffset at, Guid person) =>
        new(Short(snapshot), log, at.ToUnixTimeMilliseconds(), person);

    /// <summary>The token in a text; null if it is unknown, too old, or another person's.</summary>
    public static SyncToken? Parse(string? text, Guid person, DateTimeOffset now) =>
        text is not null
        && Cursor.TryDecode<SyncToken>(text, out var token)
        && token.P == person
        && token.S is { } snapshot
        && Snapshot().IsMatch(snapshot)
        && token.A > (now - Lifetime).ToUnixTimeMilliseconds()
        && token.A <= (now + TimeSpan.FromHours(1)).ToUnixTimeMilliseconds()
            ? token
            : null;

    public override string ToString() => Cursor.Encode(this);

    /// <summary>
    /// A snapshot with many running transactions is cut to its oldest one. The transactions after it that had committed come once more.
    /// </summary>
    private static string Short(string snapshot)
    {
        var parts = snapshot.Split(':');
        return parts[2].Count(letter => letter == ',') < MostRunning ? snapshot : $"{parts[0]}:{parts[0]}:";
    }

    [GeneratedRegex(
        @"^[1-9]\d{0,17}:[1-9]\d{0,17}:(\d{1,18}(,\d{1,18}){0,63})?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Timeout.Infinite
    )]
    private static partial Regex Snapshot();
}
