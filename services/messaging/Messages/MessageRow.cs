using System.Text.Json;
using Community.Messaging.Encryption;
using Community.Platform.Data;
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
                Id = row.Get<Guid>("id"),
                ChannelId = row.Get<Guid>("channel_id"),
                Seq = row.Get<long>("seq"),
                AuthorId = row.Get<Guid>("author_id"),
                ClientId = row.GetTextOrNull("client_id"),
                Content = row.Get<string>("content"),
                ContentHtml = row.Get<string>("content_html"),
                ReplyTo = row.GetOrNull<Guid>("reply_to"),
                Attachments = row.Get<Guid[]>("attachments"),
                Mentions = row.Get<Guid[]>("mentions"),
                Version = row.Get<long>("version"),
                CreatedAt = row.Get<DateTimeOffset>("created_at"),
                EditedAt = row.GetOrNull<DateTimeOffset>("edited_at"),
                DeletedAt = row.GetOrNull<DateTimeOffset>("deleted_at"),
                DeletedBy = row.GetOrNull<Guid>("deleted_by"),
                IsHeld = row.Get<bool>("is_held"),
                IsReported = row.Get<bool>("is_reported"),
                KeyId = row.GetTextOrNull("key_id"),
            }
        );

    /// <summary>Several rows for <c>json_populate_recordset</c>.</summary>
    public static string ToJson(IEnumerable<Message> messages) => JsonSerializer.Serialize(messages, ColumnNames);
}
