using Community.Contracts;
using Community.Contracts.Social;
using Community.Social.Relations;

namespace Community.Social.Connections;

/// <summary>What one of two people does about their connection.</summary>
internal enum ConnectionAct
{
    Ask,
    Accept,
    Decline,

    /// <summary>Withdraws one's own request, or removes what was accepted.</summary>
    End,

    /// <summary>Blocks the other.</summary>
    Block,
}

/// <summary>What becomes of it.</summary>
internal enum ConnectionMove
{
    /// <summary>The other is asked.</summary>
    Request,

    /// <summary>The other declined lately and does not hear of this; to the asker it is a request like any.</summary>
    RequestUnheard,

    /// <summary>The two are connected: the other accepts, or has asked before.</summary>
    Connect,
    Decline,
    Withdraw,

    /// <summary>Of a request that was declined, which the asker does not know: for everybody else it is over already.</summary>
    WithdrawUnheard,
    Remove,

    /// <summary>It is so already.</summary>
    Nothing,

    // And what is refused.
    AlreadyConnected,
    AlreadyAsked,
    AskedTooOften,
    NoSuchConnection,
}

/// <summary>How things stand between two people, as one of them acts.</summary>
/// <param name="Status">One of <see cref="ConnectionStatus"/>; null: neither ever asked.</param>
/// <param name="IsAsker">Whether who acts is who asked last.</param>
/// <param name="IsAskedLately">The request cannot be repeated yet.</param>
/// <param name="IsDeclinedLately">The asked person is left in peace for a while.</param>
/// <param name="IsWithdrawnTooOften">Withdrawn and repeated too often in too short a time.</param>
internal sealed record ConnectionStanding(
    string? Status, bool IsAsker = false, bool IsAskedLately = false, bool IsDeclinedLately = false, bool IsWithdrawnTooOften = false)
{
    public static ConnectionStanding Of(Connection? connection, Guid actor, DateTimeOffset now, RelationOptions options)
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
            connection.Withdrawals >= options.MaxWithdrawals && connection.RequestedAt > lately);
    }
}

/// <summary>
/// The rules of connections. Who is declined is not told: to the asker the request stays pending, can be withdrawn and, like any that
/// has had no answer for a while, repeated; only that the other hears of nothing before that while has passed since the answer. So
/// whatever the asker tries is answered as for a request that nobody has answered yet.
/// A block ends what there is in the way that the blocker could have ended it without one, so that what is announced of it and what
/// the other finds later do not tell of a block either.
/// </summary>
internal static class ConnectionMachine
{
    public static ConnectionMove Decide(ConnectionAct act, ConnectionStanding standing) => act switch
    {
        ConnectionAct.Ask => Ask(standing),
        ConnectionAct.Accept => standing switch
        {
            { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Connect,
            { IsAsker: false, Status: ConnectionStatus.Accepted } => ConnectionMove.Nothing,
            _ => ConnectionMove.NoSuchConnection,
        },
        ConnectionAct.Decline => standing switch
        {
            { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Decline,
            { IsAsker: false, Status: ConnectionStatus.Declined } => ConnectionMove.Nothing,
            { IsAsker: false, Status: ConnectionStatus.Accepted } => ConnectionMove.AlreadyConnected,
            _ => ConnectionMove.NoSuchConnection,
        },
        ConnectionAct.End => standing switch
        {
            { Status: ConnectionStatus.Accepted } => ConnectionMove.Remove,
            { IsAsker: true, Status: ConnectionStatus.Pending } => ConnectionMove.Withdraw,
            { IsAsker: true, Status: ConnectionStatus.Declined } => ConnectionMove.WithdrawUnheard,
            _ => ConnectionMove.NoSuchConnection,
        },
        ConnectionAct.Block => standing switch
        {
            { Status: ConnectionStatus.Accepted } => ConnectionMove.Remove,
            { IsAsker: false, Status: ConnectionStatus.Pending } => ConnectionMove.Decline,
            { IsAsker: true, Status: ConnectionStatus.Pending } => ConnectionMove.Withdraw,
            { IsAsker: true, Status: ConnectionStatus.Declined } => ConnectionMove.WithdrawUnheard,
            _ => ConnectionMove.Nothing,
        },
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private static ConnectionMove Ask(ConnectionStanding standing) => standing switch
    {
        { Status: ConnectionStatus.Accepted } => ConnectionMove.AlreadyConnected,
        // Who asks somebody whom they have declined finds that they still ask.
        { IsAsker: false, Status: ConnectionStatus.Pending or ConnectionStatus.Declined } => ConnectionMove.Connect,
        { IsAsker: true, Status: ConnectionStatus.Pending or ConnectionStatus.Declined, IsAskedLately: true } => ConnectionMove.AlreadyAsked,
        { IsAsker: true, Status: ConnectionStatus.Withdrawn, IsWithdrawnTooOften: true } => ConnectionMove.AskedTooOften,
        { IsAsker: true, IsDeclinedLately: true } => ConnectionMove.RequestUnheard,
        _ => ConnectionMove.Request,
    };

    /// <summary>Writes the move into the row.</summary>
    /// <returns>What is announced of it: the version rises by one with each of these, and with nothing else.</returns>
    public static IIntegrationEvent? Apply(Connection connection, ConnectionMove move, Guid actor, DateTimeOffset now, RelationOptions options)
    {
        switch (move)
        {
            case ConnectionMove.Request:
                BeginAsking(connection, actor, now, options);
                connection.Status = ConnectionStatus.Pending;
                (connection.AnsweredAt, connection.EndedAt, connection.DeclinedAt) = (null, null, null);
                return new ConnectionRequested(Guid.CreateVersion7(now), now, connection.Id, ++connection.Version, connection.FromId, connection.ToId);
            case ConnectionMove.RequestUnheard:
                BeginAsking(connection, actor, now, options);
                connection.Status = ConnectionStatus.Declined;
                return null;
            case ConnectionMove.Connect:
                connection.Status = ConnectionStatus.Accepted;
                (connection.AnsweredAt, connection.EndedAt, connection.DeclinedAt, connection.Withdrawals) = (now, null, null, 0);
                return new ConnectionAccepted(Guid.CreateVersion7(now), now, connection.Id, ++connection.Version, connection.FromId, connection.ToId);
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
                throw new ArgumentOutOfRangeException(nameof(move), move, "It is refused.");
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

    /// <summary>The reason that is announced is the status that it leaves.</summary>
    private static ConnectionRemoved End(Connection connection, string status, Guid actor, DateTimeOffset now)
    {
        (connection.Status, connection.EndedAt) = (status, now);
        return new(Guid.CreateVersion7(now), now, connection.Id, ++connection.Version, connection.FromId, connection.ToId, actor, status);
    }
}
