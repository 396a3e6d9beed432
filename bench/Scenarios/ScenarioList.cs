using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>The scenarios of the benchmarks, in the order in which they run.</summary>
internal static class ScenarioList
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("memory", "proportional set size of each process and together", MemoryScenario.RunAsync),
        new("gateway", "one endpoint straight at its service, through nginx, through the gateway", GatewayScenario.RunAsync),
        new("identity", "login, refresh and GET /auth/me beside PostgreSQL's own reads by primary key", IdentityScenario.RunAsync),
        new(
            "events",
            "finding events among 100,000 (list, nearby, one) beside PostgreSQL's own answers to the same statements",
            EventsScenario.RunAsync
        ),
        new(
            "discover",
            "finding people among 100,000 with a million connections, and suggestions, beside PostgreSQL's reads by primary key",
            DiscoverScenario.RunAsync
        ),
        new(
            "graph",
            "the shortest chain between two of 100,000 people, and the graph around one, beside a recursive query",
            GraphScenario.RunAsync
        ),
        new(
            "rsvp",
            "5,000 people on one event of 500 seats: in batches, one by one, and PostgreSQL's updates of one row",
            RsvpScenario.RunAsync
        ),
        new("checkout", "paid seats a second, from registering to the ticket, with Stripe's stand-in", CheckoutScenario.RunAsync),
        new(
            "wallet",
            "credit payments a second on one wallet and on many: in batches, one by one, and PostgreSQL's updates of a row",
            WalletScenario.RunAsync
        ),
        new("feed", "reading feeds among 100,000 people and a million activities, and writing for 50,000 followers", FeedScenario.RunAsync),
        new(
            "semantic",
            "the nearest of 100,000 texts in the companion's index beside an exact search, and how much of it is found",
            SemanticScenario.RunAsync
        ),
        new(
            "chat",
            "a room of 500: deliveries a second and how long they take, beside Socket.IO's and a bare hub's; idle connections",
            ChatScenario.RunAsync
        ),
        new(
            "goodbye",
            "5,000 clients on two instances of messaging, one of which ends: how long clients are away, and the processor's peak",
            GoodbyeScenario.RunAsync
        )
        {
            OnlyByName = true,
        },
        new(
            "messages",
            "among a million messages: posting to many channels and to one, history, unread and search, beside PostgreSQL's rows",
            MessagesScenario.RunAsync
        ),
        new(
            "sync",
            "the log of a person with 200 channels: the whole state and changes beside a page of messages; the cost of its stamps",
            SyncScenario.RunAsync
        ),
        new(
            "companion",
            "the companion's offline answers a second, and how long a model's first words take beside the model itself",
            CompanionScenario.RunAsync
        ),
        new(
            "cost",
            "processor time of a request in the gateway, the service and PostgreSQL, for the routes that clients call most",
            CostScenario.RunAsync
        ),
        new(
            "telemetry",
            "requests a second with telemetry on and off, of the gateway and of messages, and the dashboard's memory meanwhile",
            TelemetryScenario.RunAsync
        )
        {
            OnlyByName = true,
        },
        new("bus", "integration events a second, and the time from commit to effect in another service", BusScenario.RunAsync),
        new(
            "scaling",
            "cores, memory, disks and limits for a number of people, from measured points; measures nothing",
            ScalingScenario.RunAsync
        )
        {
            OnlyByName = true,
        },
        new(
            "one-process",
            "one process with all services beside a process for each: start, memory, messages and registrations a second",
            OneProcessScenario.RunAsync
        )
        {
            OnlyByName = true,
        },
        new("startup", "from ./community up to all healthy, warm, on a data folder of its own", StartupScenario.RunAsync)
        {
            OnlyByName = true,
        },
    ];

    /// <summary>Runs the chosen scenario, or all that need not be chosen, and prints and stores their reports.</summary>
    public static async Task RunAsync(BenchOptions options)
    {
        var chosen = All.Where(scenario => options.Scenario is null ? !scenario.OnlyByName : scenario.Name == options.Scenario);
        foreach (var scenario in chosen)
        {
            Console.WriteLine($"\n{scenario.Name}: {scenario.Description}");
            var machine = await Machine.DescribeAsync();
            var report = await scenario.RunAsync(options);
            ReportWriter.Print(report, machine);
            Console.WriteLine($"  JSON: {await ReportWriter.SaveAsync(scenario.Name, report, machine, options)}");
        }
    }
}
