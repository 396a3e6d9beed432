using System.Text.Json.Serialization;
using Community.Messaging.Messages;

namespace Community.Messaging.Calls;

/// <summary>States of a participant in a call.</summary>
internal static class CallState
{
    /// <summary>The person's devices ring.</summary>
    public const string Ringing = "ringing";

    public const string Joined = "joined";

    /// <summary>The device's connection is gone; it may come back for a while.</summary>
    public const string Away = "away";

    /// <summary>The person hung up.</summary>
    public const string Left = "left";

    public const string Declined = "declined";

    /// <summary>The person did not answer in time.</summary>
    public const string Missed = "missed";

    /// <summary>The person was in another call, or answered another.</summary>
    public const string Busy = "busy";

    /// <summary>The call ended before the person answered.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The person did not come back in time.</summary>
    public const string Lost = "lost";

    /// <summary>Lost the right to talk there. Clients are not given this state, because it would reveal a block.</summary>
    public const string Removed = "removed";

    /// <summary>The person was in the call until the others had gone.</summary>
    public const string Ended = "ended";
}

/// <summary>A call and the users whom it concerns. Pure: it decides the next state, without input or output.</summary>
/// <param name="IsDirect">
/// Whether it is the call of a conversation: it ends when one of the two is alone and no device rings any more. Other calls end with the
/// last participant.
/// </param>
/// <param name="AnsweredAt">When there were two for the first time.</param>
/// <param name="EndReason">One of <see cref="CallState"/>: the last state of the participant that ended the call.</param>
/// <param name="Version">Rises with every change.</param>
/// <param name="Participants">Also the former ones, in the order in which they came.</param>
internal sealed record Call(
    Guid Id,
    Guid ChannelId,
    bool IsDirect,
    Guid StartedBy,
    bool IsVideo,
    DateTimeOffset StartedAt,
    DateTimeOffset? AnsweredAt,
    DateTimeOffset? EndedAt,
    string? EndReason,
    long Version,
    IReadOnlyList<Participant> Participants
)
{
    [JsonIgnore]
    public bool IsLive => EndedAt is null;

    [JsonIgnore]
    public int InCall => Participants.Count(participant => participant.IsInCall);

    public Participant? Find(Guid userId) => Participants.FirstOrDefault(participant => participant.UserId == userId);

    /// <summary>Makes a user a participant, or brings one back, with a device.</summary>
    public Call Join(Guid userId, CallDevice device, bool isMuted, bool isVideo, DateTimeOffset now)
    {
        var known = Find(userId);
        var call = With(new(userId, CallState.Joined, now, known?.JoinedAt ?? now, isMuted, isVideo, device, known?.Person));
        return call with { AnsweredAt = AnsweredAt ?? (call.InCall > 1 ? now : null) };
    }

    /// <summary>Changes a participant's state; changes nothing for a user whom the call does not concern.</summary>
    /// <param name="state">
    /// Any but <see cref="CallState.Ringing"/>; <see cref="CallState.Joined"/> for a participant who was away and still has the device.
    /// </param>
    public Call Move(Guid userId, string state, DateTimeOffset now)
    {
        if (Find(userId) is not { IsConcerned: true } participant)
        {
            return this;
        }

        var isIn = state is CallState.Joined or CallState.Away;
        return With(participant with { State = state, Since = now, Device = isIn ? participant.Device : null }).Settle(state, now);
    }

    public Call With(Participant participant) =>
        this with
        {
            Participants = Find(participant.UserId) is null
                ? [.. Participants, participant]
                : [.. Participants.Select(other => other.UserId == participant.UserId ? participant : other)],
        };

    private Call Settle(string reason, DateTimeOffset now)
    {
        var goesOn = IsDirect ? InCall > 1 || (InCall == 1 && Participants.Any(participant => participant.IsRinging)) : InCall > 0;
        return goesOn || !IsLive
            ? this
            : this with
            {
                EndedAt = now,
                EndReason = AnsweredAt is null && reason is CallState.Left or CallState.Lost ? CallState.Cancelled : reason,
                Participants =
                [
                    .. Participants.Select(participant =>
                        participant switch
                        {
                            { IsRinging: true } => participant with { State = CallState.Cancelled, Since = now },
                            { IsInCall: true } => participant with { State = CallState.Ended, Since = now, Device = null },
                            _ => participant,
                        }
                    ),
                ],
            };
    }
}

/// <summary>A participant of a call.</summary>
/// <param name="State">One of <see cref="CallState"/>.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="JoinedAt">The first time; null: not yet, or never.</param>
/// <param name="Device">Of those in the call.</param>
/// <param name="Person">How the others see the person; null: the account is gone.</param>
internal sealed record Participant(
    Guid UserId,
    string State,
    DateTimeOffset Since,
    DateTimeOffset? JoinedAt,
    bool IsMuted,
    bool IsVideo,
    CallDevice? Device,
    AuthorView? Person
)
{
    [JsonIgnore]
    public bool IsRinging => State == CallState.Ringing;

    /// <summary>Talks, or is away and may come back.</summary>
    [JsonIgnore]
    public bool IsInCall => State is CallState.Joined or CallState.Away;

    [JsonIgnore]
    public bool IsConcerned => IsRinging || IsInCall;
}

/// <summary>
/// The one device with which a participant is in a call, for as long as it is connected. A new connection counts as another device, unless
/// the client names the one that it was.
/// </summary>
/// <param name="Id">How the others name it.</param>
/// <param name="Instance">Where it is connected.</param>
/// <param name="ConnectionId">Its connection there.</param>
internal sealed record CallDevice(Guid Id, Guid Instance, string ConnectionId);
