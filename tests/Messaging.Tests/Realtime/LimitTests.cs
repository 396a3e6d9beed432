using System.Net.WebSockets;
using System.Reflection;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Tests.Realtime;

/// <summary>Limits of the resources that one client may use.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class LimitTests(MessagingApplication app)
{
    [Fact]
    public async Task ASenderOverTheLimitIsRefusedAndCanGoOnLater()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        // So slow that a busy machine cannot post 240 messages within the limit.
        await using var limited = await app.StartAsync(("Realtime:MessagesInChannel:PerSecond", "0.5"));
        using var http = limited.CreateClient();
        await using var one = await HubClient.ConnectAsync(http.BaseAddress!, app.Identity.TokenFor(me, Guid.CreateVersion7()));
        await using var two = await HubClient.ConnectAsync(http.BaseAddress!, app.Identity.TokenFor(me, Guid.CreateVersion7()));

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 240)
                .Select(async i =>
                {
                    try
                    {
                        await (i % 2 == 0 ? one : two).PostAsync(thread, $"{i}");
                        return "posted";
                    }
                    catch (HubCallException refused)
                    {
                        return refused.Code;
                    }
                })
        );

        answers.Distinct().ShouldBe(["posted", "rate_limited"], ignoreOrder: true);
        await Poll.UntilAsync(async () => (await one.PostAsync(thread, "later")).Seq > 0);
    }

    [Fact]
    public async Task OverHttpAndTheHubTogetherAPersonPostsNoFasterInAChannel()
    {
        await using var limited = await app.StartAsync(
            ("Realtime:MessagesInChannel:PerSecond", "0.01"),
            ("Realtime:MessagesInChannel:Burst", "20")
        );
        var me = await app.PersonAsync();
        var (thread, other) = (
            await app.ThreadAsync(await app.CommunityAsync("private", me), me),
            await app.ThreadAsync(await app.CommunityAsync("private", me), me)
        );
        using var http = limited.CreateClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(me));
        await using var hub = await HubClient.ConnectAsync(http.BaseAddress!, app.Identity.TokenFor(me, Guid.CreateVersion7()));
        await hub.PostAsync(thread, "by the hub");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 80).Select(i => http.SendAsync("POST", $"/threads/{thread}/messages", new { content = $"{i}" }))
        );

        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(19);
        await Task.FromResult(answers.First(answer => (int)answer.StatusCode != 201)).ShouldAnswerAsync(429, "rate_limited");
        answers.First(answer => (int)answer.StatusCode == 429).Headers.RetryAfter.ShouldNotBeNull();
        (await hub.RefusalOfAsync("SendMessage", thread, new { content = "x" })).ShouldBe("rate_limited");
        await http.SendAsync("POST", $"/threads/{other}/messages", new { content = "elsewhere" }).ShouldAnswerAsync(201);
    }

    [Fact]
    public async Task OnTwoInstancesTogetherAPersonPostsNoFasterInAChannel()
    {
        (string, string)[] limits = [("Realtime:MessagesInChannel:PerSecond", "0.01"), ("Realtime:MessagesInChannel:Burst", "100")];
        await using var here = await app.StartAsync(limits);
        await using var there = await app.StartAsync(limits);
        await Poll.UntilAsync(() =>
            new[] { here, there }.All(instance =>
                instance.Services.GetRequiredService<Backplane>() is { IsConnected: true, HasPeers: true }
            )
        );
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        using var first = here.CreateClient();
        using var second = there.CreateClient();
        first.DefaultRequestHeaders.Authorization = second.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(me));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => PostAsync(first, i).ShouldAnswerAsync(201)));
        var posted = 0;
        await Poll.UntilAsync(async () =>
        {
            var isPosted = (int)(await PostAsync(second, posted)).StatusCode == 201;
            posted += isPosted ? 1 : 0;
            return !isPosted;
        });

        posted.ShouldBeLessThan(100);

        Task<HttpResponseMessage> PostAsync(HttpClient http, int i) =>
            http.SendAsync("POST", $"/threads/{thread}/messages", new { content = $"{i}" });
    }

    [Theory]
    [InlineData("MarkRead", "invalid", "00000000-0000-0000-0000-000000000000", -5)]
    [InlineData("JoinThread", "invalid")]
    [InlineData("JoinThread", "invalid", "not an id")]
    [InlineData("JoinThread", "invalid", 5)]
    [InlineData("MarkRead", "invalid", "00000000-0000-0000-0000-000000000000", "five")]
    [InlineData("SendMessage", "invalid", "00000000-0000-0000-0000-000000000000", "text")]
    [InlineData("SendMessage", "invalid", "00000000-0000-0000-0000-000000000000")]
    [InlineData("SendMessage", "invalid", "00000000-0000-0000-0000-000000000000", null)]
    [InlineData("SetMedia", "invalid", "00000000-0000-0000-0000-000000000000", null)]
    [InlineData("Signal", "invalid", "00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000000", null)]
    [InlineData("Resume", "invalid", "00000000-0000-0000-0000-000000000000", -1)]
    [InlineData("StartCall", "invalid", 1, 2, 3, 4)]
    [InlineData("DropEverything", "no_such_method", 1)]
    public async Task WrongArgumentsAreRefusedWithACodeAndInTheWordsOfTheWire(string method, string code, params object?[] arguments)
    {
        await using var client = await app.HubAsync(await app.PersonAsync());

        var refused = await Should.ThrowAsync<HubCallException>(() => client.CallAsync(method, arguments));

        refused.Code.ShouldBe(code);
        refused.Message.ShouldNotMatch("Exception|System\\.|Int64|Guid|Json|PostMessage|server");
        (await client.RefusalOfAsync("JoinThread", Guid.CreateVersion7())).ShouldBe("no_such_thread", "the connection goes on");
    }

    [Fact]
    public async Task FieldsAreNamedAsTheyAreOnTheWire()
    {
        await using var client = await app.HubAsync(await app.PersonAsync());
        var refused = await Should.ThrowAsync<HubCallException>(() =>
            client.CallAsync("SendMessage", Guid.CreateVersion7(), new { content = "x", client_id = new string('x', 500) })
        );
        refused.Message.ShouldStartWith("invalid: client_id must ");
        (await Should.ThrowAsync<HubCallException>(() => client.CallAsync("MarkRead", Guid.CreateVersion7(), -5))).Message.ShouldStartWith(
            "invalid: seq must not be negative"
        );
    }

    /// <summary>Null is not an argument, unless the call defines its meaning.</summary>
    [Fact]
    public async Task NoCallTakesNullForAnArgument()
    {
        await using var client = await app.HubAsync(await app.PersonAsync());
        var calls = typeof(CommunityHub)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsVirtual && method.GetParameters().Length > 0)
            .ToList();
        calls.Count.ShouldBeGreaterThan(15);
        foreach (var call in calls)
        {
            var parameters = call.GetParameters();
            foreach (
                var at in parameters
                    .Where(parameter =>
                        (call.Name, parameter.Name)
                            is not ((nameof(CommunityHub.StartCall), "media") or (nameof(CommunityHub.Subscribe), "since"))
                    )
                    .Select(parameter => parameter.Position)
            )
            {
                object?[] arguments =
                [
                    .. parameters.Select(
                        (parameter, i) =>
                            i == at ? null
                            : parameter.ParameterType == typeof(Guid) ? Guid.CreateVersion7()
                            : (object)0
                    ),
                ];
                (await client.RefusalOfAsync(call.Name, arguments)).ShouldBe("invalid", $"{call.Name}, argument {at}");
            }
        }
    }

    [Theory]
    [InlineData("", "invalid")]
    [InlineData("\u0007", "invalid")]
    public async Task WhatHttpRefusesTheHubRefuses(string content, string code)
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await using var client = await app.HubAsync(me);
        (await client.RefusalOfAsync("SendMessage", thread, new { content })).ShouldBe(code);
        (await client.RefusalOfAsync("SendMessage", thread, new { content = new string('x', PostMessage.MaxLength + 1) })).ShouldBe(
            "invalid"
        );
        (await client.RefusalOfAsync("SendMessage", thread, new { content = "x", reply_to = Guid.CreateVersion7() })).ShouldBe("invalid");
    }

    [Fact]
    public async Task AClientThatJoinsWithACrowdStaysConnected()
    {
        const int crowd = 9_000;
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await using var client = await app.HubAsync(me);
        await using var connection = await app.Service<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var @lock = new Npgsql.NpgsqlCommand("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE", connection, transaction))
        {
            await @lock.ExecuteNonQueryAsync();
        }

        var joining = client.CallAsync("JoinThread", thread);
        var topics = app.Service<Topics>();
        await Poll.UntilAsync(() => topics.Find(thread)?.Subscriptions.Length == 1);
        for (var i = 0; i < crowd; i++)
        {
            topics.Find(thread)!.Type(Guid.CreateVersion7(), "another", null);
        }

        await transaction.RollbackAsync();
        await joining;
        await Poll.UntilAsync(() => client.Received.Count(heard => heard.Method == "typing") == crowd);
    }

    [Fact]
    public async Task AnOversizeCallEndsTheConnection()
    {
        var me = await app.PersonAsync();
        await using var client = await app.HubAsync(me);
        await client.SendAsync("SendMessage", Guid.CreateVersion7(), new { content = new string('x', 40_000) });
        await client.Closed.WaitAsync(Poll.Patience);
    }

    [Fact]
    public async Task ConnectionsOfAPersonAreCountedOverAllInstances()
    {
        var me = await app.PersonAsync();
        var another = await app.AnotherAsync();
        var clients = new List<HubClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await app.HubAsync(me, i % 2 == 0 ? 0 : another));
        }

        await Poll.UntilAsync(async () => !await IsLetInAsync(0) && !await IsLetInAsync(another));
        await Task.WhenAll(clients.Take(6).Select(client => client.DisposeAsync().AsTask()));
        await Poll.UntilAsync(async () => await IsLetInAsync(0) && await IsLetInAsync(another));
        await Task.WhenAll(clients.Skip(6).Select(client => client.DisposeAsync().AsTask()));

        async Task<bool> IsLetInAsync(int instance)
        {
            try
            {
                await using var client = await app.HubAsync(me, instance);
                return true;
            }
            catch (WebSocketException)
            {
                return false;
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(20)]
    public void AllUnnamedConnectionsOfAPersonAreFewerThanHalfOfTheLimitOrOneToEachInstance(int instances)
    {
        var limits = new PersonLimits(Options.Create(new RealtimeOptions { ConnectionsPerPerson = 20 }), TimeProvider.System);
        var people = Enumerable.Range(1, 20).ToDictionary(count => count, _ => Guid.CreateVersion7());
        foreach (var (count, person) in people)
        {
            for (var i = 0; i < count; i++)
            {
                limits.TryConnect(person).ShouldBeNull();
            }
        }

        var named = limits.Many(instances);
        people.Where(person => !named.ContainsKey(person.Value)).ShouldAllBe(person => person.Key == 1 || person.Key * instances < 10);
        named.ShouldAllBe(person => people[person.Value] == person.Key);
    }

    [Fact]
    public async Task OnePersonHasSoManyConnectionsAndNoMore()
    {
        var me = await app.PersonAsync();
        var clients = new List<HubClient>();
        for (var i = 0; i < 20; i++)
        {
            clients.Add(await app.HubAsync(me));
        }

        await Should.ThrowAsync<WebSocketException>(() => app.HubAsync(me));
        await clients[0].DisposeAsync();
        await Poll.UntilAsync(async () =>
        {
            clients.Add(await app.HubAsync(me));
            return true;
        });
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task AClientThatDoesNotReadIsCutOffAndDelaysNoOther()
    {
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var deaf = await app.HubAsync(people[1], reads: false);
        await using var reader = await app.HubAsync(people[2]);
        await deaf.SendAsync("JoinThread", thread);
        await reader.CallAsync("JoinThread", thread);
        var clients = app.Service<ClientConnections>();
        await Poll.UntilAsync(() => clients.Of(people[1]).Any(client => !client.Subscriptions.IsEmpty));

        // More than all buffers between the two processes can hold.
        var text = new string('x', 8_000);
        var count = 0;
        while (clients.Of(people[1]).Count > 0 && count < 3_000)
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.PostAsync(thread, people[0], text)));
            count += 50;
            await Poll.UntilAsync(() => reader.Messages().Count == count);
        }

        clients.Of(people[1]).ShouldBeEmpty();
        reader.Closed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task AStopDeliversWhatWasAcceptedAndAsksClientsToComeBack()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var service = await ServiceProcess.StartAsync(app);
        await using var writer = await HubClient.ConnectAsync(service.Address, app.Identity.TokenFor(people[0]));
        await using var reader = await HubClient.ConnectAsync(service.Address, app.Identity.TokenFor(people[1]));
        await reader.CallAsync("JoinThread", thread);
        var sending = Enumerable.Range(0, 15).Select(i => writer.PostAsync(thread, $"{i}")).ToArray();
        await Poll.UntilAsync(() => reader.Messages().Count > 0);

        await service.StopAsync();

        (await reader.Closed.WaitAsync(Poll.Patience)).ShouldStartWith("stopping");
        (await writer.Closed.WaitAsync(Poll.Patience)).ShouldStartWith("stopping");
        (reader.MayReconnect, writer.MayReconnect).ShouldBe((true, true));
        var accepted = await Task.WhenAll(
            sending.Select(async sent =>
            {
                try
                {
                    return (await sent).Seq;
                }
                catch (IOException)
                {
                    return 0;
                }
                catch (HubCallException refused) when (refused.Code == "stopping")
                {
                    return 0;
                }
            })
        );
        // On a busy machine, an answer may come too late for its connection; its effect exists all the same.
        var heard = reader.Messages().Select(message => message.Seq).ToList();
        heard.ShouldBe(Enumerable.Range(1, heard.Count).Select(seq => (long)seq));
        accepted.Where(seq => seq > 0).ShouldBeSubsetOf(heard);
    }

    [Fact]
    public async Task AStoppingInstanceServesEachClientUntilItsTurn()
    {
        var people = await app.PeopleAsync(1);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var service = await ServiceProcess.StartAsync(app, ("Realtime:Goodbye", "00:10:00"));
        await using var first = await HubClient.ConnectAsync(service.Address, app.Identity.TokenFor(people[0]));
        await using var second = await HubClient.ConnectAsync(service.Address, app.Identity.TokenFor(people[0]));
        // An answer to a call shows that the client has its turn: the handshake is answered a moment before.
        await Task.WhenAll(first.CallAsync("JoinThread", thread), second.CallAsync("JoinThread", thread));

        _ = service.StopAsync();
        var gone = await Task.WhenAny(first.Closed, second.Closed);

        (await gone).ShouldStartWith("stopping");
        var (left, stays) = gone == first.Closed ? (first, second) : (second, first);
        left.MayReconnect.ShouldBeTrue();
        await stays.CallAsync("JoinThread", thread);
        (await stays.PostAsync(thread, "Still here.")).Seq.ShouldBe(1);
    }

    [Fact]
    public async Task TheGoodbyeLeavesTheRestOfTheStopItsTime()
    {
        await using var instance = await app.StartAsync(("Realtime:Goodbye", "00:00:02"));
        instance.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBe(TimeSpan.FromSeconds(22));
    }
}
