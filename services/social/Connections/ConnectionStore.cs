using Community.People;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Feed;
using Community.Social.People;
using Community.Social.Relations;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Connections;

/// <summary>
/// Applies commands to connections: locks the pair, reads its row, lets <see cref="ConnectionState"/> decide, and writes. The row, its
/// edges, the integration events and the activities commit together.
/// </summary>
/// <param name="scores">Null: no connection has a score.</param>
internal sealed class ConnectionStore(
    SocialDb db,
    RelationLocks locks,
    Actors actors,
    PeopleDirectory directory,
    RelationOptions options,
    TimeProvider clock,
    ICompatibilityScores? scores = null
)
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    public async Task<ConnectionView> AskAsync(Guid caller, Guid otherId)
    {
        await directory.BringAsync(otherId);
        return await db.InTransactionAsync(() => BeginAsync(caller, otherId));
    }

    private async Task<ConnectionView> BeginAsync(Guid caller, Guid otherId)
    {
        await locks.ReachOutAsync(caller, otherId);
        var other = await actors.RequireSeenAsync(caller, otherId);
        if (other.IsBot)
        {
            throw Problem.Conflict("A bot has no connections. You can follow it.", "bot_account").ToException();
        }

        var connection = await FindBetweenAsync(caller, otherId);
        var now = clock.GetKeptNow();
        var move = Decide(ConnectionCommand.Ask, connection, caller, now);
        await RequireRoomAsync(move, caller, otherId, now);
        connection ??= Add(caller, otherId, now);
        if (move != ConnectionMove.Connect && scores is not null)
        {
            connection.CompatibilityScore = await scores.ScoreAsync(caller, otherId);
        }

        await CarryOutAsync(connection, move, caller, now);
        return ConnectionView.Of(connection, caller, other);
    }

    /// <param name="id">The connection's id.</param>
    /// <param name="caller">The asked user; for all other users there is no such request.</param>
    public Task<ConnectionView> AcceptAsync(Guid id, Guid caller) =>
        db.InTransactionAsync(async () =>
        {
            var otherId = await OtherOfAsync(id, caller);
            await locks.ReachOutAsync(caller, otherId);
            var now = clock.GetKeptNow();
            var other = await FindSeenAsync(caller, otherId, now);
            var connection = await FindBetweenAsync(caller, otherId);
            var move = Decide(ConnectionCommand.Accept, connection, caller, now);
            await RequireRoomAsync(move, caller, otherId, now);
            await CarryOutAsync(connection!, move, caller, now);
            return ConnectionView.Of(connection!, caller, other);
        });

    /// <summary>Declines, withdraws or removes.</summary>
    public Task EndAsync(Guid id, Guid caller, ConnectionCommand act) =>
        db.InTransactionAsync(async () =>
        {
            var otherId = await OtherOfAsync(id, caller);
            await locks.KeepAwayAsync(caller, otherId);
            var now = clock.GetKeptNow();
            await FindSeenAsync(caller, otherId, now);
            var connection = await FindBetweenAsync(caller, otherId);
            await CarryOutAsync(connection!, Decide(act, connection, caller, now), caller, now);
        });

    /// <summary>Must run in the transaction of a block, which holds the lock of the pair.</summary>
    public async Task EndByBlockAsync(Guid blocker, Guid blocked, DateTimeOffset now)
    {
        if (await FindBetweenAsync(blocker, blocked) is { } connection)
        {
            await CarryOutAsync(connection, Decide(ConnectionCommand.Block, connection, blocker, now), blocker, now);
        }
    }

    private async Task CarryOutAsync(Connection connection, ConnectionMove move, Guid actor, DateTimeOffset now)
    {
        if (ConnectionState.Apply(connection, move, actor, now, options) is { } announced)
        {
            db.Publish(announced);
        }

        await db.SaveChangesAsync();
        if (move == ConnectionMove.Connect)
        {
            await db.RecordAsync(ActivityOf(connection, connection.FromId, connection.ToId, now));
            await db.RecordAsync(ActivityOf(connection, connection.ToId, connection.FromId, now));
        }
        else if (move == ConnectionMove.Remove)
        {
            await db.ForgetActivitiesAsync(connection.Id);
        }
    }

    private static Activity ActivityOf(Connection connection, Guid actor, Guid other, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ActorId = actor,
            Kind = ActivityKind.Connected,
            OccurredAt = now,
            UserId = other,
            SourceId = connection.Id,
        };

    private Connection Add(Guid from, Guid to, DateTimeOffset now)
    {
        var (low, high) = Pair.InOrder(from, to);
        var connection = new Connection
        {
            Id = Guid.CreateVersion7(now),
            LowId = low,
            HighId = high,
            FromId = from,
            ToId = to,
            Status = ConnectionStatus.Pending,
            Version = 0,
            RequestedAt = now,
        };
        db.Connections.Add(connection);
        return connection;
    }

    private ConnectionMove Decide(ConnectionCommand act, Connection? connection, Guid actor, DateTimeOffset now) =>
        ConnectionState.Decide(act, ConnectionState.Of(connection, actor, now, options)) switch
        {
            ConnectionMove.AlreadyConnected => throw Problem.Conflict("You are already connected.", "already_connected").ToException(),
            ConnectionMove.AlreadyAsked => throw Problem
                .Conflict("You have already sent a request. Wait for the answer.", "already_asked")
                .ToException(),
            ConnectionMove.AskedTooOften => throw Problem
                .Conflict("You have sent and withdrawn this request several times. Wait some days before you try again.", "asked_too_often")
                .With("ask_again_at", connection!.RequestedAt + options.AskAgain)
                .ToException(),
            ConnectionMove.NoSuchConnection => throw NoSuchConnection(),
            var move => move,
        };

    /// <summary>
    /// The caller's own limits are exact, because the caller's lock is held. The other user's connections are counted without their lock.
    /// Several requests that are accepted in the same instant may therefore exceed the other user's limit a little, but do not wait for
    /// each other.
    /// </summary>
    private async Task RequireRoomAsync(ConnectionMove move, Guid caller, Guid other, DateTimeOffset now)
    {
        if (move == ConnectionMove.Nothing)
        {
            return;
        }

        var dayAgo = now - Day;
        var held = await db
            .Database.SqlQuery<Held>(
                $"""
                SELECT (SELECT count(*) FROM connection_edges WHERE user_id = {caller}) AS connections,
                    (SELECT count(*) FROM connection_edges WHERE user_id = {other}) AS other_connections,
                    (SELECT count(*) FROM connections WHERE from_id = {caller} AND to_id <> {other} AND status IN ('pending', 'declined')) AS asking,
                    today.asked AS today, today.first AS first_today
                FROM (
                    SELECT count(*) AS asked, min(requested_at) AS first FROM connections
                    WHERE from_id = {caller} AND to_id <> {other} AND requested_at > {dayAgo}) today
                """
            )
            .SingleAsync();
        if (held.Connections >= options.MaxConnections)
        {
            throw Problem
                .Conflict($"You can have at most {options.MaxConnections} connections. Remove one first.", "too_many_connections")
                .ToException();
        }

        if (move == ConnectionMove.Connect)
        {
            if (held.OtherConnections >= options.MaxConnections)
            {
                throw Problem.Conflict("This person cannot have more connections.", "other_has_too_many_connections").ToException();
            }

            return;
        }

        if (held.Asking >= options.MaxPendingRequests)
        {
            throw Problem
                .Conflict(
                    $"{options.MaxPendingRequests} of your requests have no answer yet. Withdraw some of them first.",
                    "too_many_pending_requests"
                )
                .ToException();
        }

        if (held.Today >= options.MaxRequestsPerDay)
        {
            throw Problem
                .TooManyRequests(
                    held.FirstToday!.Value + Day - now,
                    $"You can send at most {options.MaxRequestsPerDay} requests in 24 hours. Try again later.",
                    "too_many_requests_today"
                )
                .ToException();
        }
    }

    private async Task<Guid> OtherOfAsync(Guid id, Guid caller) =>
        await db
            .Connections.Where(connection => connection.Id == id && (connection.LowId == caller || connection.HighId == caller))
            .Select(connection => (Guid?)(connection.LowId == caller ? connection.HighId : connection.LowId))
            .SingleOrDefaultAsync()
        ?? throw NoSuchConnection();

    /// <summary>A connection with a user whom the caller does not see gets the same answer as one that does not exist.</summary>
    private async Task<Person> FindSeenAsync(Guid caller, Guid other, DateTimeOffset now) =>
        await db.SeenBy(caller, now).AsNoTracking().SingleOrDefaultAsync(person => person.Id == other) ?? throw NoSuchConnection();

    /// <summary>The lock of the pair is held: no other transaction changes the row before this one ends.</summary>
    private Task<Connection?> FindBetweenAsync(Guid one, Guid other)
    {
        var (low, high) = Pair.InOrder(one, other);
        return db.Connections.SingleOrDefaultAsync(connection => connection.LowId == low && connection.HighId == high);
    }

    private static ProblemException NoSuchConnection() =>
        Problem.NotFound("There is no such connection or request.", "no_such_connection").ToException();

    private sealed record Held(long Connections, long OtherConnections, long Asking, long Today, DateTimeOffset? FirstToday);
}
