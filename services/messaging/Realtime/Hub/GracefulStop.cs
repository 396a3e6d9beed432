namespace Community.Messaging.Realtime;

/// <summary>
/// When the process is told to stop, clients first get everything that was accepted for them, and then the hint to reconnect, which leads
/// to another instance. <see cref="RealtimeOptions.Goodbye"/> spreads the hints, so that the other instances do not get all clients at
/// once; until its turn, a client is served as before.
/// </summary>
internal sealed class GracefulStop(
    IHostApplicationLifetime lifetime,
    CallsInProgress calls,
    RealtimePublisher realtime,
    Topics topics,
    ClientConnections clients,
    HubSockets sockets,
    Presence presence,
    PersonLimits limits,
    RealtimeOptions options,
    TimeProvider clock
) : IHostedLifecycleService
{
    private static readonly TimeSpan MostForCalls = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan MostForLast = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForAnswers = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostForClients = TimeSpan.FromSeconds(1);
    private CancellationTokenRegistration _stopping;

    /// <summary>New connections are refused.</summary>
    public bool HasBegun { get; private set; }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(Finish);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    // The framework calls it on a thread of its own and waits for it, which is intended.
    private void Finish()
    {
        HasBegun = true;
        presence.BeginStop();
        limits.Stop();
        // Its clients have room at the others at once.
        realtime.Publish(new ConnectionsSignal(new Dictionary<Guid, int>()));
        SayGoodbyeInTurn();
        WaitUntil(IsIdle, MostForCalls);
        // New hub calls are refused from here on; messages that were accepted go out before the goodbye.
        calls.Close();
        WaitUntil(IsIdle, MostForLast);
        // A hub call's answer is written a moment after the call has ended.
        Thread.Sleep(ForAnswers);
        presence.Keep();
        foreach (var client in clients.All)
        {
            SayGoodbye(client);
        }

        WaitUntil(() => clients.Count == 0, MostForClients);
        sockets.End();
    }

    private void SayGoodbyeInTurn()
    {
        if (options.Goodbye == TimeSpan.Zero)
        {
            return;
        }

        var begun = clock.GetTimestamp();
        var inTurn = clients.All.ToArray();
        Random.Shared.Shuffle(inTurn);
        for (var i = 0; i < inTurn.Length; i++)
        {
            var turn = options.Goodbye * i / inTurn.Length;
            WaitUntil(() => clock.GetElapsedTime(begun) >= turn, options.Goodbye);
            SayGoodbye(inTurn[i]);
        }
    }

    private static void SayGoodbye(ClientConnection client)
    {
        client.IsMoving = true;
        client.Close($"{HubErrors.Stopping}: {HubErrors.StoppingSentence}", mayReconnect: true);
    }

    private bool IsIdle() => calls.IsNone && realtime.IsIdle && topics.All.All(topic => topic.IsIdle);

    private void WaitUntil(Func<bool> holds, TimeSpan most)
    {
        var begun = clock.GetTimestamp();
        while (!holds() && clock.GetElapsedTime(begun) < most)
        {
            Thread.Sleep(10);
        }
    }
}
