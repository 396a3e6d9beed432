using System.ComponentModel.DataAnnotations;
using Community.Messaging.Calls;
using Community.Messaging.Channels;
using Community.Messaging.Direct;
using Community.Messaging.EventChats;
using Community.Messaging.Messages;
using Community.Messaging.People;
using Community.Messaging.Reading;
using Community.Messaging.Sync;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Realtime;

/// <summary>
/// The hub calls of a client. Every call is authorized as the HTTP request would be: a channel that the caller may not read does not exist.
/// A call fails with <c>code: sentence</c> (<see cref="HubErrors"/>).
/// </summary>
internal sealed class CommunityHub(
    ClientConnections clients,
    Topics topics,
    ChannelAccess channels,
    EventChatChannels chats,
    Conversations conversations,
    MessageReader messages,
    ReadStates states,
    ChannelBatcher batcher,
    RealtimePublisher realtime,
    Presence presence,
    JoinLimiter joins,
    PeopleNames people,
    CallMethods calls,
    SyncSubscriptions subscriptions,
    IOptions<RealtimeOptions> options
) : Hub<ICommunityClient>
{
    private const int Recent = 50;
    private const int MostResumed = 500;
    private const int ResumedAtOnce = 100;

    private ClientConnection Me => clients.Find(Context.ConnectionId) ?? throw new HubException("closed: The connection is closing.");

    private Guid Caller => Context.User!.UserId();

    /// <summary>
    /// Subscribes to the caller's own log. The changes since a token come first, as <c>sync</c>: without one, or with an unknown or old
    /// one, the whole state. Later changes follow by themselves.
    /// </summary>
    public async Task<SubscribedView> Subscribe([StringLength(2048)] string? since)
    {
        LimitJoins();
        var language = (Context.GetHttpContext() is { } http ? TextLanguage.Of(http.Request) : null) ?? TextLanguage.English;
        return await joins.PassAsync(
            () => subscriptions.SubscribeAsync(Me, since, language, Context.ConnectionAborted),
            Context.ConnectionAborted
        );
    }

    /// <summary>Ends the subscription to the caller's log: after the answer, nothing more of it comes.</summary>
    public async Task Unsubscribe()
    {
        var me = Me;
        subscriptions.Remove(me.Id);
        await me.DrainedAsync();
    }

    /// <summary>Subscribes to a community: its new threads, and users who join or leave it.</summary>
    public async Task JoinCommunity(Guid communityId)
    {
        LimitJoins();
        await channels.RequireCommunityAsync(communityId, Caller, toWrite: false);
        LimitSubscriptions(communityId);
        topics.JoinCommunity(communityId, Me);
    }

    /// <summary>Ends the subscription to a community.</summary>
    public void LeaveCommunity(Guid communityId) => topics.Leave(Me, communityId);

    /// <summary>Subscribes to a thread. Its last messages come first, as <c>recent_messages</c>.</summary>
    public Task<JoinedView> JoinThread(Guid threadId)
    {
        LimitJoins();
        return EnterAsync(threadId, "thread", ChannelKind.Thread);
    }

    /// <summary>Ends the subscription to a thread.</summary>
    public void LeaveThread(Guid threadId) => topics.Leave(Me, threadId);

    /// <summary>Subscribes to an event's chat. Its last messages come first, as <c>recent_messages</c>.</summary>
    public async Task<JoinedView> JoinChat(Guid eventId)
    {
        LimitJoins();
        return await EnterAsync((await chats.RequireAsync(eventId, Caller)).Channel.Id, "chat", ChannelKind.EventChat);
    }

    /// <summary>Ends the subscription to an event's chat.</summary>
    public void LeaveChat(Guid eventId) => LeaveWhere(channel => channel.EventId == eventId);

    /// <summary>
    /// Subscribes to a conversation: its last messages come first, then typing and presence. New messages of conversations come without a
    /// subscription.
    /// </summary>
    public async Task<JoinedView> JoinDirect(Guid userId)
    {
        LimitJoins();
        return await EnterAsync(
            await conversations.OpenAsync(Caller, userId, mayBegin: !Context.User!.IsBot()),
            "person",
            ChannelKind.Direct
        );
    }

    /// <summary>Ends the subscription to a conversation. New messages still come.</summary>
    public void LeaveDirect(Guid userId) => LeaveWhere(channel => channel.IsBetween(Caller, userId));

    /// <summary>Posts a message and answers when it is stored. A repeat with the same client_id is the same message.</summary>
    public async Task<MessageView> SendMessage(Guid channelId, PostMessage message)
    {
        if (!Me.Messages.TryTake())
        {
            throw HubErrors.Of("rate_limited", "You are too fast. Wait a moment.");
        }

        IResult answer = (await batcher.PostAsync(channelId, message, Caller, messages, "channel")).Result;
        return answer switch
        {
            Created<MessageView> { Value: { } posted } => posted,
            Ok<MessageView> { Value: { } known } => known,
            ProblemResult problem => throw HubErrors.Of(problem),
            _ => throw ChannelAccess.NoSuch("channel"),
        };
    }

    /// <summary>
    /// Tells the others that the caller is typing; it ends by itself after five seconds. The caller must be allowed to write.
    /// </summary>
    public async Task Typing(Guid channelId)
    {
        // Typing too fast is no error: the client only repeats a known fact.
        if (SubscriptionIn(channelId) is { MayWrite: true } && Me.Typing.TryTake())
        {
            var person = await people.FindIfPossibleAsync(Caller);
            realtime.Publish(new TypingSignal(channelId, Caller, IsTyping: true, Context.ConnectionId, person));
        }
    }

    /// <summary>Tells the others that the caller has stopped typing.</summary>
    public void StopTyping(Guid channelId)
    {
        if (SubscriptionIn(channelId) is { MayWrite: true } && Me.Typing.TryTake())
        {
            realtime.Publish(new TypingSignal(channelId, Caller, IsTyping: false, Context.ConnectionId));
        }
    }

    /// <summary>Records up to which message the caller has read. The number never goes back.</summary>
    public async Task<ReadView> MarkRead(Guid channelId, [Range(0, long.MaxValue, ErrorMessage = "must not be negative")] long seq)
    {
        LimitJoins();
        await channels.RequireAsync(channelId, Caller, "channel");
        return new(channelId, (await states.MarkReadAsync(Caller, channelId, seq)).LastReadSeq);
    }

    /// <summary>
    /// Subscribes to a channel again after a reconnect, and sends the messages after <c>lastSeq</c> (0: all), at most 500. If there are
    /// more, the answer says from which number
    /// to read on in the history.
    /// </summary>
    public async Task<ResumedView> Resume(Guid channelId, [Range(0, long.MaxValue, ErrorMessage = "must not be negative")] long lastSeq)
    {
        LimitJoins();
        var (client, found) = (
            Me,
            await joins.PassAsync(() => channels.RequireAsync(channelId, Caller, "channel"), Context.ConnectionAborted)
        );
        var subscription = Take(found, client);
        try
        {
            var (sent, after) = (0, Math.Min(lastSeq, found.Channel.LastSeq));
            while (sent < MostResumed)
            {
                var missed = await joins.PassAsync(
                    () => messages.AfterAsync(channelId, after, ResumedAtOnce, Caller, Context.ConnectionAborted),
                    Context.ConnectionAborted
                );
                if (missed.Count > 0)
                {
                    client.Send(Frame.OfMany(nameof(ICommunityClient.NewMessage), missed));
                    await client.DrainedAsync();
                    (sent, after) = (sent + missed.Count, missed[^1].Seq);
                }

                if (missed.Count < ResumedAtOnce)
                {
                    await presence.WrittenAsync(channelId, Caller);
                    subscription.Release(after);
                    return new(channelId, sent, after, null);
                }
            }

            var last = (await channels.RequireAsync(channelId, Caller, "channel")).Channel.LastSeq;
            subscription.Release(last);
            return new(channelId, sent, last, last > after ? after : null);
        }
        catch
        {
            topics.Leave(client, channelId);
            throw;
        }
    }

    /// <summary>Starts a call in a conversation, thread or chat, or joins the one that is running there.</summary>
    public Task<CallAnswer> StartCall(Guid channelId, CallMedia? media) => calls.StartAsync(Me, channelId, media ?? new());

    /// <summary>Answers a call, or joins it while it is running.</summary>
    public Task<CallAnswer> AcceptCall(Guid callId)
    {
        LimitJoins();
        return calls.AcceptAsync(Me, callId);
    }

    /// <summary>Returns to a call after a reconnect, or with another device. The others receive <c>call_joined</c>.</summary>
    public Task<CallAnswer> RejoinCall(Guid callId)
    {
        LimitJoins();
        return calls.RejoinAsync(Me, callId);
    }

    /// <summary>
    /// Returns to a call with the same device after a reconnect. It keeps its id, so that the devices stay connected with each other. The
    /// others receive nothing. Another device that has joined in its place stays: <c>answered_elsewhere</c>.
    /// </summary>
    public Task<CallAnswer> ResumeCall(Guid callId, Guid deviceId)
    {
        LimitJoins();
        return calls.ResumeAsync(Me, callId, deviceId);
    }

    /// <summary>Declines a call that rings.</summary>
    public Task DeclineCall(Guid callId)
    {
        LimitJoins();
        return calls.DeclineAsync(Me, callId);
    }

    /// <summary>Leaves a call.</summary>
    public Task HangUp(Guid callId)
    {
        LimitJoins();
        return calls.HangUpAsync(Me, callId);
    }

    /// <summary>Tells the others in a call whether the microphone is muted and the camera is on.</summary>
    public Task SetMedia(Guid callId, CallMedia media)
    {
        LimitJoins();
        return calls.SetMediaAsync(Me, callId, media);
    }

    /// <summary>Sends an offer, an answer or a candidate of WebRTC to one other device in a call.</summary>
    public Task Signal(Guid callId, Guid toUserId, PeerSignal signal) => calls.SignalAsync(Me, callId, toUserId, signal);

    private async Task<JoinedView> EnterAsync(Guid channelId, string what, string kind)
    {
        var (client, found) = (Me, await joins.PassAsync(() => channels.RequireAsync(channelId, Caller, what), Context.ConnectionAborted));
        if (found.Channel.Kind != kind)
        {
            throw ChannelAccess.NoSuch(what);
        }

        var subscription = Take(found, client);
        try
        {
            var recent = await joins.PassAsync(
                () => messages.BeforeAsync(channelId, long.MaxValue, Recent, Caller, Context.ConnectionAborted),
                Context.ConnectionAborted
            );
            var last = recent.Count > 0 ? recent[^1].Seq : 0;
            await Clients.Caller.RecentMessages(new(channelId, recent, last));
            // The answer to this call must not overtake the messages.
            await client.DrainedAsync();
            // So that a call that starts after this answer rings here.
            await presence.WrittenAsync(channelId, Caller);
            subscription.Release(last);
            return new(channelId, last);
        }
        catch
        {
            topics.Leave(client, channelId);
            throw;
        }
    }

    private Subscription Take(FoundChannel found, ClientConnection client)
    {
        LimitSubscriptions(found.Channel.Id);
        return topics.Join(found.Channel, client, found.Rights.MayWrite);
    }

    private Subscription? SubscriptionIn(Guid channelId) =>
        Me.Subscriptions.TryGetValue(channelId, out var subscription) ? subscription : null;

    private void LeaveWhere(Func<ChannelFact, bool> isIt)
    {
        var client = Me;
        foreach (
            var topic in client
                .Subscriptions.Values.Select(subscription => subscription.Topic)
                .OfType<ChannelTopic>()
                .Where(topic => isIt(topic.Channel))
        )
        {
            topics.Leave(client, topic.Id);
        }
    }

    private void LimitSubscriptions(Guid id)
    {
        if (Me.Subscriptions.Count >= options.Value.PlacesPerConnection && !Me.Subscriptions.ContainsKey(id))
        {
            throw HubErrors.Of("too_many_channels", "This connection is in too many channels and communities. Leave one first.");
        }
    }

    private void LimitJoins()
    {
        if (!Me.Joins.TryTake())
        {
            throw HubErrors.Of("rate_limited", "You are too fast. Wait a moment.");
        }
    }
}
