using System.Text.Json;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Notifications;

/// <summary>
/// Reads notifications with their texts, in the user's language. Notifications of a person with whom there is a block now are neither shown
/// nor counted. Places have the names that they had when the notification was made; a thread that was deleted since has none, also
/// when its row is gone (only threads are ever deleted for good). If an event
/// or community became known at the very moment of the notification, neither transaction saw the other's row, and the present name is used.
/// </summary>
internal sealed partial class NotificationReader(NpgsqlDataSource database, ILogger<NotificationReader> logger)
{
    /// <summary>
    /// A condition. Notifications are not shown if there is a block with the last person who did it, and so the one in the text.
    /// </summary>
    public const string IsShown =
        "(cardinality(n.actor_ids) = 0 OR n.actor_ids[1] <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = n.user_id)))";

    internal const string Select = """
        SELECT n.id, n.user_id, n.kind, n.actor_ids[1], p.username, p.full_name, p.picture_url, cardinality(n.actor_ids), n.count, n.target_type, n.target_id, n.detail,
            n.created_at, n.updated_at, n.read_at, CASE WHEN n.channel_id IS NULL OR ch.kind <> 'thread' OR (ch.id IS NOT NULL AND ch.deleted_at IS NULL)
                THEN coalesce(n.place, CASE WHEN n.target_type IN ('event', 'community') THEN place_of(n.target_type, n.target_id, n.channel_id) END) END, CASE WHEN n.channel_id IS NOT NULL THEN coalesce(ch.kind, 'thread') END,
            CASE WHEN n.detail = 'event_cancelled' THEN (SELECT e.cancel_reason FROM events e WHERE e.id = n.target_id) END, n.facts,
            (SELECT l.language FROM notification_languages l WHERE l.user_id = n.user_id), n.channel_id
        FROM notifications n LEFT JOIN people p ON p.id = n.actor_ids[1] LEFT JOIN channels ch ON ch.id = n.channel_id
        """;

    private static readonly NotificationFacts None = new();

    /// <summary>A user's notifications, the latest first, after a position.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="isUnreadOnly">Whether notifications that were read are left out.</param>
    /// <param name="after">Where the former page ends; null: the first page.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="language">For a user who has chosen none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<List<AddressedView>> ListAsync(
        Guid userId,
        bool isUnreadOnly,
        NotificationPosition? after,
        int limit,
        string language,
        CancellationToken cancellationToken
    ) =>
        ReadAsync(
            language,
            $"""
            {Select} WHERE n.user_id = $1 AND {IsShown} {(isUnreadOnly ? "AND n.read_at IS NULL" : "")}
                {(after is null ? "" : "AND (n.updated_at, n.id) < ($3, $4)")}
            ORDER BY n.updated_at DESC, n.id DESC LIMIT $2
            """,
            cancellationToken,
            after is null ? [userId, limit] : [userId, limit, after.UpdatedAt, after.Id]
        );

    /// <summary>Those of these notifications that are shown.</summary>
    public Task<List<AddressedView>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        ReadAsync(NotificationText.English, $"{Select} WHERE n.id = ANY ($1) AND {IsShown}", cancellationToken, ids.ToArray());

    /// <summary>The same; none if the database does not answer.</summary>
    public async Task<List<AddressedView>> TryReadAsync(IReadOnlyList<Guid> ids)
    {
        try
        {
            return await ReadAsync(ids, CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            LogNotPushed(failure.Message);
            return [];
        }
    }

    private async Task<List<AddressedView>> ReadAsync(
        string language,
        string sql,
        CancellationToken cancellationToken,
        params object[] values
    )
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var views = new List<AddressedView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            views.Add(Read(reader, language));
        }

        return views;
    }

    /// <summary>Reads a row of <see cref="Select"/>.</summary>
    internal static AddressedView Read(NpgsqlDataReader row, string language)
    {
        var actor = row.IsDBNull(4) ? null : new AuthorView(row.GetGuid(3), row.GetString(4), Text(row, 5), Text(row, 6));
        var (kind, actors, count) = (row.GetString(2), row.GetInt32(7), row.GetInt32(8));
        var facts = Text(row, 18) is { } json ? JsonSerializer.Deserialize<NotificationFacts>(json, ServiceJson.Options)! : None;
        var parts = new NotificationParts(
            kind,
            actor?.FullName ?? actor?.Username,
            actors,
            count,
            Text(row, 15),
            Text(row, 16),
            Text(row, 11),
            Text(row, 17),
            facts
        );
        var (title, text) = NotificationText.Of(parts, Text(row, 19) ?? language);
        var target = new TargetView(row.GetString(9), row.IsDBNull(10) ? null : row.GetGuid(10));
        return new(
            row.GetGuid(1),
            new NotificationView(
                row.GetGuid(0),
                kind,
                title,
                text,
                row.IsDBNull(3) ? null : row.GetGuid(3),
                actor,
                count,
                target,
                NotificationLink.To(target.Type, target.Id, row.IsDBNull(20) ? null : row.GetGuid(20)),
                row.GetFieldValue<DateTimeOffset>(12),
                row.GetFieldValue<DateTimeOffset>(13),
                row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14)
            )
        );
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    [LoggerMessage(
        1,
        LogLevel.Warning,
        "Notifications were stored but not sent to connected clients; users find them in the list: {Reason}"
    )]
    private partial void LogNotPushed(string reason);
}

internal static class UnreadNotifications
{
    private const string Count =
        $$"""SELECT count(*) AS "Value" FROM notifications n WHERE n.user_id = {0} AND n.read_at IS NULL AND {{NotificationReader.IsShown}}""";

    /// <summary>How many notifications a user has not read.</summary>
    public static Task<long> CountUnreadAsync(this MessagingDb db, Guid userId, CancellationToken cancellationToken = default) =>
        db.Database.SqlQueryRaw<long>(Count, userId).SingleAsync(cancellationToken);
}

/// <summary>A notification and the user that it is for.</summary>
internal sealed record AddressedView(Guid UserId, NotificationView View);

/// <summary>The position where a page of notifications ends.</summary>
internal sealed record NotificationPosition(DateTimeOffset UpdatedAt, Guid Id);
