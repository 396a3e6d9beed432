using System.Data;
using System.Text.Json;
using Community.Messaging.Messages;
using Community.Messaging.Notifications;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Pagination;
using Npgsql;

namespace Community.Messaging.Sync;

/// <summary>
/// Reads a person's state, or its changes since a token, from the present rows. All statements of an answer read one snapshot of the
/// database, and the answer's token has this snapshot. So an answer is never a mixture of two moments, and the next one begins exactly
/// where it ends.
/// </summary>
internal sealed class SyncReader(NpgsqlDataSource database, SyncBounds bounds, TimeProvider clock)
{
    /// <summary>The person's changes since a token; the whole state if there is no token, or if changes are not enough.</summary>
    /// <param name="me">The person.</param>
    /// <param name="since">The token of an earlier answer; null: none.</param>
    /// <param name="language">The language of notifications for a person who has chosen none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<SyncView> ReadAsync(Guid me, string? since, string language, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return (
                SyncToken.Parse(since, me, now) is { } token
                    ? await ReadChangesAsync(new(me, token, language, now), cancellationToken)
                    : null
            ) ?? (await ReadAsync(new(me, null, language, now), cancellationToken))!;
    }

    /// <summary>A page of the person's channels, the last active first.</summary>
    public async Task<CursorPage<SyncChannel>> ChannelsAsync(Guid me, CursorQuery page, CancellationToken cancellationToken)
    {
        var question = new Question(me, null, TextLanguage.English, clock.GetUtcNow());
        var found = new List<SyncChannel>();
        var isFirst = !page.TryGetPosition<ChannelPosition>(out var after);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        for (var isMore = true; isMore && found.Count <= page.Limit; )
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    isFirst
                        ? question.Command(SyncStatements.Channels, bounds.Changes)
                        : question.Command(SyncStatements.ChannelsAfter, bounds.Changes, after!.LastActivity, after.Id),
                },
            };
            await using var row = await batch.ExecuteReaderAsync(cancellationToken);
            var (channels, read) = (new List<SyncChannel>(), 0);
            var rows = new SyncChannelRows(row, me, isGone: false, question.Now);
            while (await row.ReadAsync(cancellationToken))
            {
                (read, after) = (read + 1, new(rows.LastActivity, rows.Id));
                if (rows.Read() is { } channel)
                {
                    channels.Add(channel);
                }
            }

            found.AddRange(channels);
            (isFirst, isMore) = (false, read == bounds.Changes);
        }

        return Cursor.Page([.. found.Take(page.Limit + 1)], page, channel => new ChannelPosition(channel.LastActivity, channel.Id));
    }

    /// <summary>The ids of everything whose change may change the person's state.</summary>
    public async Task<HashSet<Guid>> PlacesAsync(Guid me, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SyncStatements.Places);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = me });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var places = new HashSet<Guid> { me };
        while (await row.ReadAsync(cancellationToken))
        {
            places.Add(row.GetGuid(0));
        }

        return places;
    }

    private async Task<SyncView?> ReadChangesAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(question, cancellationToken);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InvalidTextRepresentation)
        {
            // A token that was put together by hand.
            return null;
        }
    }

    /// <returns>Null: the changes are not enough.</returns>
    private async Task<SyncView?> ReadAsync(Question question, CancellationToken cancellationToken)
    {
        var isWhole = question.Since is null;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(question.Command(SyncStatements.Header, bounds.ChangedPeople));
        void Ask(string whole, string changes, int most) =>
            batch.BatchCommands.Add(question.Command(isWhole ? whole : changes, isWhole ? most + 1 : bounds.Changes + 1));

        // Of the newest channels, some may not be readable any more.
        Ask(SyncStatements.Channels, SyncStatements.ChangedChannels, bounds.Channels + bounds.Changes);
        Ask(SyncStatements.Communities, SyncStatements.ChangedCommunities, bounds.Communities);
        Ask(SyncStatements.Notifications, SyncStatements.ChangedNotifications(bounds.Notifications), bounds.Notifications);
        Ask(SyncStatements.Connections, SyncStatements.ChangedConnections, bounds.Connections);
        Ask(SyncStatements.Registrations, SyncStatements.ChangedRegistrations, bounds.Registrations);
        Ask(SyncStatements.Singles, SyncStatements.Singles, bounds.Changes);
        if (!isWhole)
        {
            Ask("", SyncStatements.ChangedPeople, 0);
            Ask("", SyncStatements.Removed, 0);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await using var row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var (token, isGone, unread) = (
            SyncToken.Of(row.GetString(0), row.GetInt64(1), question.Now, question.Me),
            row.GetBoolean(3),
            row.GetInt64(4)
        );
        if (question.Since is { } since && (since.L != token.L || row.GetBoolean(2)))
        {
            return null;
        }

        var answer = new Answer(row, isWhole, bounds.Changes, cancellationToken);
        var removed = new List<SyncRemoved>();
        T? OrRemoved<T>(T? entry, string kind, Guid id)
            where T : class
        {
            if (entry is null && !isWhole)
            {
                removed.Add(new(kind, id));
            }

            return entry;
        }

        var (channels, lastChannel) = await ReadChannelsAsync(answer, question, isGone, OrRemoved);
        var communities = await answer.NextAsync(one => OrRemoved(ReadCommunity(one), SyncKind.Community, one.GetGuid(0)));
        var notifications = await answer.NextAsync(one => NotificationReader.Read(one, question.Language).View);
        var connections = await answer.NextAsync(ReadConnection);
        var registrations = await answer.NextAsync(ReadRegistration);
        var singles = (await answer.NextAsync(one => new Single(one.GetString(0), one.GetString(1)))).ToDictionary(
            one => one.Kind,
            StringComparer.Ordinal
        );
        var people = new List<AuthorView>();
        if (!isWhole)
        {
            people = await answer.NextAsync(one =>
                OrRemoved(
                    one.IsDBNull(1)
                        ? null
                        : new AuthorView(one.GetGuid(0), one.GetString(1), Text(one, 2), Text(one, 3), one.GetBoolean(4)),
                    SyncKind.Person,
                    one.GetGuid(0)
                )
            );
            removed.AddRange(await answer.NextAsync(one => new SyncRemoved(one.GetString(0), one.GetGuid(1))));
        }

        if (answer.IsTooMuch)
        {
            return null;
        }

        var isMoreNotified = isWhole && notifications.Count > bounds.Notifications;
        notifications = isMoreNotified ? notifications[..bounds.Notifications] : notifications;
        return new(
            token.ToString(),
            isWhole,
            unread,
            channels,
            lastChannel is null ? null : Cursor.Encode(lastChannel),
            isWhole ? [.. communities.Take(bounds.Communities)] : communities,
            notifications,
            isMoreNotified ? Cursor.Encode(new NotificationPosition(notifications[^1].UpdatedAt, notifications[^1].Id)) : null,
            isWhole ? [.. connections.Take(bounds.Connections)] : connections,
            isWhole ? [.. registrations.Take(bounds.Registrations)] : registrations,
            singles.GetValueOrDefault(SyncKind.Wallet)?.As<WalletData>() is { } wallet ? new(wallet.Balance, SyncWallet.Path) : null,
            singles.GetValueOrDefault(SyncKind.Plan)?.As<SyncPlan>(),
            singles.GetValueOrDefault(SyncKind.Subscription)?.As<SyncSubscription>(),
            people,
            removed
        );
    }

    /// <summary>The channels, and, of the whole state, the position of the last one if there are more.</summary>
    private async Task<(List<SyncChannel> Channels, ChannelPosition? Last)> ReadChannelsAsync(
        Answer answer,
        Question question,
        bool isGone,
        Func<SyncChannel?, string, Guid, SyncChannel?> orRemoved
    )
    {
        SyncChannelRows? rows = null;
        var (read, last) = (0, (ChannelPosition?)null);
        var channels = await answer.NextAsync(one =>
        {
            rows ??= new SyncChannelRows(one, question.Me, isGone, question.Now);
            if (++read > bounds.Channels + bounds.Changes)
            {
                last = new(rows.LastActivity, rows.Id);
            }

            return orRemoved(rows.Read(), SyncKind.Channel, rows.Id);
        });
        if (question.Since is not null)
        {
            return (channels, null);
        }

        if (channels.Count > bounds.Channels)
        {
            channels = channels[..bounds.Channels];
            return (channels, new(channels[^1].LastActivity, channels[^1].Id));
        }

        // More rows than were read: the next page goes on after the last of them, readable or not.
        return (channels, last);
    }

    private static SyncCommunity? ReadCommunity(NpgsqlDataReader row) =>
        row.Get<bool>("is_readable")
            ? SyncCommunity.Of(
                row.Get<Guid>("id"),
                row.Get<string>("name"),
                row.Get<string>("kind"),
                row.Get<string>("visibility"),
                row.Get<string>("role")
            )
            : null;

    private static SyncConnection ReadConnection(NpgsqlDataReader row) =>
        new(
            row.Get<Guid>("entity_id"),
            row.Get<bool>("is_shown")
                ? new(
                    row.Get<Guid>("user_id"),
                    row.GetTextOrNull("username"),
                    row.GetTextOrNull("full_name"),
                    row.GetTextOrNull("picture_url")
                )
                : new(row.Get<Guid>("user_id"), null, null, null),
            row.Get<string>("status")
        );

    private static SyncRegistration ReadRegistration(NpgsqlDataReader row) =>
        new(
            row.Get<Guid>("entity_id"),
            new(row.Get<Guid>("event_id"), row.GetTextOrNull("event_name")),
            row.Get<string>("status"),
            row.GetOrNull<DateTimeOffset>("starts_at"),
            row.GetOrNull<DateTimeOffset>("ends_at"),
            row.Get<bool>("is_cancelled"),
            SyncRegistration.LinkOf(row.Get<Guid>("event_id"))
        );

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>A question: the person whose log it is, and the token.</summary>
    private sealed record Question(Guid Me, SyncToken? Since, string Language, DateTimeOffset Now)
    {
        public NpgsqlBatchCommand Command(string sql, int most, params object[] more)
        {
            var command = new NpgsqlBatchCommand(sql)
            {
                Parameters =
                {
                    new NpgsqlParameter<Guid> { TypedValue = Me },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = Now },
                    new NpgsqlParameter<string> { TypedValue = Since?.S ?? "" },
                    new NpgsqlParameter<DateTimeOffset> { TypedValue = Since?.At ?? DateTimeOffset.UnixEpoch },
                    new NpgsqlParameter<int> { TypedValue = most },
                },
            };
            foreach (var value in more)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            }

            return command;
        }
    }

    /// <summary>The results of a batch, one after the other; the first one has been read.</summary>
    private sealed class Answer(NpgsqlDataReader row, bool isWhole, int most, CancellationToken cancellationToken)
    {
        /// <summary>Whether one kind has more changes than an answer may have.</summary>
        public bool IsTooMuch { get; private set; }

        public async Task<List<T>> NextAsync<T>(Func<NpgsqlDataReader, T?> read)
            where T : class
        {
            await row.NextResultAsync(cancellationToken);
            var (entries, count) = (new List<T>(), 0);
            while (await row.ReadAsync(cancellationToken))
            {
                count++;
                if (read(row) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            IsTooMuch |= !isWhole && count > most;
            return entries;
        }
    }

    private sealed record Single(string Kind, string Data)
    {
        public T As<T>() => JsonSerializer.Deserialize<T>(Data, ServiceJson.Options)!;
    }

    /// <summary>Where a page of channels ends.</summary>
    internal sealed record ChannelPosition(DateTimeOffset LastActivity, Guid Id);
}
