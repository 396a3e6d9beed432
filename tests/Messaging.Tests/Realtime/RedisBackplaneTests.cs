using Community.AppHost.Processes;
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
