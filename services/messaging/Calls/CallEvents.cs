using Community.Messaging.Realtime;

namespace Community.Messaging.Calls;

/// <summary>An event of a call for the clients of one user.</summary>
/// <param name="UserId">The user to notify.</param>
/// <param name="ConnectionId">Only this connection; null: all.</param>
/// <param name="Except">But not this connection.</param>
/// <param name="Method">A method of <see cref="ICommunityClient"/>.</param>
/// <param name="Payload">Its argument.</param>
internal sealed record CallEvent(Guid UserId, string? ConnectionId, string? Except, string Method, object Payload)
{
    public bool IsFor(ClientConnection client) => client.Id != Except && (ConnectionId is null || ConnectionId == client.Id);
}

/// <summary>
/// Computes the events for each client from two states of a call, however many changes are between them. So an instance that missed a
/// change still reports the present state. Ringing is not part of it (<see cref="LocalCalls"/>).
/// </summary>
internal static class CallEvents
{
    public static IEnumerable<CallEvent> Between(Call before, Call after) =>
        after.Participants.SelectMany(now => Of(before.Find(now.UserId), now, after));

    /// <summary>A participant's state as other users see it. Lost rights are reported as a state that happens in any call.</summary>
    public static string StateOf(Call call, Participant participant) =>
        participant.State switch
        {
            CallState.Ended => EndOf(call) ?? CallState.Left,
            CallState.Removed when participant.JoinedAt is null => CallState.Cancelled,
            CallState.Removed => call.AnsweredAt is null ? CallState.Missed : CallState.Left,
            var state => state,
        };

    /// <summary>The reason for the call's end that clients are given.</summary>
    public static string? EndOf(Call call) =>
        (call.EndReason, call.AnsweredAt) switch
        {
            (CallState.Removed, null) => CallState.Missed,
            (CallState.Removed, _) => CallState.Left,
            var (reason, _) => reason,
        };

    private static IEnumerable<CallEvent> Of(Participant? was, Participant now, Call call)
    {
        if (was is { IsRinging: true } && !now.IsRinging)
        {
            yield return now.IsInCall
                ? new(now.UserId, null, now.Device!.ConnectionId, nameof(ICommunityClient.CallAnsweredElsewhere), new CallIdView(call.Id))
                : new(now.UserId, null, null, nameof(ICommunityClient.CallEnded), new CallEndedView(call.Id, StateOf(call, now)));
        }

        // Another device of the same person took its place.
        if (was?.Device is { } former && now.Device is { } device && former.ConnectionId != device.ConnectionId)
        {
            yield return new(
                now.UserId,
                former.ConnectionId,
                null,
                nameof(ICommunityClient.CallAnsweredElsewhere),
                new CallIdView(call.Id)
            );
        }

        if (was?.Device is { } left && !now.IsInCall)
        {
            yield return new(
                now.UserId,
                left.ConnectionId,
                null,
                nameof(ICommunityClient.CallEnded),
                new CallEndedView(call.Id, StateOf(call, now))
            );
        }

        if (ForOthers(was, now, call) is { } callEvent)
        {
            foreach (var other in call.Participants.Where(other => other.UserId != now.UserId && other.IsInCall))
            {
                yield return new(other.UserId, other.Device!.ConnectionId, null, callEvent.Method, callEvent.Payload);
            }
        }
    }

    private static (string Method, object Payload)? ForOthers(Participant? was, Participant now, Call call) =>
        now.State == CallState.Joined && now.Device!.Id != was?.Device?.Id
            ? (nameof(ICommunityClient.CallJoined), new CallJoinedView(call.Id, ParticipantView.Of(call, now)))
        : was is { IsConcerned: true } && !now.IsConcerned
            ? (nameof(ICommunityClient.CallLeft), new CallLeftView(call.Id, now.UserId, StateOf(call, now)))
        : was is { IsInCall: true } && now.IsInCall && (was.IsMuted, was.IsVideo) != (now.IsMuted, now.IsVideo)
            ? (nameof(ICommunityClient.CallMediaChanged), new CallMediaView(call.Id, now.UserId, now.IsMuted, now.IsVideo))
        : null;
}
