using Community.Messaging.Messages;
using Community.Platform.Data;
using Npgsql;

namespace Community.Messaging.Calls;

/// <summary>Calls and their participants as rows.</summary>
internal static class CallRow
{
    /// <summary>One row for each participant; the text that is appended selects the calls.</summary>
    public const string Select = """
        SELECT c.id, c.channel_id, ch.kind = 'direct' AS is_direct, c.started_by, c.is_video, c.started_at, c.answered_at, c.ended_at, c.end_reason, c.version,
            p.user_id, p.state, p.since, p.joined_at, p.is_muted, p.is_video AS has_video, p.device_id, p.instance, p.connection_id,
            pe.username, pe.full_name, pe.picture_url
        FROM calls c JOIN channels ch ON ch.id = c.channel_id LEFT JOIN call_participants p ON p.call_id = c.id LEFT JOIN people pe ON pe.id = p.user_id
        """;

    /// <summary>Participants who joined, in that order; then the others.</summary>
    public const string Order = "p.joined_at NULLS LAST, p.user_id";

    private const string WriteCall = """
        INSERT INTO calls (id, channel_id, started_by, is_video, started_at, answered_at, ended_at, end_reason, version)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET
            answered_at = excluded.answered_at, ended_at = excluded.ended_at, end_reason = excluded.end_reason, version = excluded.version
        """;

    private const string WriteParticipants = """
        INSERT INTO call_participants (call_id, user_id, state, since, joined_at, is_muted, is_video, device_id, instance, connection_id)
        SELECT $1, * FROM unnest(
            $2::uuid[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::boolean[], $7::boolean[], $8::uuid[], $9::uuid[], $10::text[])
        ON CONFLICT (call_id, user_id) DO UPDATE SET
            state = excluded.state, since = excluded.since, joined_at = excluded.joined_at, is_muted = excluded.is_muted, is_video = excluded.is_video,
            device_id = excluded.device_id, instance = excluded.instance, connection_id = excluded.connection_id
        """;

    /// <summary>Reads calls; the rows of one call must follow one another.</summary>
    public static async Task<List<Call>> ReadAsync(NpgsqlDataReader row, CancellationToken cancellationToken = default)
    {
        var (calls, participants) = (new List<Call>(), new List<Participant>());
        while (await row.ReadAsync(cancellationToken))
        {
            if (calls.Count == 0 || calls[^1].Id != row.Get<Guid>("id"))
            {
                participants = [];
                calls.Add(
                    new(
                        row.Get<Guid>("id"),
                        row.Get<Guid>("channel_id"),
                        row.Get<bool>("is_direct"),
                        row.Get<Guid>("started_by"),
                        row.Get<bool>("is_video"),
                        row.Get<DateTimeOffset>("started_at"),
                        row.GetOrNull<DateTimeOffset>("answered_at"),
                        row.GetOrNull<DateTimeOffset>("ended_at"),
                        row.GetTextOrNull("end_reason"),
                        row.Get<long>("version"),
                        participants
                    )
                );
            }

            if (!row.IsNull("user_id"))
            {
                participants.Add(
                    new(
                        row.Get<Guid>("user_id"),
                        row.Get<string>("state"),
                        row.Get<DateTimeOffset>("since"),
                        row.GetOrNull<DateTimeOffset>("joined_at"),
                        row.Get<bool>("is_muted"),
                        row.Get<bool>("has_video"),
                        row.IsNull("device_id")
                            ? null
                            : new(row.Get<Guid>("device_id"), row.Get<Guid>("instance"), row.Get<string>("connection_id")),
                        row.IsNull("username")
                            ? null
                            : new AuthorView(
                                row.Get<Guid>("user_id"),
                                row.Get<string>("username"),
                                row.GetTextOrNull("full_name"),
                                row.GetTextOrNull("picture_url")
                            )
                    )
                );
            }
        }

        return calls;
    }

    /// <summary>Writes a call and the given participants.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Writing(Call call, IReadOnlyCollection<Participant> participants)
    {
        yield return new(WriteCall)
        {
            Parameters =
            {
                Of(call.Id),
                Of(call.ChannelId),
                Of(call.StartedBy),
                Of(call.IsVideo),
                Of(call.StartedAt),
                Of(call.AnsweredAt),
                Of(call.EndedAt),
                Of(call.EndReason),
                Of(call.Version),
            },
        };
        yield return new(WriteParticipants)
        {
            Parameters =
            {
                Of(call.Id),
                Each(participant => participant.UserId),
                Each(participant => participant.State),
                Each(participant => participant.Since),
                Each(participant => participant.JoinedAt),
                Each(participant => participant.IsMuted),
                Each(participant => participant.IsVideo),
                Each(participant => participant.Device?.Id),
                Each(participant => participant.Device?.Instance),
                Each(participant => participant.Device?.ConnectionId),
            },
        };

        NpgsqlParameter<T[]> Each<T>(Func<Participant, T> value) => Of(participants.Select(value).ToArray());
    }

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}
