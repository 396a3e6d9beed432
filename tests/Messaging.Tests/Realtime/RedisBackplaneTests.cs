using Community.AppHost.Processes;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Messaging.Sync;
using Community.Testing;

namespace Community.Messaging.Tests.Realtime;

/// <summary>Two instances with a Redis as their backplane; DeliveryTests do the same over RabbitMQ.</summary>
public sealed class RedisBackplaneTests(TestServers servers) : IAsyncLifetime
{
    private RedisServer _redis = null!;
    private FaultProxy _wayToRedis = null!;
    private MessagingApplication _app = null!;
    private int _another;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _wayToRedis = FaultProxy.BeforePort(_redis.Port);
        _app = new MessagingApplication(servers) { MoreSettings = [("ConnectionStrings:redis", $"127.0.0.1:{_wayToRedis.Port}")] };
        await _app.InitializeAsync();
        _another = await _app.AnotherAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _wayToRedis.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task MessagesComeInOrderAndOnceOnBothWhetherRedisIsThereOrNot()
    {
        var people = await _app.PeopleAsync(4);
        var thread = await _app.ThreadAsync(await _app.CommunityAsync("private", people), people[0]);
        await using var near = await _app.HubAsync(people[0]);
        await using var far = await _app.HubAsync(people[1], _another);
        await near.CallAsync("JoinThread", thread);
        await far.CallAsync("JoinThread", thread);

        await PostAsync(people, thread, 300);
        await ShouldHaveAllAsync(300, thread, near, far);

        _wayToRedis.Refuse();
        await Poll.UntilAsync(() => !_app.Service<Backplane>().IsConnected && !_app.Service<Backplane>(_another).IsConnected);
        await PostAsync(people, thread, 20);
        await ShouldHaveAllAsync(320, thread, near, far);

        _wayToRedis.Restore();
        await Poll.UntilAsync(() => _app.Service<Backplane>().IsConnected && _app.Service<Backplane>(_another).IsConnected);
        await PostAsync(people, thread, 20);
        await ShouldHaveAllAsync(340, thread, near, far);
    }

    [Fact]
    public async Task ChangesOfMessagesComeWhetherRedisIsThereOrNot()
    {
        var people = await _app.PeopleAsync(2);
        var thread = await _app.ThreadAsync(await _app.CommunityAsync("private", people), people[0]);
        var messages = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            messages.Add((await _app.PostAsync(thread, people[0], $"{i}")).Id);
        }

        await using var far = await _app.HubAsync(people[1], _another);
        await far.CallAsync("JoinThread", thread);
        using var author = _app.HttpAs(people[0]);
        await author.SendAsync("PATCH", $"/messages/{messages[0]}", new { content = "while it is there" }).ShouldAnswerAsync(200);
        await far.NextAsync<MessageView>("message_updated", message => message.Content == "while it is there");

        _wayToRedis.Refuse();
        await Poll.UntilAsync(() => !_app.Service<Backplane>().IsConnected && !_app.Service<Backplane>(_another).IsConnected);
        await author.SendAsync("PATCH", $"/messages/{messages[1]}", new { content = "while it is away" }).ShouldAnswerAsync(200);
        await author.SendAsync("DELETE", $"/messages/{messages[2]}").ShouldAnswerAsync(204);
        await author.SendAsync("PUT", $"/messages/{messages[3]}/reactions/👍").ShouldAnswerAsync(204);
        await far.NextAsync<MessageView>("message_updated", message => message.Content == "while it is away");
        await far.NextAsync<MessageView>("message_deleted", message => message.Id == messages[2]);
        (await far.NextAsync<ReactionsView>("reaction_changed", changed => changed.MessageId == messages[3]))
            .Reactions.ShouldHaveSingleItem()
            .Count.ShouldBe(1);

        _wayToRedis.Restore();
        await Poll.UntilAsync(() => _app.Service<Backplane>().IsConnected && _app.Service<Backplane>(_another).IsConnected);
        await author.SendAsync("PATCH", $"/messages/{messages[0]}", new { content = "back" }).ShouldAnswerAsync(200);
        await far.NextAsync<MessageView>("message_updated", message => message.Content == "back");
        // A signal that is slower than a round of MissedChanges repeats its change.
        far.All<MessageView>("message_updated")
            .Select(message => message.Content)
            .Distinct()
            .ShouldBe(["while it is there", "while it is away", "back"]);
        far.All<MessageView>("message_deleted").Select(message => message.Id).Distinct().ShouldBe([messages[2]]);
        far.All<ReactionsView>("reaction_changed").Select(changed => changed.MessageId).Distinct().ShouldBe([messages[3]]);
    }

    [Fact]
    public async Task AChangeOfAnOldMessageOfAConversationComesWithoutJoining()
    {
        var (me, other) = (await _app.PersonAsync(), await _app.PersonAsync());
        await using var mine = await _app.HubAsync(me);
        var channel = (await mine.CallAsync<JoinedView>("JoinDirect", other)).ChannelId;
        var old = await mine.PostAsync(channel, "before");
        await using var theirs = await _app.HubAsync(other, _another);
        // A call is handled after the connection has its topics.
        await theirs.CallAsync("MarkRead", channel, 1);
        _wayToRedis.Refuse();
        await Poll.UntilAsync(() => !_app.Service<Backplane>().IsConnected && !_app.Service<Backplane>(_another).IsConnected);

        await _app.HttpAs(me).SendAsync("PATCH", $"/messages/{old.Id}", new { content = "after" }).ShouldAnswerAsync(200);

        (await theirs.NextAsync<MessageView>("message_updated")).Content.ShouldBe("after");
    }

    [Fact]
    public async Task NumbersComeWhileTheCarrierIsAway()
    {
        var people = await _app.PeopleAsync(2);
        var thread = await _app.ThreadAsync(await _app.CommunityAsync("private", people), people[0]);
        await _app.HttpAs(people[1]).SendAsync("PUT", $"/channels/{thread}/read", new { }).ShouldAnswerAsync(200);
        await using var far = await _app.HubAsync(people[1], _another);
        await far.CallAsync("Subscribe", (string?)null);

        _wayToRedis.Refuse();
        await Poll.UntilAsync(() => !_app.Service<Backplane>().IsConnected && !_app.Service<Backplane>(_another).IsConnected);
        await _app.PostAsync(thread, people[0], "missed");

        await Poll.UntilAsync(() =>
            far.All<SyncView>("sync").SelectMany(view => view.Channels).Any(channel => channel.Id == thread && channel.Unread == 1)
        );
    }

    [Theory]
    [InlineData("redis", "", "ConnectionStrings:redis")]
    [InlineData("kafka", "127.0.0.1:1", "must be rabbitmq or redis")]
    public async Task ItDoesNotStartWithoutKnowingWhere(string backplane, string redis, string said) =>
        (
            await Should.ThrowAsync<Exception>(() => _app.StartAsync(("Realtime:Backplane", backplane), ("ConnectionStrings:redis", redis)))
        ).Message.ShouldContain(said);

    private async Task PostAsync(IReadOnlyList<Guid> people, Guid thread, int count) =>
        await Task.WhenAll(
            Enumerable
                .Range(0, count)
                .Select(i => Task.Run(() => _app.PostAsync(thread, people[i % people.Count], $"{i}", i % 2 == 0 ? 0 : _another)))
        );

    private static async Task ShouldHaveAllAsync(int count, Guid thread, params IEnumerable<HubClient> clients)
    {
        foreach (var client in clients)
        {
            await Poll.UntilAsync(() => client.Messages(thread).Count >= count);
            client.Messages(thread).Select(message => message.Seq).ShouldBe(Enumerable.Range(1, count).Select(seq => (long)seq));
        }
    }
}
