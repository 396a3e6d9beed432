using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// Among a million messages, through the gateway: pages of history, unread counts and searches, compared with PostgreSQL's reads by primary
/// key and of the same rows as a page; and the processor time of PostgreSQL for a page, compared with the former statements. Then posts by
/// many members on many channels, compared with PostgreSQL's inserts of a message's row into the same table (and of a small row into a
/// table without other indexes). Then posts on one channel: the fleet commits those in batches; a second messaging process, behind a second
/// gateway, has batches of one, which is a commit for each post.
/// </summary>
internal static class MessagesScenario
{
    private const int Writers = 32;
    private const int Readers = 32;
    private const int UnreadChannels = 50;
    private const int Queries = 200;
    private const int PostConnections = 128;
    private const int PgbenchConnections = 32;
    private const int WriteSeconds = 10;
    private const double LeastOfInserts = 0.5;
    private const double LeastOfTwentyRows = 0.4;
    private const double MostOfFormer = 0.25;
    private const int PageLength = 20;
    private const double LeastOfPlain = 3;
    private const string Key = "PostgreSQL, a row by key";
    private const string TwentyRows = "PostgreSQL, the same 20 rows";
    private const string Former = "PostgreSQL, a page as it was read before";
    private const string Newest = "history, the newest";
    private const string Inserts = "PostgreSQL, a message's row";
    private const string SmallInserts = "PostgreSQL, a small row";
    private const string Many = "posts on many channels";
    private const string Groups = "one channel, in groups";
    private const string Plain = "one channel, one by one";

    private const string Select = "SELECT id, channel_id, seq, author_id, content, content_html, created_at FROM messages";

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var database = fleet.ConnectionString("messaging");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet);
        await members.AddRegisteredAsync(Writers + Readers);
        await using var seeded = await SeededMessages.CreateAsync(database);
        Member[] writers = [.. members.All.Take(Writers)];
        Member[] readers = [.. members.All.Skip(Writers)];
        await seeded.JoinAsync([.. writers.Select(writer => writer.Id)]);
        await seeded.ReadAsync([.. readers.Select(reader => reader.Id)], UnreadChannels);

        // Tokens last 15 minutes, and writing the messages took minutes.
        await members.RefreshAllAsync();
        var time = await PostgresTime.OfAsync(database);
        var reads = await ReadAsync(time, options, fleet, database, folder, members, readers, await seeded.SomeAsync(100));
        await members.RefreshAllAsync();
        var writes = await WriteAsync(options, fleet, database, folder, writers);
        await members.RefreshAllAsync();
        var groups = await GroupAsync(options, fleet, folder, writers);

        return new Report(
            [reads.ToTable(Key), time.ToTable(), writes.ToTable(Inserts), groups.ToTable(Plain)],
            [
                Bar.AtLeast(
                    "pages of 20 through the gateway, of PostgreSQL's reads of the same 20 rows",
                    reads.Ratio(Newest, TwentyRows),
                    LeastOfTwentyRows
                ),
                Bar.AtMost(
                    "PostgreSQL's processor time for a page, of a page as it was read before",
                    time.Ratio(Newest, Former),
                    MostOfFormer
                ),
                Bar.AtLeast(
                    "posts on many channels through the gateway, of PostgreSQL's inserts of a message's row",
                    writes.Ratio(Many, Inserts),
                    LeastOfInserts
                ),
                Bar.AtLeast("posts on one channel in groups, of one by one", groups.Ratio(Groups, Plain), LeastOfPlain),
            ],
            new
            {
                Reads = reads.Samples,
                Writes = writes.Samples,
                Groups = groups.Samples,
            }
        )
        {
            Notes =
            [
                $"{SeededMessages.Messages:N0} messages in {SeededMessages.Channels:N0} threads, {SeededMessages.OfHot:N0} of them in one; {Readers} readers, who may read three quarters; pages of 20.",
                $"Unread: for members with unread messages in {UnreadChannels} channels. Searches: {Queries} different ones; a beginning is four letters, of 20 words. A row by key: pgbench, prepared, on the fleet's server.",
                $"Posts: {Writers} members over {Math.Max(options.Connections, PostConnections)} connections. One by one: the same program with groups of one.",
                $"PostgreSQL: pgbench, prepared, {PgbenchConnections} connections, a statement a transaction: a row of messages, which searches find, too; a row of 50 bytes with nothing but its key.",
                "People, communities, threads and messages are written by SQL and deleted at the run's end.",
            ],
        };
    }

    private static async Task<Rounds> ReadAsync(
        PostgresTime time,
        BenchOptions options,
        RunningFleet fleet,
        string database,
        TemporaryFolder folder,
        Members members,
        Member[] readers,
        IReadOnlyList<Guid> some
    )
    {
        int[] readable = [.. Enumerable.Range(2, SeededMessages.Channels - 1).Where(SeededMessages.IsReadable)];
        var hot = SeededMessages.Channel(1);
        string History(int channel, string rest) => $"/threads/{SeededMessages.Channel(channel)}/messages?limit={PageLength}{rest}";

        // Words that between one of 50 and one of 150 messages have.
        static string First(int i) => SeededMessages.Word(31 + (i % 60));
        static string Second(int i) => SeededMessages.Word(150 + (i % 97));
        static string Search(string words, string rest = "") => $"/messages/search?limit=20&q={Uri.EscapeDataString(words)}{rest}";

        Alternative Get(string name, int count, Func<int, string> path) =>
            Wrk.Requests(
                name,
                fleet.GatewayUrl,
                folder,
                options.Connections,
                Enumerable.Range(0, count).Select(i => new WrkRequest($"/api/v1{path(i)}", readers[i % readers.Length].AccessToken))
            );
        var checks = new[]
        {
            History(1, ""),
            "/messages/unread",
            Search($"{First(0)} {Second(0)}"),
            Search(First(0)[..4]),
            Search($"{First(0)} {Second(0)}", $"&channel_id={hot}"),
        };
        foreach (var path in checks)
        {
            await RequireAnswerAsync(members, readers[0], path);
        }

        var page =
            $"{SeededMessages.PickReadable}\n{Select} WHERE channel_id = {SeededMessages.PickedChannel} ORDER BY seq DESC LIMIT {PageLength}";
        var former =
            $"{SeededMessages.PickReadable}\n{FormerPage.Script(SeededMessages.PickedChannel, $"'{readers[0].Id}'::uuid", PageLength)}";
        return await Rounds.RunAsync(
            options,
            Pgbench.PrimaryKeyReads(Key, database, Select, some, folder, options.Connections),
            time.Of(Pgbench.Statement(TwentyRows, database, page, folder, options.Connections)),
            time.Of(Pgbench.Statement(Former, database, former, folder, options.Connections)),
            time.Of(Get(Newest, readable.Length, i => History(readable[i], ""))),
            Get("history, from the middle", readable.Length, i => History(readable[i], $"&before_seq={SeededMessages.OfOthers / 2}")),
            Get("history, middle of the longest", Queries, i => History(1, $"&before_seq={(SeededMessages.OfHot / 2) + (i * 50)}")),
            Get($"unread, of {UnreadChannels} channels", readers.Length, _ => "/messages/unread"),
            Get("search, two words", Queries, i => Search($"{First(i)} {Second(i)}")),
            Get("search, a beginning", Queries, i => Search(First(i)[..4])),
            Get("search, two words in a channel", Queries, i => Search($"{First(i)} {Second(i)}", $"&channel_id={hot}"))
        );
    }

    private static async Task<Rounds> WriteAsync(
        BenchOptions options,
        RunningFleet fleet,
        string database,
        TemporaryFolder folder,
        Member[] writers
    )
    {
        await using var scratch = await Scratch.CreateAsync(database);
        return await Rounds.RunAsync(
            WriteOptions(options),
            Pgbench.Statement(Inserts, database, SeededMessages.InsertOne, folder, PgbenchConnections),
            Pgbench.Statement(
                SmallInserts,
                database,
                "INSERT INTO bench_rows VALUES (gen_random_uuid(), 'posted', now())",
                folder,
                PgbenchConnections
            ),
            Post(Many, options, fleet.GatewayUrl, SeededMessages.Channels, folder, writers)
        );
    }

    /// <summary>Measured separately, because two more running processes would slow the other measurements.</summary>
    private static async Task<Rounds> GroupAsync(BenchOptions options, RunningFleet fleet, TemporaryFolder folder, Member[] writers)
    {
        await using var plainMessaging = await Twin.StartAsync(fleet, "messaging", ("Messaging__MaxGroup", "1"));
        await using var plainGateway = await Twin.StartAsync(
            fleet,
            "gateway",
            ("services__messaging__http__0", plainMessaging.Url),
            ("services__messaging__h2c__0", plainMessaging.Http2Url)
        );
        return await Rounds.RunAsync(
            WriteOptions(options),
            Post(Groups, options, fleet.GatewayUrl, 1, folder, writers),
            Post(Plain, options, plainGateway.Url, 1, folder, writers)
        );
    }

    /// <summary>
    /// The first post in a channel creates its batcher and reads the permissions, so a turn of a few seconds would be mostly first posts.
    /// </summary>
    private static BenchOptions WriteOptions(BenchOptions options) => options with { Seconds = Math.Max(options.Seconds, WriteSeconds) };

    private static Alternative Post(
        string name,
        BenchOptions options,
        string gateway,
        int channels,
        TemporaryFolder folder,
        Member[] writers
    ) =>
        Wrk.Requests(
            name,
            gateway,
            folder,
            Math.Max(options.Connections, PostConnections),
            Enumerable
                .Range(0, SeededMessages.Channels)
                .Select(i => new WrkRequest(
                    $"/api/v1/threads/{SeededMessages.Channel(1 + (i % channels))}/messages",
                    writers[i % writers.Length].AccessToken,
                    JsonSerializer.Serialize(
                        new { content = $"See you at **seven**, where {SeededMessages.Word(i)} meets {SeededMessages.Word(i * 3)}." }
                    )
                ))
        );

    /// <summary>Checks that a measured search finds results, because an empty search is fast.</summary>
    private static async Task RequireAnswerAsync(Members members, Member reader, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", reader.AccessToken);
        using var answer = await members.Http.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new BenchException($"GET {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        var found = await answer.Content.ReadFromJsonAsync<JsonElement>();
        if ((found.TryGetProperty("items", out var items) ? items : found.GetProperty("channels")).GetArrayLength() == 0)
        {
            throw new BenchException($"GET {path} finds nothing: the messages are not there.");
        }
    }
}
