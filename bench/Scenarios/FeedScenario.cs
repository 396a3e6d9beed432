using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Sdk;

namespace Community.Bench.Scenarios;

/// <summary>
/// Reading feeds among 100,000 people, a million connections and a million activities, through the gateway: the first page and one further
/// down, for readers of 20 people and of 5,000, beside PostgreSQL's reads by primary key. And writing an activity of a person with 50,000
/// followers, compared with one of a person with 5.
/// </summary>
internal static class FeedScenario
{
    private const int Readers = 32;
    private const int Few = 20;
    private const int Many = 5_000;
    private const int PagesDown = 10;
    private const int PgbenchConnections = 16;
    private const double LeastOfFewFollowers = 0.9;
    private const string Key = "PostgreSQL, a row by key";
    private const string Famous = "write, 50,000 followers";
    private const string Quiet = "write, 5 followers";

    private const string Select =
        "SELECT id, actor_id, kind, occurred_at, user_id, community_id, event_id, thread_id, photo_id, text FROM activities";

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var connection = fleet.ConnectionString("social");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddGuestsAsync(2 * Readers);
        Member[] ofFew = [.. members.All.Take(Readers)];
        Member[] ofMany = [.. members.All.Skip(Readers)];
        Progress.Show($"adding {SeededPeople.People} people and {SeededPeople.Connections} connections");
        await using var people = await SeededPeople.CreateAsync(connection);
        Progress.Show($"adding {SeededActivities.Activities} activities");
        await using var activities = await SeededActivities.CreateAsync(connection);
        await activities.FollowAsync([.. ofFew.Select(reader => reader.Id)], Few);
        await activities.FollowAsync([.. ofMany.Select(reader => reader.Id)], Many);
        var down = await CursorAsync(ofMany[0].Client);

        Alternative Read(string name, string path, Member[] readers) =>
            Wrk.Get(
                name,
                $"{fleet.GatewayUrl}/api/v1{path}",
                folder,
                options.Connections,
                [.. readers.Select(reader => reader.AccessToken)]
            );
        var reads = await Rounds.RunAsync(
            options,
            Pgbench.PrimaryKeyReads(Key, connection, Select, await activities.SomeAsync(100), folder, options.Connections),
            Read($"first page of {Few} people", "/feed", ofFew),
            Read($"first page of {Many} people", "/feed", ofMany),
            Read($"page {PagesDown + 1} of {Few} people", $"/feed?cursor={down}", ofFew),
            Read($"page {PagesDown + 1} of {Many} people", $"/feed?cursor={down}", ofMany),
            Read("one person's activity", $"/users/{SeededPeople.At(500)}/activity", ofFew),
            Read("of who has 50,000 followers", $"/users/{SeededActivities.Famous}/activity", ofFew)
        );
        var writes = await Rounds.RunAsync(
            options,
            Pgbench.Statement(Quiet, connection, SeededActivities.Recording(SeededActivities.Quiet), folder, PgbenchConnections),
            Pgbench.Statement(Famous, connection, SeededActivities.Recording(SeededActivities.Famous), folder, PgbenchConnections)
        );

        return new Report(
            [reads.ToTable(Key), writes.ToTable(Quiet)],
            [Bar.AtLeast("writing for 50,000 followers, of writing for 5", writes.Ratio(Famous, Quiet), LeastOfFewFollowers)],
            new { Reads = reads.Samples, Writes = writes.Samples }
        )
        {
            Notes =
            [
                $"{Readers} readers each, a page of 20; activities that they may not see are left out when the page is read. A row by key: pgbench, prepared, on the fleet's own server.",
                "A write: pgbench, the statement of services/social/Feed/ActivityLog.cs. Feeds are computed when they are read, so a write does not read the followers.",
                "People, connections, follows and activities are written by SQL and deleted at the run's end.",
            ],
        };
    }

    /// <summary>A reader's cursor after some pages: a point in time, the same for all readers.</summary>
    private static async Task<string> CursorAsync(CommunityClient reader)
    {
        string? cursor = null;
        for (var page = 0; page < PagesDown; page++)
        {
            cursor =
                (await reader.Feed.List(new() { Cursor = cursor }).FirstPageAsync()).NextCursor
                ?? throw new BenchException("The feed ends too soon: the activities are not there.");
        }

        return cursor!;
    }
}
