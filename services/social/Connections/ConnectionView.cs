using Community.ServiceDefaults.OpenApi;
using Community.Social.People;

namespace Community.Social.Connections;

/// <summary>A connection, or a request for one, as one of the two sees it.</summary>
/// <param name="Id">The connection's id, the same from either side.</param>
/// <param name="UserId">The other person.</param>
/// <param name="User">The other person, in short.</param>
/// <param name="Status"><c>pending</c> or <c>accepted</c>.</param>
/// <param name="Direction">Of a pending one: <c>outgoing</c> where the caller asked, <c>incoming</c> where the other did; else null.</param>
/// <param name="CompatibilityScore">0 to 100, as it was when it was asked for; null where too little was known of one of the two.</param>
/// <param name="RequestedAt">When it was asked for last.</param>
/// <param name="AcceptedAt">Since when the two are connected; null while it is pending.</param>
internal sealed record ConnectionView(
    Guid Id, Guid UserId, PersonSummary User, string Status, string? Direction, int? CompatibilityScore, DateTimeOffset RequestedAt, DateTimeOffset? AcceptedAt)
    : IHasExample<ConnectionView>
{
    public static ConnectionView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"), PersonSummary.Example.Id, PersonSummary.Example, ConnectionStatus.Accepted, null, 74,
        new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 5, 2, 18, 5, 0, TimeSpan.Zero));

    /// <summary>As <paramref name="viewer"/> sees it, who is connected, asks or is asked.</summary>
    public static ConnectionView Of(Connection connection, Guid viewer, Person other)
    {
        var isAccepted = connection.Status == ConnectionStatus.Accepted;
        return new(
            connection.Id, other.Id, new PersonSummary(other.Id, other.Username!, other.FullName, other.PictureUrl, other.IdentityBadge),
            isAccepted ? ConnectionStatus.Accepted : ConnectionStatus.Pending,
            isAccepted ? null : connection.FromId == viewer ? ConnectionDirection.Outgoing : ConnectionDirection.Incoming,
            connection.CompatibilityScore, connection.RequestedAt, isAccepted ? connection.AnsweredAt : null);
    }
}

internal static class ConnectionDirection
{
    public const string Incoming = "incoming";
    public const string Outgoing = "outgoing";
}
