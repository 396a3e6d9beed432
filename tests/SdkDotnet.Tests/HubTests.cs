using System.Collections.Concurrent;
using System.Text.Json;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Sdk.Testing;
using Microsoft.AspNetCore.SignalR;

namespace Community.SdkDotnet.Tests;

/// <summary>The hub over a fake network that cuts and loses.</summary>
public sealed class HubTests
{
    // So many reports wait for a listener.
    private const int Busy = 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);
    private readonly FakeServer _server = new();

    [Fact]
    public async Task MessagesComeOnceAndInOrder()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        for (var i = 1; i <= 5; i++)
        {
            await channel.SendAsync($"{i}");
        }

        await UntilAsync(() => heard.Count == 5);
        heard.Select(message => message.Seq).ShouldBe([1, 2, 3, 4, 5]);
        channel.LastSeq.ShouldBe(5);
    }

    [Fact]
    public async Task LostMessagesAreReadFromTheHistory()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        _server.LoseNext(2);
        for (var i = 1; i <= 3; i++)
        {
            _server.Post(thread, Guid.CreateVersion7(), new() { Content = $"{i}" });
        }

        await UntilAsync(() => heard.Count == 3);
        heard.Select(message => message.Content).ShouldBe(["1", "2", "3"]);
    }

    [Fact]
    public async Task AfterACutTheMissedMessagesCome()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        var caughtUp = new TaskCompletionSource();
        using var subscription = channel.OnCaughtUp(() => caughtUp.TrySetResult());
        _server.LoseNext(700);
        _server.Cut();
        for (var i = 1; i <= 700; i++)
        {
            _server.Post(thread, Guid.CreateVersion7(), new() { Content = $"{i}" });
        }

        await caughtUp.Task.WaitAsync(Limit);
        _server.Post(thread, Guid.CreateVersion7(), new() { Content = "701" });
        await UntilAsync(() => heard.Count == 701);
        heard.Select(message => message.Seq).ShouldBe(Enumerable.Range(1, 701).Select(seq => (long)seq));
        client.Hub.State.ShouldBe(HubState.Live);
    }

    [Fact]
    public async Task AMessageThatIsLostWhileTheHistoryIsReadIsReadToo()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        var posted = new List<MessageView>();
        _server.Answer(
            Operations.ThreadsMessages,
            _ =>
            {
                var page = new MessagePage { Items = [.. posted] };
                if (posted.Count == 2)
                {
                    PostTwo();
                }

                return page;
            }
        );
        PostTwo();
        await UntilAsync(() => heard.Count == 4);
        heard.Select(message => message.Seq).ShouldBe([1, 2, 3, 4]);

        void PostTwo()
        {
            _server.LoseNext();
            posted.Add(_server.Post(thread, Guid.CreateVersion7(), new() { Content = "lost" }));
            posted.Add(_server.Post(thread, Guid.CreateVersion7(), new() { Content = "told" }));
        }
    }

    [Fact]
    public async Task AListenerThatIsFarBehindGetsAllThatWasLeftOut()
    {
        const int Posts = 3 * Busy;
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        using var gate = new SemaphoreSlim(0);
        var heard = new ConcurrentQueue<long>();
        using var listening = channel.OnMessage(message =>
        {
            if (heard.IsEmpty)
            {
                gate.Wait(Limit);
            }

            heard.Enqueue(message.Seq);
        });
        for (var i = 1; i <= Posts; i++)
        {
            _server.Post(thread, Guid.CreateVersion7(), new() { Content = $"{i}" });
        }

        // A cut meanwhile does not wait for the listener.
        _server.Cut();
        await UntilAsync(() => client.Hub.State == HubState.Live);
        gate.Release();
        await UntilAsync(() => heard.Count == Posts);
        heard.ShouldBe(Enumerable.Range(1, Posts).Select(seq => (long)seq));
        Pages(thread).ShouldBeGreaterThan((Posts - (2 * Busy)) / 100, "the messages that were left out are read from the history");
    }

    [Fact]
    public async Task MessagesWaitForAReaderWhoTakesTime()
    {
        const int Posts = 2 * Busy;
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        await using var reader = channel.MessagesAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var first = reader.MoveNextAsync();
        for (var i = 1; i <= Posts; i++)
        {
            _server.Post(thread, Guid.CreateVersion7(), new() { Content = $"{i}" });
        }

        (await first).ShouldBeTrue();
        for (var seq = 1; seq < Posts; seq++)
        {
            reader.Current.Seq.ShouldBe(seq);
            (await reader.MoveNextAsync()).ShouldBeTrue();
        }

        Pages(thread).ShouldBeGreaterThan(1, "most were left out");
    }

    [Fact]
    public async Task AReaderOfTheLogWhoTakesTimeMissesNothing()
    {
        const int Changes = 100;
        var calls = new ConcurrentQueue<string>();
        await using var client = Client(hub => new Watched(hub)
        {
            Answered = method =>
            {
                calls.Enqueue(method);
                return Task.CompletedTask;
            },
        });
        var me = (await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" })).User.Id;
        await using var reader = client.Hub.FollowAsync(cancellationToken: TestContext.Current.CancellationToken).GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeTrue();
        reader.Current.IsWhole.ShouldBeTrue();
        for (var change = 1; change <= Changes; change++)
        {
            if (change == Changes / 2)
            {
                _server.Cut();
            }

            _server.Sync(me, new SyncView());
        }

        // The next connection brings the rest, for which there is no room.
        await UntilAsync(() => calls.Count(call => call == "Subscribe") == 2);
        for (var change = 1; change <= Changes; change++)
        {
            (await reader.MoveNextAsync()).ShouldBeTrue();
            reader.Current.Token.ShouldBe($"{change}");
        }

        calls.ShouldContain("Unsubscribe", "the reader was behind, and changes were left out");
    }

    [Fact]
    public async Task AReaderWhoCatchesUpWhileTheConnectionIsReplacedMissesNothing()
    {
        const int Changes = 40;
        await using var client = Client(hub => new Watched(hub)
        {
            Asked = method => Task.Delay(method == "Subscribe" ? 3 : 0),
            Answered = method => Task.Delay(method == "Unsubscribe" ? 5 : 0),
            Heard = () => Thread.Sleep(1),
        });
        var me = (await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" })).User.Id;
        await using var reader = client.Hub.FollowAsync(cancellationToken: TestContext.Current.CancellationToken).GetAsyncEnumerator();
        (await reader.MoveNextAsync()).ShouldBeTrue();
        for (var round = 0; round < 10; round++)
        {
            for (var change = 1; change <= Changes; change++)
            {
                _server.Sync(me, new SyncView());
            }

            _server.Cut();
            for (var change = 1; change <= Changes; change++)
            {
                (await reader.MoveNextAsync()).ShouldBeTrue();
                reader.Current.Token.ShouldBe($"{(round * Changes) + change}");
            }
        }
    }

    [Fact]
    public async Task AReaderOfAConnectionThatWasClosedHasItsRestAndThenTheReason()
    {
        await using var client = _server.Client();
        var me = (await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" })).User.Id;
        await using (var reader = client.Hub.FollowAsync(cancellationToken: TestContext.Current.CancellationToken).GetAsyncEnumerator())
        {
            (await reader.MoveNextAsync()).ShouldBeTrue();
            _server.Sync(me, new SyncView());
            await client.Hub.CloseAsync();
            await client.Hub.ConnectAsync(TestContext.Current.CancellationToken);
            (await reader.MoveNextAsync().AsTask().WaitAsync(Limit)).ShouldBeTrue();
            reader.Current.Token.ShouldBe("1");
            var closed = await Should.ThrowAsync<CommunityException>(() => reader.MoveNextAsync().AsTask().WaitAsync(Limit));
            closed.Message.ShouldContain("closed");
        }

        await using var next = client.Hub.FollowAsync(cancellationToken: TestContext.Current.CancellationToken).GetAsyncEnumerator();
        (await next.MoveNextAsync().AsTask().WaitAsync(Limit)).ShouldBeTrue();
        next.Current.IsWhole.ShouldBeTrue();
    }

    [Fact]
    public async Task ASubscriptionThatIsRefusedEndsTheReaderAndNothingElse()
    {
        await using var client = Client(hub => new Watched(hub)
        {
            Answered = method =>
                method == "Subscribe" ? throw new HubException("validation_failed: The token is too long.") : Task.CompletedTask,
        });
        await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" });
        await using (var reader = client.Hub.FollowAsync("far too long").GetAsyncEnumerator())
        {
            // The fake's answer comes before the refusal.
            (await reader.MoveNextAsync()).ShouldBeTrue();
            var refused = await Should.ThrowAsync<HubRefusedException>(() => reader.MoveNextAsync().AsTask());
            refused.Reason.ShouldBe("validation_failed");
        }

        await UntilAsync(() => client.Hub.State == HubState.Live);
    }

    [Fact]
    public async Task ManyCutsLoseAndRepeatNothing()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        for (var i = 1; i <= 60; i++)
        {
            if (i % 7 == 0)
            {
                _server.Cut();
            }

            if (i % 5 == 0)
            {
                _server.LoseNext();
            }

            await channel.SendAsync($"{i}");
        }

        _server.Post(thread, Guid.CreateVersion7(), new() { Content = "61" });
        await UntilAsync(() => heard.Count == 61);
        heard.Select(message => message.Seq).ShouldBe(Enumerable.Range(1, 61).Select(seq => (long)seq));
        heard.Select(message => message.Content).ShouldBe(Enumerable.Range(1, 61).Select(seq => $"{seq}"));
    }

    [Fact]
    public async Task MessagesThatComeBeforeTheFirstListenerWaitForIt()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        await channel.SendAsync("1");
        await channel.SendAsync("2");
        var heard = Messages(channel);
        await UntilAsync(() => heard.Count == 2);
    }

    [Fact]
    public async Task TheLastMessagesComeWithTheJoin()
    {
        var (client, thread) = await ThreadAsync();
        await client.Threads.PostAsync(thread, new() { Content = "earlier" });
        var channel = await client.Hub.JoinThreadAsync(thread);
        channel.Recent.Select(message => message.Content).ShouldBe(["earlier"]);
        channel.LastSeq.ShouldBe(1);
        (await client.Hub.JoinThreadAsync(thread)).ShouldBeSameAs(channel);
    }

    [Fact]
    public async Task MessagesAreAnAsyncSequence()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        await channel.SendAsync("1");
        await channel.SendAsync("2");
        var heard = new List<string>();
        await foreach (var message in channel.MessagesAsync())
        {
            heard.Add(message.Content);
            if (heard.Count == 2)
            {
                await channel.LeaveAsync();
            }
        }

        heard.ShouldBe(["1", "2"]);
    }

    [Fact]
    public async Task AListenerThatThrowsStopsNothing()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var failures = new ConcurrentQueue<Exception>();
        using var failed = client.Hub.OnListenerFailed(failures.Enqueue);
        using var failing = channel.OnMessage(_ => throw new InvalidOperationException("mine"));
        var heard = Messages(channel);
        await channel.SendAsync("1");
        await UntilAsync(() => heard.Count == 1 && failures.Count == 1);
    }

    [Fact]
    public async Task ARefusedJoinIsToldAndCanBeTriedAgain()
    {
        var (client, _) = await ThreadAsync();
        var refused = await Should.ThrowAsync<HubRefusedException>(() => client.Hub.JoinThreadAsync(Guid.CreateVersion7()));
        refused.Reason.ShouldBe("no_such_thread");
        refused.Message.ShouldBe("There is no such thread.");
    }

    [Fact]
    public async Task AnEventOfTheHubHasItsType()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var typing = new TaskCompletionSource<HubPerson>();
        using var subscription = channel.On(HubEvents.Typing, typing.SetResult);
        var role = new TaskCompletionSource<HubRoleChange>();
        using var roles = client.Hub.On(HubEvents.RoleChanged, role.SetResult);
        await channel.TypingAsync();
        _server.Tell(HubEvents.RoleChanged, new(thread, "moderator"));
        (await typing.Task.WaitAsync(Limit)).ChannelId.ShouldBe(thread);
        (await role.Task.WaitAsync(Limit)).Role.ShouldBe("moderator");
    }

    [Fact]
    public async Task AListenerHearsTheUsersEventsWithoutAJoinOnceTheHubIsConnected()
    {
        var (client, _) = await ThreadAsync();
        var heard = new TaskCompletionSource<NotificationView>();
        using var subscription = client.Hub.On(HubEvents.Notification, heard.SetResult);
        client.Hub.State.ShouldBe(HubState.Offline);
        await client.Hub.ConnectAsync();
        _server.Tell(HubEvents.Notification, new() { Kind = "rsvp" });
        (await heard.Task.WaitAsync(Limit)).Kind.ShouldBe("rsvp");
    }

    [Fact]
    public async Task SigningOutEndsTheConnection()
    {
        var (client, thread) = await ThreadAsync();
        var channel = await client.Hub.JoinThreadAsync(thread);
        var closed = new TaskCompletionSource<HubError>();
        using var subscription = channel.OnClosed(closed.SetResult);
        await client.Auth.LogoutAsync();
        await closed.Task.WaitAsync(Limit);
        await UntilAsync(() => client.Hub.State == HubState.Offline);
        await Should.ThrowAsync<UnauthorizedException>(() => client.Hub.ConnectAsync());
    }

    [Fact]
    public async Task TheConnectionIsReplacedBeforeItsTokenExpires()
    {
        var (client, thread) = await ThreadAsync();
        var state = (await client.Session.CurrentAsync())!;
        var store = new MemorySessionStore(state with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(35) });
        await using var second = _server.Client(options => options.Session = store);
        var states = new ConcurrentQueue<HubState>();
        using var subscription = second.Hub.OnState(states.Enqueue);
        var channel = await second.Hub.JoinThreadAsync(thread);
        var heard = Messages(channel);
        await UntilAsync(async () => (await store.LoadAsync(CancellationToken.None))!.RefreshToken != state.RefreshToken);
        await channel.SendAsync("after");
        await UntilAsync(() => heard.Count == 1);
        states.ShouldNotContain(HubState.Offline);
    }

    /// <summary>The next connection resumes the first channel; meanwhile another one is joined, on the connection before.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AChannelThatIsJoinedMeanwhileIsHeardAfterwards(bool isAnsweredBefore)
    {
        var (client, thread) = await ThreadAsync();
        var other = (await client.Threads.CreateAsync(Guid.CreateVersion7(), new() { Title = "Milk", Content = "In it?" })).Id;
        var state = (await client.Session.CurrentAsync())!;
        var store = new MemorySessionStore(state with { ExpiresAt = TimeProvider.System.GetUtcNow().AddSeconds(35) });
        Task<HubChannel>? joined = null;
        var isReplaced = false;
        CommunityClient? second = null;
        second = Client(
            hub => new Watched(hub) { Answered = AnsweredAsync, Stopped = () => isReplaced = true },
            options => options.Session = store
        );
        await using var disposed = second;
        await second.Hub.JoinThreadAsync(thread);
        await UntilAsync(() => joined is not null);
        var heard = Messages(await joined!);
        await UntilAsync(() => isReplaced);
        var before = heard.Count;
        await client.Threads.PostAsync(other, new() { Content = "afterwards" });
        await UntilAsync(() => heard.Count > before);

        async Task AnsweredAsync(string method)
        {
            if (method == "Resume" && joined is null)
            {
                joined = second!.Hub.JoinThreadAsync(other);
                if (isAnsweredBefore)
                {
                    await joined;
                }
            }
            else if (method == "JoinThread" && joined is not null && !isAnsweredBefore)
            {
                // Long after the new connection has everything else.
                await Task.Delay(TimeSpan.FromSeconds(1));
            }
        }
    }

    /// <summary>A connection whose answers come later.</summary>
    /// <summary>A client whose connections are watched.</summary>
    private CommunityClient Client(Func<IHubTransport, Watched> watch, Action<CommunityOptions>? configure = null) =>
        _server.Client(options =>
        {
            configure?.Invoke(options);
            var open = options.OpenHub!;
            options.OpenHub = (url, token) => watch(open(url, token));
        });

    private sealed class Watched(IHubTransport inner) : IHubTransport
    {
        /// <summary>Before each call.</summary>
        public Func<string, Task> Asked { get; init; } = _ => Task.CompletedTask;

        /// <summary>After each answer.</summary>
        public Func<string, Task> Answered { get; init; } = _ => Task.CompletedTask;

        /// <summary>After the end.</summary>
        public Action Stopped { get; init; } = () => { };

        /// <summary>Before each event.</summary>
        public Action Heard { get; init; } = () => { };

        public Action<string, JsonElement>? Received
        {
            get => inner.Received;
            set =>
                inner.Received = (name, data) =>
                {
                    Heard();
                    value?.Invoke(name, data);
                };
        }

        public Action? Closed
        {
            get => inner.Closed;
            set => inner.Closed = value;
        }

        public Task StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

        public async Task<JsonElement> InvokeAsync(string method, IReadOnlyList<object?> arguments, CancellationToken cancellationToken)
        {
            await Asked(method);
            var answer = await inner.InvokeAsync(method, arguments, cancellationToken);
            await Answered(method);
            return answer;
        }

        public async Task StopAsync()
        {
            await inner.StopAsync();
            Stopped();
        }
    }

    [Fact]
    public void TheListOfAllEventsIsComplete()
    {
        var declared = typeof(HubEvents)
            .GetProperties()
            .Where(property =>
                property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(HubEvent<>)
            )
            .Select(property => (string)property.PropertyType.GetProperty("Name")!.GetValue(property.GetValue(obj: null))!);
        declared.Append("recent_messages").Order(StringComparer.Ordinal).ShouldBe(HubEvents.Names.Order(StringComparer.Ordinal));
    }

    private static ConcurrentQueue<MessageView> Messages(HubChannel channel)
    {
        var heard = new ConcurrentQueue<MessageView>();
        channel.OnMessage(heard.Enqueue);
        return heard;
    }

    /// <summary>How often the history of a thread was read.</summary>
    private int Pages(Guid thread) =>
        _server.Requests.Count(request => request.Query.ContainsKey("after_seq") && request.Parameters.Contains($"{thread}"));

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var end = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            await Task.Delay(10, end.Token);
        }
    }

    private async Task<(CommunityClient Client, Guid Thread)> ThreadAsync()
    {
        var client = _server.Client();
        await client.Auth.RegisterAsync(new() { Username = "amal", Password = "three quiet green boats" });
        var thread = await client.Threads.CreateAsync(Guid.CreateVersion7(), new() { Title = "Tea", Content = "Green?" });
        return (client, thread.Id);
    }
}
