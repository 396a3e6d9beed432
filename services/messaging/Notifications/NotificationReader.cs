using System.Text.Json;
using Community.Messaging.Data;
using Community.Messaging.Messages;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using Community.Platform.Http.Localization;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

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
    /// A condition. Notifications are not shown if the user has a block with the last actor, because the text names that actor.
    /// </summary>
    public const string IsShown =
        "(cardinality(n.actor_ids) = 0 OR n.actor_ids[1] <> ALL (ARRAY(SELECT h.other_id FROM hidden_from h WHERE h.user_id = n.user_id)))";

    internal const string Select = """
        SELECT n.id, n.user_id, n.kind, n.actor_ids[1] AS actor_id, p.username, p.full_name, p.picture_url, p.is_bot, cardinality(n.actor_ids) AS actors, n.count, n.target_type, n.target_id, n.detail,
            n.created_at, n.updated_at, n.read_at, CASE WHEN n.channel_id IS NULL OR ch.kind <> 'thread' OR (ch.id IS NOT NULL AND ch.deleted_at IS NULL)
                THEN coalesce(n.place, CASE WHEN n.target_type IN ('event', 'community') THEN place_of(n.target_type, n.target_id, n.channel_id) END) END AS place, CASE WHEN n.channel_id IS NOT NULL THEN coalesce(ch.kind, 'thread') END AS channel_kind,
            CASE WHEN n.detail = 'event_cancelled' THEN (SELECT e.cancel_reason FROM events e WHERE e.id = n.target_id) END AS cancel_reason, n.facts,
            (SELECT l.language FROM notification_languages l WHERE l.user_id = n.user_id) AS language, n.channel_id
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

    /// <summary>
    /// A user's unread notifications of the kinds that they want by mail and that no digest has mailed, the latest first.
    /// </summary>
    /// <param name="userId">The user.</param>
    /// <param name="since">Notifications that did not happen again since then are left out.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public Task<List<AddressedView>> ListForMailAsync(Guid userId, DateTimeOffset since, int limit, CancellationToken cancellationToken) =>
        ReadAsync(
            TextLanguage.English,
            $"""
            {Select} WHERE n.user_id = $1 AND {IsShown} AND n.read_at IS NULL AND n.updated_at > $3 AND n.mailed_at IS DISTINCT FROM n.updated_at
                AND NOT EXISTS (SELECT FROM notification_preferences w WHERE w.user_id = n.user_id AND w.kind = n.kind AND NOT w.mail)
            ORDER BY n.updated_at DESC, n.id DESC LIMIT $2
            """,
            cancellationToken,
            userId,
            limit,
            since
        );

    /// <summary>Those of these notifications that are shown.</summary>
    public Task<List<AddressedView>> ReadAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken) =>
        ReadAsync(TextLanguage.English, $"{Select} WHERE n.id = ANY ($1) AND {IsShown}", cancellationToken, ids.ToArray());

    /// <summary>The same; none if the database does not answer.</summary>
    public async Task<List<AddressedView>> TryReadAsync(IReadOnlyList<Guid> ids)
    {
        try
        {
            return await ReadAsync(ids, CancellationToken.None);
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or ObjectDisposedException)
        {
            Log.NotPushed(logger, failure.Message);
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
        await using var command = Command(connection, sql, values);
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
        var actor = row.IsNull("username")
            ? null
            : new AuthorView(
                row.Get<Guid>("actor_id"),
                row.Get<string>("username"),
                row.GetTextOrNull("full_name"),
                row.GetTextOrNull("picture_url"),
                row.Get<bool>("is_bot")
            );
        var (kind, actors, count) = (row.Get<string>("kind"), row.Get<int>("actors"), row.Get<int>("count"));
        var facts = row.GetTextOrNull("facts") is { } json
            ? JsonSerializer.Deserialize<NotificationFacts>(json, ServiceJson.Options)!
            : None;
        var parts = new NotificationParts(
            kind,
            actor?.FullName ?? actor?.Username,
            actors,
            count,
            row.GetTextOrNull("place"),
            row.GetTextOrNull("channel_kind"),
            row.GetTextOrNull("detail"),
            row.GetTextOrNull("cancel_reason"),
            facts
        );
        var (title, text) = NotificationText.Of(parts, row.GetTextOrNull("language") ?? language);
        var target = new TargetView(row.Get<string>("target_type"), row.GetOrNull<Guid>("target_id"));
        return new(
            row.Get<Guid>("user_id"),
            new NotificationView(
                row.Get<Guid>("id"),
                kind,
                title,
                text,
                row.GetOrNull<Guid>("actor_id"),
                actor,
                count,
                target,
                NotificationLink.To(target.Type, target.Id, row.GetOrNull<Guid>("channel_id")),
                row.Get<DateTimeOffset>("created_at"),
                row.Get<DateTimeOffset>("updated_at"),
                row.GetOrNull<DateTimeOffset>("read_at")
            )
        );
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "Notifications were stored but not sent to connected clients; users find them in the list: {Reason}"
        )]
        public static partial void NotPushed(ILogger logger, string reason);
    }
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
