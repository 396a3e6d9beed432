using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Messaging.Calls;
using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>
/// A signal between instances, so that the clients of all of them see a change. Any signal may be lost; only speed depends on it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "signal")]
[JsonDerivedType(typeof(HelloSignal), "hello")]
[JsonDerivedType(typeof(PostedSignal), "posted")]
[JsonDerivedType(typeof(ChangedSignal), "changed")]
[JsonDerivedType(typeof(ThreadSignal), "thread")]
[JsonDerivedType(typeof(MembershipSignal), "membership")]
[JsonDerivedType(typeof(RightsSignal), "rights")]
[JsonDerivedType(typeof(ReadSignal), "read")]
[JsonDerivedType(typeof(PersonalSignal), "personal")]
[JsonDerivedType(typeof(TypingSignal), "typing")]
[JsonDerivedType(typeof(PresenceSignal), "presence")]
[JsonDerivedType(typeof(CallChangedSignal), "call")]
[JsonDerivedType(typeof(CallPeerSignal), "call_peer")]
[JsonDerivedType(typeof(PersonSignal), "person")]
[JsonDerivedType(typeof(LogSignal), "log")]
[JsonDerivedType(typeof(MembersSignal), "members")]
[JsonDerivedType(typeof(ConnectionsSignal), "connections")]
internal abstract record Signal;

/// <summary>Another instance listens from now on: an instance that was alone is not alone any more.</summary>
internal sealed record HelloSignal : Signal;

/// <summary>Messages were posted: their views without a particular viewer, in the order of their numbers.</summary>
internal sealed record PostedSignal(ChannelFact Channel, IReadOnlyList<MessageView> Messages) : Signal;

/// <summary>A message changed; each instance reads its present state, so that the last change counts.</summary>
internal sealed record ChangedSignal(ChannelFact Channel, Guid MessageId, ChangeKind Kind) : Signal;

internal sealed record ThreadSignal(Guid CommunityId, Guid ThreadId) : Signal;

/// <summary>A user became a member of a community, or is none any more. The person is named by the instance that sends it.</summary>
internal sealed record MembershipSignal(Guid CommunityId, Guid UserId, bool IsMember, AuthorView? Person = null) : Signal;

/// <summary>Rights of a user, or of any user, may have ended.</summary>
internal sealed record RightsSignal(Guid? UserId) : Signal;

internal sealed record ReadSignal(Guid UserId, Guid ChannelId, long LastReadSeq) : Signal;

/// <summary>Something for the connections of a user.</summary>
/// <param name="Trace">W3C's traceparent of the cause; null: it is not recorded.</param>
internal sealed record PersonalSignal(Guid UserId, string Method, JsonElement Payload, string? Trace = null) : Signal;

/// <summary>A user types, or has stopped. A typist is named by the instance that sends it.</summary>
internal sealed record TypingSignal(Guid ChannelId, Guid UserId, bool IsTyping, string ConnectionId, AuthorView? Person = null) : Signal;

/// <summary>Users became present or are no longer present. They are named by the instance that sends it.</summary>
internal sealed record PresenceSignal(IReadOnlyList<PresenceChange> Changes, IReadOnlyList<AuthorView>? People = null) : Signal;

/// <summary>A person's name or picture changed, or is gone.</summary>
internal sealed record PersonSignal(Guid UserId) : Signal;

/// <summary>Entries of people's logs may have changed: the ids of the objects that they show.</summary>
internal sealed record LogSignal(IReadOnlyList<Guid> Places) : Signal;

/// <summary>Something for the connected members of a community.</summary>
internal sealed record MembersSignal(Guid CommunityId, string Method, JsonElement Payload, Guid? About) : Signal;

/// <summary>The people with many connections to an instance, and how many; said again with each heartbeat.</summary>
internal sealed record ConnectionsSignal(IReadOnlyDictionary<Guid, int> People) : Signal;

/// <summary>A call's new state.</summary>
internal sealed record CallChangedSignal(Call Call) : Signal;

/// <summary>
/// A signal of one device in a call to another, for that one's connection alone. It is JSON in a string, so that the signal can be read
/// whatever a client wrote into it.
/// </summary>
internal sealed record CallPeerSignal(string ToConnectionId, string Content) : Signal;
