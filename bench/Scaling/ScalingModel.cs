namespace Community.Bench.Scaling;

/// <summary>A load of the fleet in its busiest minute.</summary>
internal sealed record FleetLoad
{
    /// <summary>Requests a second, by kind.</summary>
    public IReadOnlyDictionary<string, double> Requests { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Messages posted a second.</summary>
    public double Posts { get; init; }

    /// <summary>Messages that connected clients get a second.</summary>
    public double Deliveries { get; init; }

    /// <summary>Integration events consumed a second: each event as often as it has consumers.</summary>
    public double Consumed { get; init; }

    /// <summary>Connections to the hub.</summary>
    public double Connections { get; init; }

    /// <summary>Processes besides messaging's: gateway and services.</summary>
    public double Processes { get; init; }

    /// <summary>Instances of messaging.</summary>
    public double MessagingInstances { get; init; }

    /// <summary>Connections to PostgreSQL.</summary>
    public double DatabaseConnections { get; init; }
}

/// <summary>The needs of a load: cores in use, and MB of memory, by part.</summary>
internal sealed record Needs(IReadOnlyDictionary<string, double> Cores, IReadOnlyDictionary<string, double> MemoryMb)
{
    public double CoresTogether => Cores.Values.Sum();

    public double MemoryTogether => MemoryMb.Values.Sum();
}

/// <summary>A limit of the present design, and how much of it a load takes.</summary>
/// <param name="Name">The limit.</param>
/// <param name="Load">The load.</param>
/// <param name="Limit">The greatest load that was measured, or the configured or assumed limit.</param>
/// <param name="Unit">The unit of both.</param>
/// <param name="IsMeasured">Whether the limit was measured.</param>
/// <param name="Remedy">The change that moves it.</param>
internal sealed record Wall(string Name, double Load, double Limit, string Unit, bool IsMeasured, string Remedy)
{
    /// <summary>Above 1: beyond the greatest load that was measured, or the limit that is set or assumed.</summary>
    public double Share => Load / Limit;
}

/// <summary>The fleet that a number of people needs.</summary>
/// <param name="People">All people with an account.</param>
/// <param name="Load">Their load in the busiest minute.</param>
/// <param name="Needs">Cores in use then, and memory.</param>
/// <param name="CoresToRun">Cores to run, with the headroom of the inputs.</param>
/// <param name="Instances">Instances by program.</param>
/// <param name="DiskGb">GB of PostgreSQL on one copy at the end of <see cref="Habits.YearsKept"/>, by table.</param>
/// <param name="Walls">The limits, the most loaded first.</param>
internal sealed record Plan(
    double People,
    FleetLoad Load,
    Needs Needs,
    double CoresToRun,
    IReadOnlyDictionary<string, double> Instances,
    IReadOnlyDictionary<string, double> DiskGb,
    IReadOnlyList<Wall> Walls
);

/// <summary>
/// The size of a fleet for a number of people. It multiplies measured costs by assumed habits, and no more: it knows no queues and no
/// tails, so a plan is right to a factor of two at best. Its use is to show which part grows first, and where a limit is.
/// </summary>
internal sealed class ScalingModel(ScalingInputs inputs)
{
    private const double SecondsPerHour = 3600;
    private const double DaysPerYear = 365;

    /// <summary>The fleet for this many people.</summary>
    /// <param name="people">Above 0.</param>
    public Plan PlanFor(double people)
    {
        var habits = inputs.Habits;
        var daily = people * habits.DailyShare;
        var perSecond = daily * habits.PeakHourShare * habits.PeakFactor / SecondsPerHour;
        var posts = habits.PostsPerDay * perSecond;
        var load = new FleetLoad
        {
            Requests = habits.RequestsPerDay.ToDictionary(kind => kind.Key, kind => kind.Value * perSecond, StringComparer.Ordinal),
            Posts = posts,
            Deliveries = posts * habits.ReadersPerPost,
            Consumed = habits.EventsPerDay * perSecond * habits.ConsumersPerEvent,
            Connections = people * habits.ConnectedShare,
        };
        var instances = InstancesFor(CoresOf(load), load);
        load = load with
        {
            Processes = instances.Where(program => program.Key != "messaging").Sum(program => program.Value),
            MessagingInstances = instances["messaging"],
            DatabaseConnections = instances.Where(program => program.Key != "gateway").Sum(program => program.Value) * inputs["pool"],
        };
        var needs = NeedsOf(load);
        var disk = DiskOf(daily);
        return new(people, load, needs, needs.CoresTogether / inputs["use"], instances, disk, WallsOf(people, load, disk));
    }

    /// <summary>The needs of a load, without headroom.</summary>
    public Needs NeedsOf(FleetLoad load) =>
        new(
            CoresOf(load),
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["processes"] = (load.Processes + load.MessagingInstances) * inputs["process_mb"],
                ["connections to the hub"] = load.Connections * inputs["connection_kb"] / 1000,
                ["PostgreSQL"] = inputs["postgres_mb"] + load.DatabaseConnections * inputs["database_connection_mb"],
                ["RabbitMQ"] = inputs["rabbitmq_mb"],
            }
        );

    private Dictionary<string, double> CoresOf(FleetLoad load)
    {
        var requests = load.Requests.Values.Sum() + load.Posts;
        // Milliseconds a second are thousandths of a core. The cost of a kind is of everything behind the gateway.
        var behind = load.Requests.Sum(kind => kind.Value * inputs[$"{kind.Key}_ms"]) + load.Posts * inputs["post_ms"];
        var deliveries = load.Deliveries * inputs["delivery_ms"] * (load.MessagingInstances > 1 ? inputs["backplane_factor"] : 1);
        return new(StringComparer.Ordinal)
        {
            ["gateway"] = requests * inputs["gateway_ms"] / 1000,
            ["services"] = behind * (1 - inputs["postgres_share"]) / 1000,
            ["PostgreSQL"] = behind * inputs["postgres_share"] / 1000,
            ["realtime"] = deliveries / 1000,
            ["bus"] = load.Consumed * inputs["consumed_ms"] / 1000,
        };
    }

    /// <summary>At least one of each program; more where the cores or the connections of one are not enough.</summary>
    private Dictionary<string, double> InstancesFor(Dictionary<string, double> cores, FleetLoad load)
    {
        var each = inputs["cores_per_instance"] * inputs["use"];
        var behind = cores["services"] + cores["bus"];
        // Messaging has the hub, and about half of the requests: pages of messages, notifications, posts.
        var messaging = Math.Max(
            Math.Ceiling(load.Connections / inputs["connections_per_instance"]),
            Math.Ceiling((cores["realtime"] * inputs["backplane_factor"] + behind / 2) / each)
        );
        return new(StringComparer.Ordinal)
        {
            ["gateway"] = Math.Max(1, Math.Ceiling(cores["gateway"] / each)),
            ["messaging"] = Math.Max(1, messaging),
            ["the five other services"] = Math.Max(5, Math.Ceiling(behind / 2 / each)),
        };
    }

    /// <summary>In GB, at the end of the years that messages are kept.</summary>
    private Dictionary<string, double> DiskOf(double daily)
    {
        var habits = inputs.Habits;
        var posts = daily * habits.PostsPerDay;
        var notifications = posts * habits.NotificationsPerPost;
        return new(StringComparer.Ordinal)
        {
            ["messages"] = posts * DaysPerYear * habits.YearsKept * inputs["message_bytes"] / 1e9,
            // Read ones go after 90 days, and their facts after 400.
            ["notifications"] = notifications * (90 * inputs["notification_bytes"] + 400 * inputs["notified_fact_bytes"]) / 1e9,
            ["inbox, 30 days"] = daily * habits.EventsPerDay * habits.ConsumersPerEvent * 30 * inputs["inbox_bytes"] / 1e9,
            ["registrations and seat ledger"] =
                daily
                * habits.RequestsPerDay.GetValueOrDefault("registration")
                * DaysPerYear
                * habits.YearsKept
                * inputs["registration_bytes"]
                / 1e9,
        };
    }

    private List<Wall> WallsOf(double people, FleetLoad load, Dictionary<string, double> disk)
    {
        Wall[] walls =
        [
            OfPoint(
                "posts a second on one primary",
                load.Posts,
                "posts_per_primary",
                "messages partitioned by channel; a database for each range of channels"
            ),
            OfPoint(
                "integration events a second of one broker",
                load.Consumed,
                "events_per_broker",
                "a broker for each group of contracts; streams for those with many consumers"
            ),
            OfPoint(
                "messages that each instance of messaging hears of",
                load.Posts,
                "signals_per_instance",
                "signals by topic, to the instances that have it, not to all"
            ),
            OfPoint(
                "connections to one PostgreSQL",
                load.DatabaseConnections,
                "connections_per_postgres",
                "a server for each database, then PgBouncer in session mode, then smaller pools"
            ),
            OfPoint(
                "GB of messages on one server",
                disk["messages"],
                "gb_per_server",
                "partitions by time, old ones on cheap disks; Citus"
            ),
            OfPoint("people in one search", people, "people_per_search", "a search by region first; a search engine of its own"),
        ];
        return [.. walls.OrderByDescending(wall => wall.Share)];

        Wall OfPoint(string name, double of, string point, string remedy) =>
            new(name, of, inputs[point], inputs.Points[point].Unit, inputs.Points[point].IsMeasured, remedy);
    }
}
