using System.Collections.Concurrent;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>The client connections of this instance.</summary>
internal sealed class ClientConnections(NpgsqlDataSource database)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, (LocalPerson Person, ClientConnection[] Connections)> _people = [];
    private readonly ConcurrentDictionary<string, ClientConnection> _all = new(StringComparer.Ordinal);

    public int Count => _all.Count;

    public ICollection<ClientConnection> All => _all.Values;

    /// <summary>The connected users, each once.</summary>
    public Guid[] People
    {
        get
        {
            lock (_gate)
            {
                return [.. _people.Keys];
            }
        }
    }

    public ClientConnection? Find(string connectionId) => _all.GetValueOrDefault(connectionId);

    /// <summary>All connections of a user.</summary>
    public IReadOnlyList<ClientConnection> Of(Guid userId)
    {
        lock (_gate)
        {
            return _people.TryGetValue(userId, out var found) ? found.Connections : [];
        }
    }

    /// <summary>Adds a connection; returns when the user's blocks are known.</summary>
    public async Task AddAsync(Guid userId, Func<LocalPerson, ClientConnection> connect)
    {
        bool isNew;
        lock (_gate)
        {
            isNew = !_people.TryGetValue(userId, out var known);
            var client = connect(isNew ? new(userId) : known.Person);
            _all[client.Id] = client;
            RealtimeMetrics.Connections.Add(1);
            _people[userId] = (client.Person, isNew ? [client] : [.. known.Connections, client]);
        }

        if (isNew)
        {
            await using var connection = await database.OpenConnectionAsync();
            await using var command = BlocksOf([userId], connection);
            await using var row = await command.ExecuteReaderAsync();
            var others = new List<(Guid, Guid)>();
            while (await row.ReadAsync())
            {
                others.Add((row.GetGuid(0), row.GetGuid(1)));
            }

            See([userId], others);
        }
    }

    public void Remove(ClientConnection client)
    {
        lock (_gate)
        {
            if (!_all.TryRemove(client.Id, out _))
            {
                return;
            }

            RealtimeMetrics.Connections.Add(-1);
            var (person, connections) = _people[client.UserId];
            if (connections.Length == 1)
            {
                _people.Remove(client.UserId);
            }
            else
            {
                _people[client.UserId] = (person, [.. connections.Where(other => other != client)]);
            }
        }
    }

    /// <summary>Reads the blocks of these users again, as far as they are connected here. Blocks the thread.</summary>
    public void SeeBlocks(Guid[] users, NpgsqlConnection connection)
    {
        using var command = BlocksOf(users, connection);
        using var row = command.ExecuteReader();
        var others = new List<(Guid, Guid)>();
        while (row.Read())
        {
            others.Add((row.GetGuid(0), row.GetGuid(1)));
        }

        See(users, others);
    }

    private static NpgsqlCommand BlocksOf(Guid[] users, NpgsqlConnection connection) =>
        new("SELECT user_id, other_id FROM hidden_from WHERE user_id = ANY ($1)", connection)
        {
            Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = users } },
        };

    private void See(Guid[] users, List<(Guid User, Guid Other)> hidden)
    {
        var others = hidden.ToLookup(pair => pair.User, pair => pair.Other);
        lock (_gate)
        {
            foreach (var user in users)
            {
                if (_people.TryGetValue(user, out var found))
                {
                    found.Person.Hidden = others.Contains(user) ? [.. others[user]] : null;
                }
            }
        }
    }
}
