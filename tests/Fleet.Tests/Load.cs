using System.Collections.Concurrent;
using Community.Sdk;
using Community.Sdk.Models;
using Community.Sdk.Realtime;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>A small load through the SDK that goes on, round after round, until it is ended.</summary>
internal abstract class Load(SharedFleet fleet) : IAsyncDisposable
{
    // The machine is to be used, not to be full: it also starts the instances.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentQueue<string> _failures = [];
    private readonly List<CommunityClient> _clients = [];
    private readonly CancellationTokenSource _end = new();
    private Task _rounds = Task.CompletedTask;
    private int _done;

    /// <summary>Calls that failed although the SDK had repeated them as often as it does.</summary>
    public IReadOnlyCollection<string> Failures => _failures;

    protected SharedFleet Fleet => fleet;

    /// <summary>Two more rounds: at least one of them began after this call.</summary>
    public Task GoesOnAsync()
    {
        var before = Volatile.Read(ref _done);
        return Poll.UntilAsync(() => Volatile.Read(ref _done) >= before + 2, 2 * Poll.Patience.TotalSeconds, GetType().Name);
    }

    /// <summary>Lets the present round end.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync();
        await _rounds;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _end.Dispose();
    }

    /// <summary>A person who is not signed in yet, with a client of their own.</summary>
    protected CommunityClient NewClient()
    {
        var client = new CommunityClient(new CommunityOptions { BaseUrl = fleet.Running.Gateway.BaseAddress });
        _clients.Add(client);
        return client;
    }

    /// <summary>A registered person.</summary>
    protected async Task<CommunityClient> PersonAsync()
    {
        var client = NewClient();
        await client.Auth.RegisterAsync(SharedFleet.Registration(fleet.NewName()));
        return client;
    }

    protected void Begin() => _rounds = Task.Run(RunAsync);

    protected abstract Task RoundAsync(int round);

    private async Task RunAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(_done);
            }
            catch (Exception failure)
            {
                _failures.Enqueue(
                    $"{GetType().Name}, round {_done}: {failure.GetType().Name}: {failure.Message} {failure.InnerException?.Message}"
                );
            }

            Interlocked.Increment(ref _done);
            await Task.Delay(Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

/// <summary>In each round an organizer publishes an event with few seats, and more people than it has seats register at once.</summary>
internal sealed class SeatLoad : Load
{
    private const int Seats = 5;
    private const int People = 8;
    private readonly List<CommunityClient> _people = [];
    private readonly ConcurrentDictionary<Guid, ConcurrentBag<RegistrationView>> _answers = new();
    private CommunityClient _organizer = null!;

    private SeatLoad(SharedFleet fleet)
        : base(fleet) { }

    public static async Task<SeatLoad> BeginAsync(SharedFleet fleet)
    {
        var load = new SeatLoad(fleet);
        load._organizer = await load.PersonAsync();
        await load._organizer.Me.BecomeOrganizerAsync();
        for (var i = 0; i < People; i++)
        {
            var guest = load.NewClient();
            await guest.Auth.RegisterGuestAsync();
            load._people.Add(guest);
        }

        load.Begin();
        return load;
    }

    /// <summary>
    /// Each person is registered once in each event, with the answer that they got, and no event has more people than seats.
    /// </summary>
    public async Task ShouldBeSoldOnceAsync()
    {
        _answers.ShouldNotBeEmpty();
        foreach (var answers in _answers.Values)
        {
            answers.Select(answer => answer.UserId).ShouldBeUnique();
            answers.Count.ShouldBe(People);
        }

        (
            await Fleet.QueryAsync<long>(
                "events",
                """
                SELECT count(*) FROM (
                    SELECT count(*) FILTER (WHERE status = 'confirmed') AS confirmed, count(*) FILTER (WHERE status = 'waitlisted') AS waitlisted
                    FROM registrations WHERE event_id = ANY ($1) GROUP BY event_id) AS each_event
                WHERE confirmed = $2 AND waitlisted = $3
                """,
                _answers.Keys.ToArray(),
                Seats,
                People - Seats
            )
        ).ShouldBe(_answers.Count);
        (
            await Fleet.QueryAsync<long>(
                "events",
                "SELECT count(*) FROM registrations WHERE id = ANY ($1)",
                _answers.Values.SelectMany(answers => answers).Select(answer => answer.Id).ToArray()
            )
        ).ShouldBe(_answers.Count * People);
    }

    protected override async Task RoundAsync(int round)
    {
        var starts = TimeProvider.System.GetUtcNow().AddDays(7);
        var published = await _organizer.Events.CreateAsync(
            new()
            {
                Name = $"Few seats {round}",
                EventType = "meetup",
                StartDatetime = starts.ToString("O"),
                EndDatetime = starts.AddHours(2).ToString("O"),
                TimeZone = "Asia/Dubai",
                MaxAttendees = Seats,
                IsPublished = true,
            }
        );
        var answers = _answers[published.Id] = [];
        await Task.WhenAll(_people.Select(async person => answers.Add(await person.Events.RegisterAsync(published.Id))));
    }
}

/// <summary>
/// Each round writes into a thread over the hub and over HTTP. All people hear the thread over the hub, each on a connection.
/// </summary>
internal sealed class TalkLoad : Load
{
    private const int Listeners = 4;
    private readonly List<(CommunityClient Client, HubChannel Channel, ConcurrentQueue<MessageView> Heard)> _people = [];
    private readonly ConcurrentBag<string> _sent = [];
    private Guid _thread;

    private TalkLoad(SharedFleet fleet)
        : base(fleet) { }

    public static async Task<TalkLoad> BeginAsync(SharedFleet fleet)
    {
        var load = new TalkLoad(fleet);
        var founder = await load.PersonAsync();
        var community = await founder.Communities.CreateAsync(
            new()
            {
                Name = "Rolling stones",
                Kind = KindChoice.Group,
                Visibility = VisibilityChoice.Public,
            }
        );
        load._thread = (await founder.Threads.CreateAsync(community.Id, new() { Title = "Which stone?", Content = "The round one?" })).Id;
        for (var i = 0; i < Listeners; i++)
        {
            var person = i == 0 ? founder : await load.PersonAsync();
            if (i > 0)
            {
                await person.Communities.JoinAsync(community.Id);
            }

            var channel = await person.Hub.JoinThreadAsync(load._thread);
            var heard = new ConcurrentQueue<MessageView>();
            channel.OnMessage(heard.Enqueue);
            load._people.Add((person, channel, heard));
        }

        load.Begin();
        return load;
    }

    /// <summary>Every sent message is in the thread once, and each listener has heard the thread whole and in order.</summary>
    public async Task ShouldHaveAllOnceAsync()
    {
        var stored = new List<MessageView>();
        await foreach (var message in _people[0].Client.Threads.Messages(_thread, new() { AfterSeq = 0, Limit = 100 }))
        {
            stored.Add(message);
        }

        stored.Select(message => message.Content).ShouldBe(_sent, ignoreOrder: true);
        stored.Select(message => message.Seq).ShouldBe(Enumerable.Range(1, stored.Count).Select(seq => (long)seq));
        foreach (var (_, channel, heard) in _people)
        {
            await Poll.UntilAsync(() => channel.LastSeq >= stored[^1].Seq && heard.LastOrDefault()?.Seq >= stored[^1].Seq);
            heard
                .Select(message => message.Id)
                .ShouldBe(stored.Where(message => message.Seq >= heard.First().Seq).Select(message => message.Id));
            heard.First().Seq.ShouldBeLessThanOrEqualTo(channel.Recent.Count + 1);
        }
    }

    protected override Task RoundAsync(int round) =>
        Task.WhenAll(
            _people.Select(
                async (person, index) =>
                {
                    var content = $"{round} of {index}";
                    await (
                        (round + index) % 2 == 0
                            ? person.Channel.SendAsync(content)
                            : person.Client.Threads.PostAsync(_thread, new() { Content = content })
                    );
                    _sent.Add(content);
                }
            )
        );
}

/// <summary>Each round calls every service, for reading and for writing.</summary>
internal sealed class DailyLoad : Load
{
    private CommunityClient _person = null!;

    private static SettingsChange Settings(string timeZone) =>
        new()
        {
            Age = 31,
            TimeZone = timeZone,
            Country = "AE",
        };

    private DailyLoad(SharedFleet fleet)
        : base(fleet) { }

    public static async Task<DailyLoad> BeginAsync(SharedFleet fleet)
    {
        var load = new DailyLoad(fleet);
        load._person = await load.PersonAsync();
        await load._person.Companion.SetSettingsAsync(Settings("Asia/Dubai"));
        load.Begin();
        return load;
    }

    protected override async Task RoundAsync(int round)
    {
        // The SDK repeats no PATCH: the fleet itself must not lose it.
        await _person.Me.UpdateAsync(new() { Bio = $"Round {round}" });
        (await _person.Me.GetAsync()).Bio.ShouldBe($"Round {round}");
        await _person.Events.Upcoming(new() { Limit = 10 }).FirstPageAsync();
        await _person.Feed.List(new() { Limit = 10 }).FirstPageAsync();
        await _person.Communities.Mine(new() { Limit = 10 }).FirstPageAsync();
        await _person.Notifications.UnreadCountAsync();
        await _person.Wallet.GetAsync();
        await _person.Courses.List(new() { Limit = 10 }).FirstPageAsync();
        await _person.Companion.SetSettingsAsync(Settings(round % 2 == 0 ? "Asia/Dubai" : "Europe/Berlin"));
        await _person.Companion.DashboardAsync();
    }
}
