using Community.Bench.Reports;
using Community.Bench.Scaling;
using Community.Bench.Scenarios;

namespace Community.Bench.Tests.Scaling;

/// <summary>The model of <c>./community bench scaling</c>: its arithmetic, and its distance from measured loads.</summary>
public sealed class ScalingModelTests
{
    private static readonly ScalingInputs Own = ScalingInputs.Own();
    private static readonly ScalingModel Model = new(Own);

    public static TheoryData<string> Measured => [.. Own.Checks.Select(check => check.Name)];

    [Theory, MemberData(nameof(Measured))]
    public void TheModelIsAsFarFromAMeasuredLoadAsItSays(string name)
    {
        var check = Own.Checks.Single(check => check.Name == name);
        Model.NeedsOf(check.Load).CoresTogether.ShouldBe(check.Cores, check.Cores * check.Within);
    }

    [Fact]
    public void ALoadCostsWhatItsPointsSay()
    {
        var needs = Model.NeedsOf(
            new FleetLoad
            {
                Requests = new Dictionary<string, double>(StringComparer.Ordinal) { ["feed"] = 100 },
                Deliveries = 8_000,
                Consumed = 10,
                Connections = 1_000,
                Processes = 6,
                MessagingInstances = 1,
                DatabaseConnections = 10,
            }
        );
        needs.Cores["gateway"].ShouldBe(100 * Own["gateway_ms"] / 1000, 1e-9);
        (needs.Cores["services"] + needs.Cores["PostgreSQL"]).ShouldBe(100 * Own["feed_ms"] / 1000, 1e-9);
        needs.Cores["realtime"].ShouldBe(0.05, 1e-9);
        needs.Cores["bus"].ShouldBe(10 * Own["consumed_ms"] / 1000, 1e-9);
        needs.MemoryMb["connections to the hub"].ShouldBe(28, 1e-9);
        needs.MemoryMb["processes"].ShouldBe(7 * Own["process_mb"], 1e-9);
        needs.MemoryMb["PostgreSQL"].ShouldBe(Own["postgres_mb"] + 10 * Own["database_connection_mb"], 1e-9);
    }

    [Fact]
    public void TheHabitsMakeTheLoadOfTheBusiestMinute()
    {
        var plan = Model.PlanFor(1_000_000);
        var habits = Own.Habits;
        var perSecond = 1_000_000 * habits.DailyShare * habits.PeakHourShare * habits.PeakFactor / 3600;
        plan.Load.Posts.ShouldBe(habits.PostsPerDay * perSecond, 1e-6);
        plan.Load.Deliveries.ShouldBe(plan.Load.Posts * habits.ReadersPerPost, 1e-6);
        plan.Load.Connections.ShouldBe(1_000_000 * habits.ConnectedShare, 1e-6);
        plan.Load.Requests.Values.Sum().ShouldBe(habits.RequestsPerDay.Values.Sum() * perSecond, 1e-6);
        plan.DiskGb["messages"]
            .ShouldBe(1_000_000 * habits.DailyShare * habits.PostsPerDay * 365 * habits.YearsKept * Own["message_bytes"] / 1e9, 1e-6);
        plan.CoresToRun.ShouldBe(plan.Needs.CoresTogether / Own["use"], 1e-9);
    }

    [Fact]
    public void AFewPeopleNeedOneInstanceOfEachProgram()
    {
        var plan = Model.PlanFor(10_000);
        plan.Instances.ShouldBe(
            new Dictionary<string, double>(StringComparer.Ordinal)
            {
                ["gateway"] = 1,
                ["messaging"] = 1,
                ["the five other services"] = 5,
            }
        );
        plan.Walls.ShouldAllBe(wall => wall.Share < 1);
    }

    [Fact]
    public void MorePeopleNeedAtLeastAsMuchOfEverything()
    {
        var plans = new double[] { 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000 }
            .Select(Model.PlanFor)
            .ToList();
        foreach (var (fewer, more) in plans.Zip(plans.Skip(1)))
        {
            more.CoresToRun.ShouldBeGreaterThan(fewer.CoresToRun);
            more.Needs.MemoryTogether.ShouldBeGreaterThanOrEqualTo(fewer.Needs.MemoryTogether);
            more.DiskGb.Values.Sum().ShouldBeGreaterThan(fewer.DiskGb.Values.Sum());
            more.Instances.Keys.ShouldAllBe(program => more.Instances[program] >= fewer.Instances[program]);
        }
    }

    [Fact]
    public void EveryInstanceOfMessagingTakesAtMostItsConnections()
    {
        var plan = Model.PlanFor(100_000_000);
        (plan.Load.Connections / plan.Instances["messaging"]).ShouldBeLessThanOrEqualTo(Own["connections_per_instance"]);
        plan.Walls[0].Share.ShouldBeGreaterThan(1);
        plan.Walls.ShouldBeInOrder(SortDirection.Descending, Comparer<Wall>.Create((one, other) => one.Share.CompareTo(other.Share)));
    }

    [Fact]
    public void EveryPointSaysWhereItComesFromAndIsUsed()
    {
        Own.Points.ShouldAllBe(point => point.Value.Source.Length > 5 && point.Value.Unit.Length > 1);
        Own.Habits.RequestsPerDay.Keys.Select(kind => $"{kind}_ms").Except(Own.Points.Keys).ShouldBeEmpty();
        // Each of them changes the plan, except those of kinds that the habits do not have.
        var plan = Summary(Own);
        foreach (var (name, point) in Own.Points)
        {
            var points = Own.Points.ToDictionary(StringComparer.Ordinal);
            points[name] = point with { Value = point.Value / 64 };
            Summary(Own with { Points = points }).ShouldNotBe(plan, name);
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"points\": {}, \"habits\": {}, \"checks\": []}")]
    [InlineData(
        "{\"points\": {\"use\": {\"value\": -1, \"unit\": \"x\", \"source\": \"y\", \"is_measured\": true}}, \"habits\": null, \"checks\": []}"
    )]
    public void WrongInputsAreRefusedWithAReason(string json) =>
        Should.Throw<BenchException>(() => ScalingInputs.Parse(json)).Message.ShouldNotBeEmpty();

    [Fact]
    public void AMissingPointIsNamed()
    {
        var points = Own.Points.ToDictionary(StringComparer.Ordinal);
        points.Remove("feed_ms");
        Should.Throw<BenchException>(() => new ScalingModel(Own with { Points = points }).PlanFor(10)).Message.ShouldContain("feed_ms");
    }

    [Fact]
    public void ANegativePointIsRefused()
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{Guid.CreateVersion7():N}.json");
        using (var own = typeof(ScalingInputs).Assembly.GetManifestResourceStream("scaling.json")!)
        using (var reader = new StreamReader(own))
        {
            File.WriteAllText(file, reader.ReadToEnd().Replace("\"value\": 0.034", "\"value\": -0.034", StringComparison.Ordinal));
        }

        Should.Throw<BenchException>(() => ScalingInputs.Read(file)).Message.ShouldContain("gateway_ms");
        File.Delete(file);
        Should.Throw<BenchException>(() => ScalingInputs.Read(file)).Message.ShouldContain("cannot be read");
    }

    /// <summary>docs/scaling.md shows the report of these inputs.</summary>
    [Fact]
    public void TheReportNamesEverySizeAndEveryCheck()
    {
        var report = ScalingScenario.Of(Own, [10_000, 1_000_000]);
        using var output = new StringWriter();
        foreach (var table in report.Tables)
        {
            table.Print(output);
        }

        output.ToString().ShouldContain("10,000 people");
        output.ToString().ShouldContain("1,000,000 people");
        report.Bars.Count.ShouldBe(Own.Checks.Count);
        report.Bars.ShouldAllBe(bar => bar.IsMet);
    }

    [Fact]
    public void ThePageShowsTheReportOfTheInputs()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/scaling.md"));
        using var output = new StringWriter { NewLine = "\n" };
        foreach (var table in ScalingScenario.Of(Own, [10_000, 1_000_000, 100_000_000]).Tables)
        {
            table.Print(output);
            output.WriteLine();
        }

        page.ShouldContain(output.ToString().TrimEnd(), customMessage: "./community bench scaling prints it");
    }

    private static string Summary(ScalingInputs inputs)
    {
        var plan = new ScalingModel(inputs).PlanFor(100_000_000);
        return string.Join(
            ' ',
            plan.CoresToRun,
            plan.Needs.MemoryTogether,
            plan.DiskGb.Values.Sum(),
            string.Join(' ', plan.Instances.Values),
            string.Join(' ', plan.Walls.Select(wall => wall.Share))
        );
    }
}
