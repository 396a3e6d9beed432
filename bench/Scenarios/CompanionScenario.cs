using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>
/// The companion, through a second gateway to a second process of it without daily limits. It measures answers without a model, compared
/// with PostgreSQL's inserts of a row. With a model in this process that answers at once, it measures the time to the first words through
/// the companion and without it.
/// </summary>
internal static class CompanionScenario
{
    private const int People = 64;
    private const int StreamsAtOnce = 4;
    private const int PgbenchConnections = 32;
    private const int Age = 34;
    private const string Said = "I moved here a month ago and still know nobody.";
    private const string Offline = "answers without a model";
    private const string Inserts = "PostgreSQL: a row each";
    private const string Direct = "the model's first byte";
    private const string First = "the companion's first delta";

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        var fleet = await RunningFleet.FindUnlimitedAsync(options.Dashboard);
        var database = fleet.ConnectionString("companion", of: "ai-companion");
        using var folder = new TemporaryFolder();
        await using var members = new Members(fleet, Math.Max(64, options.Connections));
        await members.AddRegisteredAsync(Math.Max(People, options.Connections));
        var people = members.All;
        await Task.WhenAll(people.Select(person => person.Client.Companion.SetSettingsAsync(new() { Age = Age })));

        var offline = await OfflineAsync(options, fleet, database, folder, members.Http, people);
        await members.RefreshAllAsync();
        var streams = await StreamsAsync(options, fleet, members.Http, people);

        return new Report(
            [offline.ToTable(Inserts), streams.ToTable(Direct)],
            [],
            new { Offline = offline.Samples, Streams = streams.Samples }
        )
        {
            Notes =
            [
                $"POST /companion/messages by {options.Connections} at once of {people.Count} people, each in a conversation of their own that grows. PostgreSQL: pgbench, a statement a transaction.",
                $"Streams: {StreamsAtOnce} at once; each is read to its end, and the time is that to its first words, from the request on. The model streams {ModelStub.WordCount} words at once;",
                "the companion holds the last eight words back until the safety check has read on, and stores the message before it asks the model.",
                $"The first delta comes {streams.ExtraP99(First, Direct):0.0} ms after the model's own first byte at p99, {streams.Median(First, sample => sample.P50) - streams.Median(Direct, sample => sample.P50):0.0} ms at p50.",
            ],
        };
    }

    private static async Task<Rounds> OfflineAsync(
        BenchOptions options,
        RunningFleet fleet,
        string database,
        TemporaryFolder folder,
        HttpClient http,
        IReadOnlyList<Member> people
    )
    {
        await using var companion = await Twin.StartAsync(
            fleet,
            "ai-companion",
            ("Companion__DailyMessages", "10000"),
            ("Companion__Model__Endpoint", "")
        );
        await using var gateway = await BeforeAsync(fleet, companion);
        await using var scratch = await Scratch.CreateAsync(database);
        var next = 0;
        return await Rounds.RunAsync(
            options,
            Pgbench.Statement(
                Inserts,
                database,
                "INSERT INTO bench_rows VALUES (gen_random_uuid(), 'said', now())",
                folder,
                PgbenchConnections
            ),
            ClosedLoop.Of(
                Offline,
                options.Connections,
                _ =>
                    SendAsync(
                        http,
                        people[Interlocked.Increment(ref next) % people.Count],
                        $"{gateway.Url}/api/v1/companion/messages",
                        NewMessage()
                    )
            )
        );
    }

    private static async Task<Rounds> StreamsAsync(BenchOptions options, RunningFleet fleet, HttpClient http, IReadOnlyList<Member> people)
    {
        await using var model = await ModelStub.StartAsync();
        var endpoint = $"{model.Urls.First()}/v1";
        await using var companion = await Twin.StartAsync(
            fleet,
            "ai-companion",
            ("Companion__DailyMessages", "10000"),
            ("Companion__Model__Endpoint", endpoint)
        );
        await using var gateway = await BeforeAsync(fleet, companion);

        // Each worker has its own people and uses them in turn, so that no person has two answers at once.
        var turns = new int[StreamsAtOnce];
        var each = people.Count / StreamsAtOnce;
        return await Rounds.RunAsync(
            options,
            new Alternative(
                Direct,
                duration =>
                    ClosedLoop.RunTimedAsync(
                        StreamsAtOnce,
                        duration,
                        _ =>
                            FirstAsync(
                                http,
                                null,
                                $"{endpoint}/chat/completions",
                                new
                                {
                                    model = "bench",
                                    stream = true,
                                    messages = (object[])[new { role = "user", content = Said }],
                                },
                                "data: "
                            )
                    )
            ),
            new Alternative(
                First,
                duration =>
                    ClosedLoop.RunTimedAsync(
                        StreamsAtOnce,
                        duration,
                        worker =>
                            FirstAsync(
                                http,
                                people[(worker * each) + (turns[worker]++ % each)],
                                $"{gateway.Url}/api/v1/companion/messages",
                                NewMessage(),
                                "event: delta"
                            )
                    )
            )
        );
    }

    private static Task<Twin> BeforeAsync(RunningFleet fleet, Twin companion) =>
        Twin.StartAsync(
            fleet,
            "gateway",
            ("services__ai-companion__http__0", companion.Url),
            ("services__ai-companion__h2c__0", companion.Http2Url)
        );

    private static object NewMessage() => new { content = Said, client_id = Guid.CreateVersion7() };

    private static async Task SendAsync(HttpClient http, Member person, string url, object body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", person.AccessToken);
        using var answer = await http.SendAsync(request);
        await RequireAsync(answer);
    }

    /// <summary>The time until a line with this beginning arrives; reads the answer to its end.</summary>
    private static async Task<TimeSpan> FirstAsync(HttpClient http, Member? person, string url, object body, string beginning)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = person is null ? null : new AuthenticationHeaderValue("Bearer", person.AccessToken);
        request.Headers.Accept.Add(new("text/event-stream"));
        var start = Stopwatch.GetTimestamp();
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await RequireAsync(answer);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        TimeSpan? first = null;
        while (await lines.ReadLineAsync() is { } line)
        {
            first ??= line.StartsWith(beginning, StringComparison.Ordinal) ? Stopwatch.GetElapsedTime(start) : null;
        }

        return first ?? throw new HttpRequestException("Nothing was said.");
    }

    private static async Task RequireAsync(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }
    }
}
