using System.Text.Json;
using Community.Messaging.Encryption;
using Npgsql;

namespace Community.Messaging.Messages;

/// <summary>A row of <c>messages</c>.</summary>
internal static class MessageRow
{
    public const string Columns = """
        id, channel_id, seq, author_id, client_id, content, content_html, reply_to, attachments, mentions, version, created_at, edited_at, deleted_at,
        deleted_by, is_held, is_reported, key_id
        """;

    private static readonly JsonSerializerOptions ColumnNames = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static Message Read(NpgsqlDataReader row, TextVault vault) =>
        vault.Opened(
            new()
            {
                Id = row.GetGuid(0),
                ChannelId = row.GetGuid(1),
                Seq = row.GetInt64(2),
                AuthorId = row.GetGuid(3),
                ClientId = row.IsDBNull(4) ? null : row.GetString(4),
                Content = row.GetString(5),
                ContentHtml = row.GetString(6),
                ReplyTo = row.IsDBNull(7) ? null : row.GetGuid(7),
                Attachments = row.GetFieldValue<Guid[]>(8),
                Mentions = row.GetFieldValue<Guid[]>(9),
                Version = row.GetInt64(10),
                CreatedAt = row.GetFieldValue<DateTimeOffset>(11),
                EditedAt = TimeAt(row, 12),
                DeletedAt = TimeAt(row, 13),
                DeletedBy = row.IsDBNull(14) ? null : row.GetGuid(14),
                IsHeld = row.GetBoolean(15),
                IsReported = row.GetBoolean(16),
                KeyId = row.IsDBNull(17) ? null : row.GetString(17),
            }
        );

    /// <summary>Several rows for <c>json_populate_recordset</c>.</summary>
    public static string ToJson(IEnumerable<Message> messages) => JsonSerializer.Serialize(messages, ColumnNames);

    private static DateTimeOffset? TimeAt(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
