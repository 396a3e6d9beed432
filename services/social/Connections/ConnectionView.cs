using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Connections;

/// <summary>A connection, or a request for one, from the side of one of the two users.</summary>
/// <param name="Id">The connection's id, the same for both users.</param>
/// <param name="UserId">The other user.</param>
/// <param name="User">The other user's summary.</param>
/// <param name="Status"><c>pending</c> or <c>accepted</c>.</param>
/// <param name="Direction">
/// Of a pending request: <c>outgoing</c> if the caller asked, <c>incoming</c> if the other user did; otherwise null.
/// </param>
/// <param name="CompatibilityScore">0 to 100, at the time of the request; null if too little was known of one of the two.</param>
/// <param name="RequestedAt">When it was last requested.</param>
/// <param name="AcceptedAt">When the two were connected; null while it is pending.</param>
internal sealed record ConnectionView(
    Guid Id,
    Guid UserId,
    PersonSummary User,
    string Status,
    string? Direction,
    int? CompatibilityScore,
    DateTimeOffset RequestedAt,
    DateTimeOffset? AcceptedAt
) : IHasExample<ConnectionView>
{
    public static ConnectionView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            PersonSummary.Example.Id,
            PersonSummary.Example,
            ConnectionStatus.Accepted,
            null,
            74,
            new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 5, 2, 18, 5, 0, TimeSpan.Zero)
        );

    /// <summary>The view of <paramref name="viewer"/>, one of the two users.</summary>
    public static ConnectionView Of(Connection connection, Guid viewer, Person other)
    {
        var isAccepted = connection.Status == ConnectionStatus.Accepted;
        return new(
            connection.Id,
            other.Id,
            new PersonSummary(other.Id, other.Username!, other.FullName, other.PictureUrl, other.IdentityBadge, other.IsBot),
            isAccepted ? ConnectionStatus.Accepted : ConnectionStatus.Pending,
            isAccepted ? null
                : connection.FromId == viewer ? ConnectionDirection.Outgoing
                : ConnectionDirection.Incoming,
            connection.CompatibilityScore,
            connection.RequestedAt,
            isAccepted ? connection.AnsweredAt : null
        );
    }
}

internal static class ConnectionDirection
{
    public const string Incoming = "incoming";
    public const string Outgoing = "outgoing";
}
