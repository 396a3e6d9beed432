using Community.Messaging.Channels;
using Community.Messaging.Direct;
using Npgsql;

namespace Community.Messaging.Sync;

/// <summary>The facts in the column <c>facts</c> of a channel's row. A fact that a kind of channels does not have is absent.</summary>
[Flags]
internal enum ChannelFacts
{
    None = 0,
    Deleted = 1,
    Held = 1 << 1,
    Locked = 1 << 2,
    CommunityPublic = 1 << 3,

    /// <summary>Deleted, or not known here.</summary>
    CommunityGone = 1 << 4,

    /// <summary>Hidden by moderators from all but its owner.</summary>
    CommunityHidden = 1 << 5,

    /// <summary>The person opened the thread.</summary>
    Opener = 1 << 6,

    /// <summary>The person is the event's organizer.</summary>
    Organizer = 1 << 7,

    /// <summary>The person has a confirmed registration for the event.</summary>
    Registered = 1 << 8,

    /// <summary>The other person of the conversation has a name that is shown.</summary>
    PeerShown = 1 << 9,

    /// <summary>There is a block between the person and the thread's opener, or the other person of the conversation.</summary>
    Hidden = 1 << 10,

    /// <summary>The other person of the conversation is a bot.</summary>
    PeerBot = 1 << 11,
}

/// <summary>
/// Reads the rows of one statement of channels. An answer has hundreds of them, so the columns are found by name once, are read in their
/// order, and only those that the kind has; channels of one community share its view.
/// </summary>
internal sealed class SyncChannelRows(NpgsqlDataReader row, Guid me, bool isGone, DateTimeOffset now)
{
    private readonly int _id = row.GetOrdinal("id");
    private readonly int _kind = row.GetOrdinal("kind");
    private readonly int _facts = row.GetOrdinal("facts");
    private readonly int _role = row.GetOrdinal("role");
    private readonly int _other = row.GetOrdinal("other_id");
    private readonly int _title = row.GetOrdinal("title");
    private readonly int _place = row.GetOrdinal("place_name");
    private readonly int _username = row.GetOrdinal("username");
    private readonly int _fullName = row.GetOrdinal("full_name");
    private readonly int _picture = row.GetOrdinal("picture_url");
    private readonly int _lastSeq = row.GetOrdinal("last_seq");
    private readonly int _lastRead = row.GetOrdinal("last_read_seq");
    private readonly int _unread = row.GetOrdinal("unread");
    private readonly int _mentions = row.GetOrdinal("mentions");
    private readonly int _level = row.GetOrdinal("level");
    private readonly int _mutedUntil = row.GetOrdinal("muted_until");
    private readonly int _lastActivity = row.GetOrdinal("last_activity_at");
    private readonly Dictionary<Guid, PlaceView> _communities = [];

    public Guid Id => row.GetGuid(_id);

    public DateTimeOffset LastActivity => row.GetFieldValue<DateTimeOffset>(_lastActivity);

    /// <summary>The channel of the present row; null if the person may not read it.</summary>
    public SyncChannel? Read()
    {
        var id = row.GetGuid(_id);
        var kind = KindOf(row.GetString(_kind));
        var facts = (ChannelFacts)row.GetInt32(_facts);
        var role = kind == ChannelKind.Thread ? Text(_role) : null;
        var channel = new Channel
        {
            Id = id,
            Kind = kind,
            DeletedAt = Has(ChannelFacts.Deleted) ? now : null,
            IsHeld = Has(ChannelFacts.Held),
            IsLocked = Has(ChannelFacts.Locked),
        };
        var membership = new Membership
        {
            UserId = me,
            IsGone = isGone,
            Role = role,
            IsCommunityPublic = Has(ChannelFacts.CommunityPublic),
            IsCommunityGone = Has(ChannelFacts.CommunityGone) || (Has(ChannelFacts.CommunityHidden) && role != "owner"),
            IsOrganizer = Has(ChannelFacts.Organizer),
            IsRegistered = Has(ChannelFacts.Registered),
            IsInPair = true,
            IsOpener = Has(ChannelFacts.Opener),
            IsOpenerHidden = Has(ChannelFacts.Hidden),
        };
        if (!ChannelRights.Of(channel, membership, now).MayRead)
        {
            return null;
        }

        var other = row.GetGuid(_other);
        var (title, community, happening, peer) = kind switch
        {
            ChannelKind.Thread => (Text(_title), Community(other), null, null),
            ChannelKind.Direct => ((string?)null, (PlaceView?)null, (PlaceView?)null, Peer(other)),
            _ => (null, null, new PlaceView(other, Text(_place)), null),
        };
        return new(
            id,
            kind,
            title ?? happening?.Name ?? peer?.FullName ?? peer?.Username,
            community,
            happening,
            peer,
            ChannelEndpoints.RoleIn(channel, membership),
            channel.IsLocked,
            row.GetInt64(_lastSeq),
            row.GetInt64(_lastRead),
            peer is not null && Has(ChannelFacts.Hidden) ? 0 : row.GetInt64(_unread),
            row.IsDBNull(_mentions) ? 0 : row.GetInt64(_mentions),
            Text(_level),
            row.IsDBNull(_mutedUntil) ? null : row.GetFieldValue<DateTimeOffset>(_mutedUntil),
            LastActivity
        );

        bool Has(ChannelFacts fact) => (facts & fact) != ChannelFacts.None;

        PeerView Peer(Guid peerId) =>
            Has(ChannelFacts.PeerShown) && !Has(ChannelFacts.Hidden)
                ? new(peerId, Text(_username), Text(_fullName), Text(_picture), Has(ChannelFacts.PeerBot))
                : new(peerId, null, null, null);
    }

    private PlaceView Community(Guid id)
    {
        if (!_communities.TryGetValue(id, out var view))
        {
            _communities[id] = view = new(id, Text(_place));
        }

        return view;
    }

    private string? Text(int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // The constant, so that the text of each row is not kept.
    private static string KindOf(string kind) =>
        kind switch
        {
            ChannelKind.Thread => ChannelKind.Thread,
            ChannelKind.Direct => ChannelKind.Direct,
            _ => ChannelKind.EventChat,
        };
}
