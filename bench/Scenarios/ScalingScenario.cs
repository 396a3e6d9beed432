using System.Globalization;
using Community.Bench.Reports;
using Community.Bench.Scaling;

namespace Community.Bench.Scenarios;

/// <summary>
/// Cores, memory, disks and limits for a number of people, computed from measured points and assumed habits. It measures nothing itself.
/// </summary>
internal static class ScalingScenario
{
    private static readonly double[] Sizes = [10_000, 1_000_000, 100_000_000];

    public static Task<Report> RunAsync(BenchOptions options)
    {
        var inputs = options.Inputs is { } file ? ScalingInputs.Read(file) : ScalingInputs.Own();
        return Task.FromResult(Of(inputs, options.People > 0 ? [options.People] : Sizes));
    }

    public static Report Of(ScalingInputs inputs, IReadOnlyList<double> sizes)
    {
        var model = new ScalingModel(inputs);
        var plans = sizes.Select(model.PlanFor).ToList();
        return new Report([Loads(plans), Needs(plans), Disks(plans), Walls(plans)], Checks(model, inputs), new { inputs, plans })
        {
            Notes =
            [
                "Nothing was measured now. A plan is right to a factor of two at best: the habits are assumed, and docs/scaling.md says which points never were measured.",
                $"Not measured: {string.Join(", ", inputs.Points.Where(point => !point.Value.IsMeasured).Select(point => point.Key))}.",
            ],
        };
    }

    private static Table Loads(List<Plan> plans)
    {
        var table = Headed("the busiest minute", plans);
        Add(table, "requests a second", plans, plan => plan.Load.Requests.Values.Sum() + plan.Load.Posts);
        Add(table, "posts a second", plans, plan => plan.Load.Posts);
        Add(table, "deliveries a second", plans, plan => plan.Load.Deliveries);
        Add(table, "integration events consumed a second", plans, plan => plan.Load.Consumed);
        Add(table, "connections to the hub", plans, plan => plan.Load.Connections);
        return table;
    }

    private static Table Needs(List<Plan> plans)
    {
        var table = Headed("what it needs", plans);
        foreach (var part in plans[0].Needs.Cores.Keys)
        {
            Add(table, $"cores in use: {part}", plans, plan => plan.Needs.Cores[part]);
        }

        Add(table, "cores to run", plans, plan => plan.CoresToRun);
        foreach (var part in plans[0].Needs.MemoryMb.Keys)
        {
            Add(table, $"memory, GB: {part}", plans, plan => plan.Needs.MemoryMb[part] / 1000);
        }

        foreach (var program in plans[0].Instances.Keys)
        {
            Add(table, $"instances: {program}", plans, plan => plan.Instances[program]);
        }

        return table;
    }

    private static Table Disks(List<Plan> plans)
    {
        var table = Headed("disk of PostgreSQL, GB a copy, at the end", plans);
        foreach (var part in plans[0].DiskGb.Keys)
        {
            Add(table, part, plans, plan => plan.DiskGb[part]);
        }

        return table;
    }

    private static Table Walls(List<Plan> plans)
    {
        var table = Headed("load as a share of each limit", plans);
        foreach (var wall in plans[^1].Walls)
        {
            Add(
                table,
                $"{wall.Name}: {Table.Figure(wall.Limit)}{(wall.IsMeasured ? "" : " (not measured)")}",
                plans,
                plan => plan.Walls.Single(other => other.Name == wall.Name).Share
            );
        }

        return table;
    }

    /// <summary>The model beside loads that its points were not taken from.</summary>
    private static List<Bar> Checks(ScalingModel model, ScalingInputs inputs) =>
        [
            .. inputs.Checks.Select(check =>
                Bar.AtMost(
                    $"{check.Name}: the model's {Table.Figure(model.NeedsOf(check.Load).CoresTogether)} cores beside {Table.Figure(check.Cores)}, off by",
                    Math.Abs(model.NeedsOf(check.Load).CoresTogether - check.Cores) / check.Cores,
                    check.Within
                )
            ),
        ];

    private static Table Headed(string title, List<Plan> plans) =>
        new([title, .. plans.Select(plan => $"{plan.People.ToString("#,0", CultureInfo.InvariantCulture)} people")]);

    private static void Add(Table table, string name, List<Plan> plans, Func<Plan, double> of) =>
        table.Add([name, .. plans.Select(plan => Table.Figure(of(plan)))]);
}
