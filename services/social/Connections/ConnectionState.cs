using Community.Contracts;
using Community.Contracts.Social;
using Community.Social.Relations;

namespace Community.Social.Connections;

/// <summary>The relation of two users before one of them acts, and the rules of connections.</summary>
/// <param name="Status">One of <see cref="ConnectionStatus"/>; null: neither ever asked.</param>
/// <param name="IsAsker">Whether the acting user asked last.</param>
/// <param name="IsAskedLately">The request was made too recently to be repeated.</param>
/// <param name="IsDeclinedLately">The asked user declined recently and is not notified of a new request.</param>
/// <param name="IsWithdrawnTooOften">The request was withdrawn and repeated too often within a short time.</param>
/// <remarks>
/// The asker does not learn that a request was declined. For them it stays pending, can be withdrawn, and can be
/// repeated after a while, like any unanswered request. The other user is not notified of a repeat until that while has passed since they
/// declined. Every action of the asker is therefore answered as for an unanswered request. A block ends the connection in the same way in
/// which the blocking user could have ended it without a block. The integration events and the later answers to the other user therefore do
/// not reveal the block.
/// </remarks>
internal sealed record ConnectionState(
    string? Status,
    bool IsAsker = false,
    bool IsAskedLately = false,
    bool IsDeclinedLately = false,
    bool IsWithdrawnTooOften = false
)
{
    public static ConnectionState Of(Connection? connection, Guid actor, DateTimeOffset now, RelationOptions options)
    {
        if (connection is null)
        {
            return new(Status: null);
        }

        var lately = now - options.AskAgain;
        return new(
            connection.Status,
            connection.FromId == actor,
            connection.RequestedAt > lately,
            connection.DeclinedAt > lately,
            connection.Withdrawals >= options.MaxWithdrawals && connection.RequestedAt > lately
        );
    }

    public static ConnectionMove Decide(ConnectionCommand act, ConnectionState facts) =>
        act switch
        {
            ConnectionCommand.Ask => Ask(facts),
            ConnectionCommand.Accept => facts switch
            {
                { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Connect,
                { IsAsker: false, Status: ConnectionStatus.Accepted } => ConnectionMove.Nothing,
                _ => ConnectionMove.NoSuchConnection,
            },
            ConnectionCommand.Decline => facts switch
            {
                { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Decline,
                { IsAsker: false, Status: ConnectionStatus.Declined } => ConnectionMove.Nothing,
                { IsAsker: false, Status: ConnectionStatus.Accepted } => ConnectionMove.AlreadyConnected,
                _ => ConnectionMove.NoSuchConnection,
            },
            ConnectionCommand.End => facts switch
            {
                { Status: ConnectionStatus.Accepted } => ConnectionMove.Remove,
                { IsAsker: true, Status: ConnectionStatus.Pending } => ConnectionMove.Withdraw,
                { IsAsker: true, Status: ConnectionStatus.Declined } => ConnectionMove.WithdrawUnheard,
                _ => ConnectionMove.NoSuchConnection,
            },
            ConnectionCommand.Block => facts switch
            {
                { Status: ConnectionStatus.Accepted } => ConnectionMove.Remove,
                { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Decline,
                { IsAsker: true, Status: ConnectionStatus.Pending } => ConnectionMove.Withdraw,
                { IsAsker: true, Status: ConnectionStatus.Declined } => ConnectionMove.WithdrawUnheard,
                _ => ConnectionMove.Nothing,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(act)),
        };

    private static ConnectionMove Ask(ConnectionState facts) =>
        facts switch
        {
            { Status: ConnectionStatus.Accepted } => ConnectionMove.AlreadyConnected,
            // If a user asks another whose request they declined, that request is still there, and the two are connected.
            { IsAsker: false, Status: ConnectionStatus.Pending or ConnectionStatus.Declined } => ConnectionMove.Connect,
            { IsAsker: true, Status: ConnectionStatus.Pending or ConnectionStatus.Declined, IsAskedLately: true } =>
                ConnectionMove.AlreadyAsked,
            { IsAsker: true, Status: ConnectionStatus.Withdrawn, IsWithdrawnTooOften: true } => ConnectionMove.AskedTooOften,
            { IsAsker: true, IsDeclinedLately: true } => ConnectionMove.RequestUnheard,
            _ => ConnectionMove.Request,
        };

    /// <summary>Applies the transition to the row.</summary>
    /// <returns>The integration event. The version rises by one with each event, and only then.</returns>
    public static IIntegrationEvent? Apply(
        Connection connection,
        ConnectionMove move,
        Guid actor,
        DateTimeOffset now,
        RelationOptions options
    )
    {
        switch (move)
        {
            case ConnectionMove.Request:
                BeginAsking(connection, actor, now, options);
                connection.Status = ConnectionStatus.Pending;
                (connection.AnsweredAt, connection.EndedAt, connection.DeclinedAt) = (null, null, null);
                return new ConnectionRequested(
                    Guid.CreateVersion7(now),
                    now,
                    connection.Id,
                    ++connection.Version,
                    connection.FromId,
                    connection.ToId
                );
            case ConnectionMove.RequestUnheard:
                BeginAsking(connection, actor, now, options);
                connection.Status = ConnectionStatus.Declined;
                return null;
            case ConnectionMove.Connect:
                connection.Status = ConnectionStatus.Accepted;
                (connection.AnsweredAt, connection.EndedAt, connection.DeclinedAt, connection.Withdrawals) = (now, null, null, 0);
                return new ConnectionAccepted(
                    Guid.CreateVersion7(now),
                    now,
                    connection.Id,
                    ++connection.Version,
                    connection.FromId,
                    connection.ToId
                );
            case ConnectionMove.Decline:
                (connection.AnsweredAt, connection.DeclinedAt) = (now, now);
                return End(connection, ConnectionStatus.Declined, actor, now);
            case ConnectionMove.Withdraw:
                connection.Withdrawals++;
                return End(connection, ConnectionStatus.Withdrawn, actor, now);
            case ConnectionMove.WithdrawUnheard:
                connection.Withdrawals++;
                (connection.Status, connection.EndedAt) = (ConnectionStatus.Withdrawn, now);
                return null;
            case ConnectionMove.Remove:
                return End(connection, ConnectionStatus.Removed, actor, now);
            case ConnectionMove.Nothing:
                return null;
            default:
                throw new ArgumentOutOfRangeException(nameof(move), move, "This move is a refusal and cannot be applied.");
        }
    }

    private static void BeginAsking(Connection connection, Guid actor, DateTimeOffset now, RelationOptions options)
    {
        if (connection.FromId != actor)
        {
            (connection.FromId, connection.ToId) = (connection.ToId, connection.FromId);
            connection.Withdrawals = 0;
        }
        else if (connection.RequestedAt <= now - options.AskAgain)
        {
            connection.Withdrawals = 0;
        }

        connection.RequestedAt = now;
    }

    /// <summary>The reason in the event is the resulting status.</summary>
    private static ConnectionRemoved End(Connection connection, string status, Guid actor, DateTimeOffset now)
    {
        (connection.Status, connection.EndedAt) = (status, now);
        return new(Guid.CreateVersion7(now), now, connection.Id, ++connection.Version, connection.FromId, connection.ToId, actor, status);
    }
}
