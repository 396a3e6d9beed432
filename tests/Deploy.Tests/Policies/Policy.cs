namespace Community.Deploy.Tests.Policies;

/// <summary>A rule for the manifests.</summary>
/// <param name="Number">Its number, by which a counterexample names it.</param>
/// <param name="Rule">The rule as a sentence.</param>
/// <param name="Findings">The violations: each line begins with the object.</param>
internal sealed record Policy(int Number, string Rule, Func<Rendering, IEnumerable<string>> Findings)
{
    /// <summary>All policies.</summary>
    public static IReadOnlyList<Policy> All { get; } =
    [
        .. ImagePolicies.All,
        .. PodPolicies.All,
        .. ReliabilityPolicies.All,
        .. ResourcePolicies.All,
        .. NetworkPolicies.All,
        .. SecretPolicies.All,
        .. ConsistencyPolicies.All,
        .. TlsPolicies.All,
    ];

    /// <summary>A rule for each container of each workload.</summary>
    public static Policy OfContainers(int number, string rule, Func<Container, bool> keeps) =>
        new(
            number,
            rule,
            rendering =>
                rendering
                    .Workloads.SelectMany(workload => workload.Containers.Select(container => new Container(workload, container)))
                    .Where(container => !keeps(container))
                    .Select(container => $"{container.Workload.Kind} {container.Workload.Name}: {container.Body.Text("name")}")
        );

    /// <summary>A rule for each workload's pod.</summary>
    public static Policy OfPods(int number, string rule, Func<Workload, bool> keeps) =>
        new(
            number,
            rule,
            rendering => rendering.Workloads.Where(workload => !keeps(workload)).Select(workload => $"{workload.Kind} {workload.Name}")
        );

    /// <summary>A rule for the gateway and each service.</summary>
    public static Policy OfOurs(int number, string rule, Func<Workload, Rendering, bool> keeps) =>
        new(
            number,
            rule,
            rendering =>
                rendering.Ours.Where(workload => !keeps(workload, rendering)).Select(workload => $"{workload.Kind} {workload.Name}")
        );

    public override string ToString() => $"{Number} {Rule}";
}

/// <summary>A container of a workload.</summary>
internal sealed record Container(Workload Workload, System.Text.Json.Nodes.JsonNode Body);
