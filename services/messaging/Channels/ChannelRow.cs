using Npgsql;

namespace Community.Messaging.Channels;

/// <summary>A row of <c>channels</c>.</summary>
internal static class ChannelRow
{
    public const string Columns =
        "id, kind, community_id, event_id, low_id, high_id, last_seq, message_count, last_activity_at, is_locked, is_pinned, deleted_at, created_at, is_held";

    public static Channel Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            Kind = row.GetString(1),
            CommunityId = IdAt(row, 2),
            EventId = IdAt(row, 3),
            LowId = IdAt(row, 4),
            HighId = IdAt(row, 5),
            LastSeq = row.GetInt64(6),
            MessageCount = row.GetInt64(7),
            LastActivityAt = row.GetFieldValue<DateTimeOffset>(8),
            IsLocked = row.GetBoolean(9),
            IsPinned = row.GetBoolean(10),
            DeletedAt = row.IsDBNull(11) ? null : row.GetFieldValue<DateTimeOffset>(11),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(12),
            IsHeld = row.GetBoolean(13),
        };

    private static Guid? IdAt(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);
}
