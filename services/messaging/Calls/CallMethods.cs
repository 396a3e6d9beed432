using System.Text;
using System.Text.Json;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Realtime;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Messaging.Calls;

/// <summary>
/// The hub's methods about calls. Only users who may write in a channel take part in its calls. For a user who may not read the channel, or
/// has a block with a participant, the call does not exist. Media go from device to device: the service only brings the devices together.
/// </summary>
internal sealed class CallMethods(
    CallTable table,
    ChannelAccess channels,
    MessagingDb db,
    IceServers iceServers,
    CallLimits limits,
    CallOptions options,
    Backplane backplane,
    LocalCalls local
)
{
    private const int LargestPayload = 16 * 1024;
    private const int DeepestPayload = 8;

    private static HubException NoSuchCall => HubErrors.Of(ChannelAccess.NoSuch("call").Problem);

    private static HubException AlreadyInCall => HubErrors.Of("already_in_call", "You are in another call. Leave it first.");

    /// <summary>
    /// Starts a call, or joins the one that goes on. So two people who call each other at the same moment are in one call.
    /// </summary>
    public async Task<CallAnswer> StartAsync(ClientConnection me, Guid channelId, CallMedia media)
    {
        if (!limits.MayStart(me.UserId))
        {
            throw HubErrors.Of("rate_limited", "You start calls too often. Wait a moment.");
        }

        var channel = RequireWriter(await channels.RequireAsync(channelId, me.UserId, "channel")).Channel;
        var (called, device) = (await CalledAsync(channel, me.UserId), NewDevice(me));
        if (channel.Kind == ChannelKind.Direct && called.Length == 0)
        {
            throw HubErrors.Of(ChannelAccess.Refuse(WriteRefusal.NotReachable));
        }

        var call = await TakingPartAsync(
            me.UserId,
            async () =>
                await table.StartAsync(
                    channelId,
                    me.UserId,
                    called,
                    there => Join(there, me, device, media, "already_in_call"),
                    busy => New(channel, me.UserId, device, media, called, busy)
                )
        );
        return call is { IsLive: true } ? Answer(call, me) : throw HubErrors.Of("busy", "This person is in another call. Try again later.");
    }

    /// <summary>Answers a call that rings, or joins one that goes on.</summary>
    public async Task<CallAnswer> AcceptAsync(ClientConnection me, Guid callId)
    {
        var found = await RequireAsync(callId, me.UserId);
        var (device, media) = (NewDevice(me), new CallMedia(IsVideo: found.IsVideo));
        var call = await TakingPartAsync(
            me.UserId,
            () => table.ChangeAsync(callId, call => Join(call, me, device, media, "answered_elsewhere"))
        );
        return call is { IsLive: true } ? Answer(call, me) : throw NoSuchCall;
    }

    /// <summary>Comes back to a call after a connection was lost, or with another device.</summary>
    public Task<CallAnswer> RejoinAsync(ClientConnection me, Guid callId) => ReturnAsync(me, callId, (_, device) => device);

    /// <summary>Comes back to a call with the same device, on another connection: its id stays.</summary>
    public Task<CallAnswer> ResumeAsync(ClientConnection me, Guid callId, Guid deviceId) =>
        ReturnAsync(
            me,
            callId,
            (former, device) =>
                former.Id == deviceId
                    ? device with
                    {
                        Id = deviceId,
                    }
                    : throw HubErrors.Of("answered_elsewhere", "You joined this call with another device. Leave there first.")
        );

    /// <summary>Brings a participant back. <paramref name="deviceAfter"/> gets the former device and a new one.</summary>
    private async Task<CallAnswer> ReturnAsync(ClientConnection me, Guid callId, Func<CallDevice, CallDevice, CallDevice> deviceAfter)
    {
        await RequireAsync(callId, me.UserId);
        var device = NewDevice(me);
        var call = await table.ChangeAsync(
            callId,
            call =>
                call.Find(me.UserId) switch
                {
                    { Device: { } former } when former.ConnectionId == device.ConnectionId => call,
                    { Device: { } former } own => call.Join(me.UserId, deviceAfter(former, device), own.IsMuted, own.IsVideo, table.Now),
                    _ => throw HubErrors.Of("not_in_call", "You are not in this call."),
                }
        );
        return call is { IsLive: true } ? Answer(call, me) : throw NoSuchCall;
    }

    /// <summary>Declines a call. Does nothing if the call no longer rings.</summary>
    public Task DeclineAsync(ClientConnection me, Guid callId) =>
        ChangeOwnAsync(me, callId, (call, own) => own.IsRinging ? call.Move(me.UserId, CallState.Declined, table.Now) : call);

    /// <summary>Leaves a call, whichever of the person's devices is in it; declines a call that rings.</summary>
    public Task HangUpAsync(ClientConnection me, Guid callId) =>
        ChangeOwnAsync(me, callId, (call, own) => call.Move(me.UserId, own.IsRinging ? CallState.Declined : CallState.Left, table.Now));

    /// <summary>Sets the media that the device sends now.</summary>
    public Task SetMediaAsync(ClientConnection me, Guid callId, CallMedia media) =>
        ChangeOwnAsync(
            me,
            callId,
            (call, own) =>
                own.Device?.ConnectionId == me.Id
                    ? call.With(own with { IsMuted = media.IsMuted, IsVideo = media.IsVideo })
                    : throw HubErrors.Of("not_in_call", "This device is not in the call.")
        );

    /// <summary>Sends a signal to one other device, if it is in the same call.</summary>
    public async Task SignalAsync(ClientConnection me, Guid callId, Guid toUserId, PeerSignal signal)
    {
        if (!limits.MaySignal(me.UserId))
        {
            throw HubErrors.Of("rate_limited", "You are too fast. Wait a moment.");
        }

        RequireSmall(signal);
        var (own, other) = await DevicesAsync(callId, me.UserId, toUserId);
        var from = own.ConnectionId == me.Id ? own.Id!.Value : throw HubErrors.Of("not_in_call", "This device is not in the call.");
        if (
            other is not { State: CallState.Joined, Id: { } id, Instance: { } instance, ConnectionId: { } connection }
            || (signal.DeviceId ?? id) != id
        )
        {
            throw HubErrors.Of("not_connected", "This device is not in the call right now.");
        }

        var relayed = new CallPeerSignal(connection, Json(new(callId, me.UserId, from, signal.Kind, signal.Payload)));
        if (instance == backplane.Instance)
        {
            local.Relay(relayed);
        }
        else if (backplane.IsConnected)
        {
            backplane.Send(relayed);
        }
        else
        {
            throw HubErrors.Of("unavailable", "The server cannot do this at the moment. Try again shortly.");
        }
    }

    /// <summary>
    /// The users whom a call rings: the other person of a conversation; elsewhere the users who are there now, unless they are too many for
    /// a call.
    /// </summary>
    private async Task<Guid[]> CalledAsync(Channel channel, Guid caller)
    {
        var most = options.MostParticipants - 1;
        List<Guid> there = channel.PeerOf(caller) is { } peer
            ? [peer]
            : await db
                .Database.SqlQuery<Guid>(
                    $"""
                    SELECT user_id AS "Value" FROM presences WHERE place_id = {channel.Id} AND user_id <> {caller}
                        AND NOT EXISTS (SELECT FROM hidden_from h WHERE h.user_id = {caller} AND h.other_id = presences.user_id)
                    LIMIT {most + 1}
                    """
                )
                .ToListAsync();
        if (there.Count is 0 || there.Count > most)
        {
            return [];
        }

        var now = table.Now;
        var memberships = await db.MembershipsAsync(channel.Id, [.. there], now);
        return
        [
            .. memberships.Where(membership => ChannelRights.Of(channel, membership, now).MayWrite).Select(membership => membership.UserId),
        ];
    }

    private Call New(Channel channel, Guid caller, CallDevice device, CallMedia media, Guid[] called, IReadOnlyList<Guid> busy)
    {
        if (busy.Contains(caller))
        {
            throw AlreadyInCall;
        }

        var now = table.Now;
        var call = new Call(
            Guid.CreateVersion7(now),
            channel.Id,
            channel.Kind == ChannelKind.Direct,
            caller,
            media.IsVideo,
            now,
            null,
            null,
            null,
            0,
            []
        );
        return busy.Aggregate(
            called
                .Aggregate(call, (ringing, user) => ringing.With(new(user, CallState.Ringing, now, null, false, false, null, null)))
                .Join(caller, device, media.IsMuted, media.IsVideo, now),
            (ringing, user) => ringing.Move(user, CallState.Busy, now)
        );
    }

    private Call Join(Call call, ClientConnection me, CallDevice device, CallMedia media, string ifElsewhere) =>
        call switch
        {
            { IsLive: false } => call,
            _ when call.Find(me.UserId)?.Device is { } own => own.ConnectionId == device.ConnectionId
                ? call
                : throw HubErrors.Of(ifElsewhere, "You joined this call with another device. Leave there first."),
            _ when call.InCall >= options.MostParticipants => throw HubErrors.Of("call_full", "This call is full."),
            _ => call.Join(me.UserId, device, media.IsMuted, media.IsVideo, table.Now),
        };

    /// <summary>A user is in one call at most. Joining one makes the user busy for the others that ring.</summary>
    private async Task<Call?> TakingPartAsync(Guid userId, Func<Task<Call?>> join)
    {
        Call? call;
        try
        {
            call = await join();
        }
        catch (PostgresException twice) when (twice.ConstraintName == "call_participants_one")
        {
            throw AlreadyInCall;
        }

        if (call is { IsLive: true })
        {
            foreach (var other in await table.RingingAsync(userId, except: call.Id))
            {
                await table.ChangeAsync(
                    other,
                    ringing => ringing.Find(userId) is { IsRinging: true } ? ringing.Move(userId, CallState.Busy, table.Now) : ringing
                );
            }
        }

        return call;
    }

    private async Task ChangeOwnAsync(ClientConnection me, Guid callId, Func<Call, Participant, Call> change)
    {
        if (await table.ChangeAsync(callId, call => call.Find(me.UserId) is { } own ? change(call, own) : throw NoSuchCall) is null)
        {
            throw NoSuchCall;
        }
    }

    /// <summary>A call that goes on and that the caller may take part in.</summary>
    private async Task<Call> RequireAsync(Guid callId, Guid caller)
    {
        if (await table.FindAsync(callId) is not { IsLive: true } call || await channels.FindAsync(call.ChannelId, caller) is not { } found)
        {
            throw NoSuchCall;
        }

        RequireWriter(found);
        Guid[] others = [.. call.Participants.Where(participant => participant.IsConcerned).Select(participant => participant.UserId)];
        var hidden = await db
            .Database.SqlQuery<Guid>(
                $"""
                SELECT other_id AS "Value" FROM hidden_from WHERE user_id = {caller} AND other_id = ANY ({others}) LIMIT 1
                """
            )
            .ToListAsync();
        return hidden.Count == 0 ? call : throw NoSuchCall;
    }

    private static FoundChannel RequireWriter(FoundChannel found) =>
        found.Rights.Refusal is { } refusal ? throw HubErrors.Of(ChannelAccess.Refuse(refusal)) : found;

    private async Task<(DeviceRow Own, DeviceRow? Other)> DevicesAsync(Guid callId, Guid caller, Guid other)
    {
        var devices = await db
            .Database.SqlQuery<DeviceRow>(
                $"""
                SELECT user_id, state, device_id AS id, instance, connection_id
                FROM call_participants WHERE call_id = {callId} AND user_id IN ({caller}, {other})
                """
            )
            .ToListAsync();
        return (
            devices.Find(device => device.UserId == caller) ?? throw NoSuchCall,
            devices.Find(device => device.UserId == other && other != caller)
        );
    }

    private static void RequireSmall(PeerSignal signal)
    {
        if (Encoding.UTF8.GetByteCount(signal.Payload.GetRawText()) > LargestPayload)
        {
            throw HubErrors.Of("payload_too_large", "A signal's payload can be at most 16 KB.");
        }
    }

    /// <summary>Serialized here, so that the sender gets the error for JSON that is nested too deeply or text that is not valid.</summary>
    internal static string Json(CallSignalView signal)
    {
        try
        {
            using var shallow = JsonDocument.Parse(signal.Payload.GetRawText(), new() { MaxDepth = DeepestPayload });
            return JsonSerializer.Serialize(signal, ServiceJson.Options);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or ArgumentException)
        {
            throw HubErrors.Of("invalid", "The payload must be JSON nested at most a few levels deep.");
        }
    }

    private CallDevice NewDevice(ClientConnection me) => new(Guid.CreateVersion7(table.Now), backplane.Instance, me.Id);

    private CallAnswer Answer(Call call, ClientConnection me)
    {
        // The caller also learns which users are busy.
        var view = call.StartedBy == me.UserId ? CallView.OfAll(call) : CallView.Of(call);
        return call.Find(me.UserId)?.Device is { } device ? new(view, device.Id, iceServers.For(me.UserId)) : throw NoSuchCall;
    }

    private sealed record DeviceRow(Guid UserId, string State, Guid? Id, Guid? Instance, string? ConnectionId);
}
