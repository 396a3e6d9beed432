using System.Text.Json;
using Community.Messaging.Calls;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Platform.Http.Json;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Calls;

/// <summary>Steps that many tests of calls use.</summary>
internal static class CallSteps
{
    /// <summary>The direct conversation of a client's person with another person.</summary>
    public static async Task<Guid> DirectWithAsync(this HubClient client, Guid other) =>
        (await client.CallAsync<JoinedView>("JoinDirect", other)).ChannelId;

    public static Task<CallAnswer> StartAsync(this HubClient client, Guid channel, bool isVideo = false) =>
        client.CallAsync<CallAnswer>("StartCall", channel, new { is_video = isVideo });

    public static Task<CallAnswer> AcceptAsync(this HubClient client, Guid call) => client.CallAsync<CallAnswer>("AcceptCall", call);

    public static Task SignalAsync(
        this HubClient client,
        Guid call,
        Guid to,
        object payload,
        string kind = "candidate",
        Guid? device = null
    ) =>
        client.CallAsync(
            "Signal",
            call,
            to,
            new
            {
                kind,
                payload,
                device_id = device,
            }
        );

    /// <summary>Signals, if the other person's device is in the call at this moment.</summary>
    public static async Task<bool> CanSignalAsync(this HubClient client, Guid call, Guid to)
    {
        try
        {
            await client.SignalAsync(call, to, "x");
            return true;
        }
        catch (HubCallException away) when (away.Code == "not_connected")
        {
            return false;
        }
    }

    public static Task<CallView> RingsAsync(this HubClient client, Guid? call = null) =>
        client.NextAsync<CallView>("call_ringing", ringing => call is null || ringing.Id == call);

    /// <summary>The reason of the call's end for this device.</summary>
    public static async Task<string> EndOfAsync(this HubClient client, Guid call) =>
        (await client.NextAsync<CallEndedView>("call_ended", ended => ended.CallId == call)).Reason;

    /// <summary>One person calls, the other answers.</summary>
    public static async Task<(CallAnswer Mine, CallAnswer Theirs)> TalkAsync(this HubClient mine, HubClient theirs, Guid channel)
    {
        var started = await mine.StartAsync(channel);
        await theirs.RingsAsync(started.Call.Id);
        var accepted = await theirs.AcceptAsync(started.Call.Id);
        await mine.NextAsync<CallJoinedView>(
            "call_joined",
            joined => joined.CallId == started.Call.Id && joined.Participant.DeviceId == accepted.DeviceId
        );
        return (started, accepted);
    }

    /// <summary>A thread with these people, each with a client; the second, fourth… are on the other instance.</summary>
    public static async Task<(Guid Thread, Guid Community, IReadOnlyList<HubClient> Clients)> RoomAsync(
        this MessagingApplication app,
        IReadOnlyList<Guid> people
    )
    {
        var another = await app.AnotherAsync();
        var community = await app.CommunityAsync("private", people);
        var thread = await app.ThreadAsync(community, people[0]);
        var clients = new List<HubClient>();
        for (var i = 0; i < people.Count; i++)
        {
            clients.Add(await app.HubAsync(people[i], i % 2 == 0 ? 0 : another));
            await clients[i].CallAsync("JoinThread", thread);
        }

        await Poll.UntilAsync(() =>
            app.WithDbAsync(async db =>
                (await db.Database.SqlQuery<long>($"""SELECT count(*) AS "Value" FROM presences WHERE place_id = {thread}""").SingleAsync())
                == people.Count
            )
        );
        return (thread, community, clients);
    }

    /// <summary>Moves the beginning of the participants' present state back by this time.</summary>
    public static Task PassAsync(this MessagingApplication app, Guid call, string state, int seconds) =>
        app.ExecuteAsync(
            $"UPDATE call_participants SET since = since - make_interval(secs => {seconds}) WHERE call_id = {call} AND state = {state}"
        );

    public static Task UntilStateAsync(this MessagingApplication app, Guid call, Guid user, string state) =>
        Poll.UntilAsync(
            () =>
                app.WithDbAsync(db =>
                    db.Database.SqlQuery<bool>(
                            $"""
                            SELECT EXISTS (SELECT FROM call_participants WHERE call_id = {call} AND user_id = {user} AND state = {state}) AS "Value"
                            """
                        )
                        .SingleAsync()
                ),
            what: $"{user} is {state}"
        );

    public static async Task<IReadOnlyList<CallView>> CallsOfAsync(this MessagingApplication app, Guid user) =>
        (await app.HttpAs(user).GetPathAsync("/calls").ShouldAnswerAsync(200))
            .Items()
            .ConvertAll(call => call.Deserialize<CallView>(ServiceJson.Options)!);

    /// <summary>The number of missed calls that a person was notified of.</summary>
    public static async Task<long> MissedAsync(this MessagingApplication app, Guid user) =>
        (await app.HttpAs(user).GetPathAsync("/notifications").ShouldAnswerAsync(200))
            .Items()
            .Where(told => told.Text("kind") == "missed_call")
            .Sum(told => told.Number("count"));
}
