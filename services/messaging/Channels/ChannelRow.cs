using Community.Platform.Data;
using Npgsql;

namespace Community.Messaging.Channels;

internal static class ChannelRow
{
    public const string Columns =
        "id, kind, community_id, event_id, low_id, high_id, last_seq, message_count, last_activity_at, is_locked, is_pinned, deleted_at, created_at, is_held";

    public static Channel Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.Get<Guid>("id"),
            Kind = row.Get<string>("kind"),
            CommunityId = row.GetOrNull<Guid>("community_id"),
            EventId = row.GetOrNull<Guid>("event_id"),
            LowId = row.GetOrNull<Guid>("low_id"),
            HighId = row.GetOrNull<Guid>("high_id"),
            LastSeq = row.Get<long>("last_seq"),
            MessageCount = row.Get<long>("message_count"),
            LastActivityAt = row.Get<DateTimeOffset>("last_activity_at"),
            IsLocked = row.Get<bool>("is_locked"),
            IsPinned = row.Get<bool>("is_pinned"),
            DeletedAt = row.GetOrNull<DateTimeOffset>("deleted_at"),
            CreatedAt = row.Get<DateTimeOffset>("created_at"),
            IsHeld = row.Get<bool>("is_held"),
        };
}
