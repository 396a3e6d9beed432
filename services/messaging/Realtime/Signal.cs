using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Messaging.Calls;
using Community.Messaging.Messages;

namespace Community.Messaging.Realtime;

/// <summary>What instances tell each other, so that the clients of all see it. Any of it may be lost; nothing depends on it but speed.</summary>
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
internal abstract record Signal;

/// <summary>Another instance listens from now on: whoever was alone is so no more.</summary>
internal sealed record HelloSignal : Signal;

/// <summary>Messages were posted: their views, in the order of their numbers, for nobody in particular.</summary>
internal sealed record PostedSignal(ChannelFact Channel, IReadOnlyList<MessageView> Messages) : Signal;

/// <summary>A message was changed; each instance reads what it is now, so that the last one counts.</summary>
internal sealed record ChangedSignal(ChannelFact Channel, Guid MessageId, ChangeKind Kind) : Signal;

internal sealed record ThreadSignal(Guid CommunityId, Guid ThreadId) : Signal;

internal sealed record MembershipSignal(Guid CommunityId, Guid UserId, bool IsMember) : Signal;

/// <summary>Rights of a person, or of anybody, may have ended.</summary>
internal sealed record RightsSignal(Guid? UserId) : Signal;

internal sealed record ReadSignal(Guid UserId, Guid ChannelId, long LastReadSeq) : Signal;

internal sealed record PersonalSignal(Guid UserId, string Method, JsonElement Payload) : Signal;

internal sealed record TypingSignal(Guid ChannelId, Guid UserId, bool IsTyping, string ConnectionId) : Signal;

internal sealed record PresenceSignal(IReadOnlyList<PresenceChange> Changes) : Signal;

/// <summary>A person has another name or picture now, or none any more.</summary>
internal sealed record PersonSignal(Guid UserId) : Signal;

/// <summary>What a call has become.</summary>
internal sealed record CallChangedSignal(Call Call) : Signal;

/// <summary>
/// What one device in a call tells another, for that one's connection alone. As JSON in a string: whatever a client wrote into it, the signal can be read.
/// </summary>
internal sealed record CallPeerSignal(string ToConnectionId, string Content) : Signal;
