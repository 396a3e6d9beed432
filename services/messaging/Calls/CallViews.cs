using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Community.Messaging.Messages;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Calls;

/// <summary>A call.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="ChannelId">Where it is: a conversation, a thread or an event's chat.</param>
/// <param name="StartedBy">The initiator of the call.</param>
/// <param name="IsVideo">Whether it began with video.</param>
/// <param name="StartedAt">When it began to ring.</param>
/// <param name="AnsweredAt">When two talked for the first time; null: not yet, or never.</param>
/// <param name="EndedAt">Null: it goes on.</param>
/// <param name="EndReason">
/// How it ended: <c>left</c> (hung up), <c>declined</c>, <c>missed</c>, <c>busy</c>, <c>cancelled</c> (by the caller), or <c>lost</c> (a
/// connection); null: it goes on.
/// </param>
/// <param name="Participants">
/// While it goes on: its participants, and the users whose devices ring. In the history: all users whom it concerned.
/// </param>
internal sealed record CallView(
    Guid Id,
    Guid ChannelId,
    Guid StartedBy,
    bool IsVideo,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    string? EndReason,
    IReadOnlyList<ParticipantView> Participants
) : IHasExample<CallView>
{
    public static CallView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c0"),
            AuthorView.Example.Id,
            true,
            DateTimeOffset.Parse("2026-11-21T18:00:00Z", System.Globalization.CultureInfo.InvariantCulture),
            null,
            null,
            null,
            [ParticipantView.Example]
        );

    /// <summary>A call with the participants whom it concerns now.</summary>
    public static CallView Of(Call call) => Of(call, participant => participant.IsConcerned);

    /// <summary>A call with all users whom it ever concerned.</summary>
    public static CallView OfAll(Call call) => Of(call, _ => true);

    private static CallView Of(Call call, Func<Participant, bool> isShown) =>
        new(
            call.Id,
            call.ChannelId,
            call.StartedBy,
            call.IsVideo,
            call.StartedAt,
            call.AnsweredAt,
            call.EndedAt,
            CallEvents.EndOf(call),
            [.. call.Participants.Where(isShown).Select(participant => ParticipantView.Of(call, participant))]
        );
}

/// <summary>A participant of a call.</summary>
/// <param name="UserId">The user's id.</param>
/// <param name="User">The person; null: the account is gone.</param>
/// <param name="State">
/// <c>ringing</c>, <c>joined</c> or <c>away</c> (the connection is gone, and may come back); or how it ended for the person, in the words
/// of <c>end_reason</c>.
/// </param>
/// <param name="DeviceId">The address for signals to the person; null: not in the call. A new one after every <c>call_joined</c>.</param>
/// <param name="IsMuted">Whether the person reports to be muted.</param>
/// <param name="IsVideo">Whether the person reports to send video.</param>
/// <param name="JoinedAt">When the person first joined; null: not yet, or never.</param>
internal sealed record ParticipantView(
    Guid UserId,
    AuthorView? User,
    string State,
    Guid? DeviceId,
    bool IsMuted,
    bool IsVideo,
    DateTimeOffset? JoinedAt
) : IHasExample<ParticipantView>
{
    public static ParticipantView Example =>
        new(
            AuthorView.Example.Id,
            AuthorView.Example,
            CallState.Joined,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d2"),
            false,
            true,
            DateTimeOffset.Parse("2026-11-21T18:00:00Z", System.Globalization.CultureInfo.InvariantCulture)
        );

    public static ParticipantView Of(Call call, Participant participant) =>
        new(
            participant.UserId,
            participant.Person,
            CallEvents.StateOf(call, participant),
            participant.Device?.Id,
            participant.IsMuted,
            participant.IsVideo,
            participant.JoinedAt
        );
}

/// <summary>The answer to a client that starts, accepts, rejoins or resumes a call.</summary>
/// <param name="Call">The call. For its initiator, also with the participants who are <c>busy</c> or declined.</param>
/// <param name="DeviceId">This device, as the others name it.</param>
/// <param name="IceServers">The servers by which devices find each other.</param>
internal sealed record CallAnswer(CallView Call, Guid DeviceId, IReadOnlyList<IceServer> IceServers);

/// <summary>A server by which devices find each other, as WebRTC's <c>RTCIceServer</c> has it.</summary>
/// <param name="Urls">Its addresses.</param>
/// <param name="Username">For TURN.</param>
/// <param name="Credential">For TURN.</param>
internal sealed record IceServer(IReadOnlyList<string> Urls, string? Username, string? Credential) : IHasExample<IceServer>
{
    public static IceServer Example =>
        new(["turn:turn.example.com:3478"], "1795284000:0198c0de-0000-7000-8000-000000000002", "WzKw8Bb0qY0Qw8JYVvBq0x1cXkE=");
}

/// <summary>The servers by which devices find each other, as WebRTC's <c>RTCConfiguration</c> has it.</summary>
/// <param name="IceServers">If empty, devices find each other in one network only.</param>
internal sealed record IceServersView(IReadOnlyList<IceServer> IceServers) : IHasExample<IceServersView>
{
    public static IceServersView Example => new([IceServer.Example]);
}

/// <summary>The media that a device sends.</summary>
/// <param name="IsMuted">It sends no sound.</param>
/// <param name="IsVideo">It sends a picture.</param>
internal sealed record CallMedia(bool IsMuted = false, bool IsVideo = false);

/// <summary>A signal from one device to another, to connect with it.</summary>
/// <param name="Kind"><c>offer</c>, <c>answer</c> or <c>candidate</c>.</param>
/// <param name="Payload">WebRTC's data for the other device alone; as JSON at most 16 KB.</param>
/// <param name="DeviceId">The device that it is for; null: the one with which the person is in the call.</param>
internal sealed record PeerSignal(
    [property: AllowedValues("offer", "answer", "candidate")] string Kind,
    JsonElement Payload,
    Guid? DeviceId = null
);

/// <summary>A call's id alone.</summary>
/// <param name="CallId">The call's id.</param>
internal sealed record CallIdView(Guid CallId);

/// <summary>A call is over for the receiver.</summary>
/// <param name="CallId">The call's id.</param>
/// <param name="Reason">How it ended: a value of <c>end_reason</c>.</param>
internal sealed record CallEndedView(Guid CallId, string Reason);

/// <summary>A person joined a call, or came back to it.</summary>
internal sealed record CallJoinedView(Guid CallId, ParticipantView Participant);

/// <summary>A person left a call, or will not come.</summary>
/// <param name="CallId">The call's id.</param>
/// <param name="UserId">The person's id.</param>
/// <param name="Reason">How: a value of <c>end_reason</c>.</param>
internal sealed record CallLeftView(Guid CallId, Guid UserId, string Reason);

/// <summary>The media that a participant's device sends now.</summary>
internal sealed record CallMediaView(Guid CallId, Guid UserId, bool IsMuted, bool IsVideo);

/// <summary>A signal from another device to this one.</summary>
/// <param name="CallId">The call's id.</param>
/// <param name="FromUserId">The sender's id.</param>
/// <param name="FromDeviceId">The sender's device.</param>
/// <param name="Kind"><c>offer</c>, <c>answer</c> or <c>candidate</c>.</param>
/// <param name="Payload">As it was sent.</param>
internal sealed record CallSignalView(Guid CallId, Guid FromUserId, Guid FromDeviceId, string Kind, JsonElement Payload);
