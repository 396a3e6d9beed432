using Community.Messaging.Messages;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Direct;

/// <summary>A direct conversation.</summary>
/// <param name="ChannelId">The channel that its messages are in.</param>
/// <param name="Peer">The other person.</param>
/// <param name="LastMessage">The last message.</param>
/// <param name="Unread">Messages that the reader has not read.</param>
/// <param name="LastActivity">When it was last written in.</param>
internal sealed record ConversationView(Guid ChannelId, PeerView Peer, MessageView? LastMessage, long Unread, DateTimeOffset LastActivity)
    : IHasExample<ConversationView>
{
    public static ConversationView Example =>
        new(MessageView.Example.ChannelId, PeerView.Example, MessageView.Example, 2, MessageView.Example.CreatedAt);
}

/// <summary>The other person of a conversation. If the person cannot be written to (any more), only the id is given.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">Where the picture is served, relative to the gateway.</param>
/// <param name="IsBot">Whether a program acts in this account, and not a person.</param>
internal sealed record PeerView(Guid Id, string? Username, string? FullName, string? PictureUrl, bool IsBot = false) : IHasExample<PeerView>
{
    public static PeerView Example => new(AuthorView.Example.Id, "maya", "Maya Haddad", null);
}

/// <summary>The position where a list of conversations continues.</summary>
internal sealed record ConversationPosition(DateTimeOffset LastActivity, Guid ChannelId);
