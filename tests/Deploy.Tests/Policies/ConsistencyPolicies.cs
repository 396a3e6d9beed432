using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.Deploy.Tests.Policies;

/// <summary>The manifests against the code.</summary>
internal static partial class ConsistencyPolicies
{
    private static readonly string[] Labels = ["name", "instance", "component", "part-of", "version"];

    /// <summary>Kinds of operators that have no stable version yet.</summary>
    private static readonly string[] NotStableYet = ["keda.sh/v1alpha1", "rabbitmq.com/v1beta1"];

    public static IEnumerable<Policy> All =>
        [
            new(40, "Every variable is a configuration key, and every required key is set", Configuration),
            new(41, "Addresses and network policies are the references of AppHost's Deployment.cs", Edges),
            Policy.OfOurs(
                42,
                "Probes ask the health endpoints, on the port that speaks HTTP/1.1 as they do",
                (workload, _) =>
                    workload.Containers.All(container =>
                        container.Text("startupProbe", "httpGet", "path") == "/health/live"
                        && container.Text("livenessProbe", "httpGet", "path") == "/health/live"
                        && container.Text("readinessProbe", "httpGet", "path") == "/health/ready"
                        && new[] { "startupProbe", "livenessProbe", "readinessProbe" }.All(probe =>
                            container.Text(probe, "httpGet", "port") == "http"
                            && container.Each("ports").Any(port => port.Text("name") == "http")
                        )
                    )
            ),
            Policy.OfOurs(
                43,
                "A container's ports are those that Kestrel listens on",
                (workload, rendering) =>
                    rendering
                        .Variables(workload)
                        .Where(variable => Endpoint().IsMatch(variable.Key))
                        .Select(variable => variable.Value![(variable.Value!.LastIndexOf(':') + 1)..])
                        .ToHashSet(StringComparer.Ordinal)
                        .SetEquals(
                            workload.Containers.SelectMany(container => container.Each("ports")).Select(port => port.Text("containerPort")!)
                        )
            ),
            new(
                44,
                "Every object has all labels, and its name's label is its name",
                rendering => rendering.Objects.Where(item => !IsLabelled(item)).Select(Name)
            ),
            new(
                45,
                "API versions are stable, names valid, and no two objects alike",
                rendering =>
                    [
                        .. rendering
                            .Objects.Where(item =>
                                !StableVersion().IsMatch(item.Text("apiVersion") ?? "") && !NotStableYet.Contains(item.Text("apiVersion"))
                            )
                            .Select(Name),
                        .. rendering
                            .Objects.Where(item =>
                                !ObjectName().IsMatch(item.Text("metadata", "name") ?? "") || item.Text("metadata", "name")!.Length > 63
                            )
                            .Select(Name),
                        .. rendering
                            .Objects.Where(item =>
                                item.Members("metadata", "labels").Any(label => !LabelValue().IsMatch(label.Value.Text() ?? ""))
                            )
                            .Select(Name),
                        .. rendering
                            .Objects.GroupBy(item => $"{Name(item)} {item.Text("apiVersion")?.Split('/')[0]}", StringComparer.Ordinal)
                            .Where(alike => alike.Count() > 1)
                            .Select(alike => alike.Key),
                    ]
            ),
            new(
                46,
                "Each program of the fleet is there, and nothing is there twice or beside it",
                rendering =>
                    rendering
                        .Ours.Select(workload => workload.Name)
                        .Order(StringComparer.Ordinal)
                        .SequenceEqual(FleetGraph.References.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal)
                        ? []
                        : [string.Join(", ", rendering.Ours.Select(workload => workload.Name))]
            ),
            new(47, "A service's role owns nothing; a Job with the owner's role applies its migrations", Owners),
        ];

    private static IEnumerable<string> Owners(Rendering rendering)
    {
        foreach (var service in rendering.IsDev ? [] : rendering.Ours.Where(workload => workload.Name != "gateway"))
        {
            var variables = rendering.Variables(service);
            var database = variables.Keys.Single(variable =>
                variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal)
                && variable is not ("ConnectionStrings__rabbitmq" or "ConnectionStrings__redis")
            );
            var owner = rendering.Find("Database", database["ConnectionStrings__".Length..]).Text("spec", "owner");
            var migration = rendering.Workloads.SingleOrDefault(workload => workload.IsMigration && workload.Program == service.Name);
            var runtime = migration is null ? null : rendering.Variables(migration).GetValueOrDefault("Database__Migrations__RuntimeRole");
            var isApart =
                migration is not null
                && owner is not null
                && runtime is not null
                && runtime != owner
                && variables.GetValueOrDefault("Database__Migrations__AtStart") == "false"
                && RoleOf(rendering, service, database) == runtime
                && RoleOf(rendering, migration, database) == owner
                && migration
                    .Containers.Single()
                    .Each("args")
                    .Select(argument => argument.Text())
                    .SequenceEqual(["--migrate"], StringComparer.Ordinal);
            if (!isApart)
            {
                yield return service.Name;
            }
        }
    }

    /// <summary>The role in the connection string that a workload reads from its Secret.</summary>
    private static string? RoleOf(Rendering rendering, Workload workload, string variable)
    {
        var key = workload.Containers.Single().Each("env").Single(entry => entry.Text("name") == variable).At("valueFrom", "secretKeyRef");
        var connection =
            rendering.Find("ExternalSecret", key.Text("name") ?? "").Text("spec", "target", "template", "data", key.Text("key") ?? "")
            ?? "";
        return connection.Split(';').FirstOrDefault(part => part.StartsWith("Username=", StringComparison.Ordinal))?["Username=".Length..];
    }

    private static string Name(JsonObject item) => $"{item.Text("kind")} {item.Text("metadata", "name")}";

    private static IEnumerable<string> Configuration(Rendering rendering)
    {
        foreach (var workload in rendering.OfOurPrograms)
        {
            var variables = rendering.Variables(workload);
            foreach (
                var variable in variables.Keys.Where(variable =>
                    !ConfigurationKeys.IsKnown(workload.Program, variable) && !Reference().IsMatch(variable)
                )
            )
            {
                yield return $"{workload.Name}: {variable} is no key";
            }

            foreach (var missing in ConfigurationKeys.Missing(workload.Program, variables.Keys))
            {
                yield return $"{workload.Name}: {missing} is not set";
            }
        }
    }

    private static IEnumerable<string> Edges(Rendering rendering)
    {
        var ours = rendering.Ours.ToDictionary(workload => workload.Name, StringComparer.Ordinal);
        foreach (var (name, references) in FleetGraph.References.Where(service => ours.ContainsKey(service.Key)))
        {
            var told = rendering
                .Variables(ours[name])
                .Where(variable => Reference().IsMatch(variable.Key))
                .ToLookup(
                    variable => Reference().Match(variable.Key).Groups["service"].Value,
                    variable => variable.Value,
                    StringComparer.Ordinal
                );
            foreach (var other in references.Union(told.Select(service => service.Key)).Union(ours.Keys))
            {
                var isReferred = references.Contains(other);
                if (isReferred != told.Contains(other) || !told[other].All(address => IsServed(rendering, other, address)))
                {
                    yield return $"{name}: the address of {other}";
                }

                if (other != name && ours.TryGetValue(other, out var target))
                {
                    if (Allows(rendering, "Egress", ours[name], target) != isReferred)
                    {
                        yield return $"{name}: the way out to {other}";
                    }

                    if (Allows(rendering, "Ingress", target, ours[name]) != isReferred)
                    {
                        yield return $"{other}: the way in from {name}";
                    }
                }
            }
        }
    }

    private static bool IsServed(Rendering rendering, string service, string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Host == service
        && rendering.Find("Service", service).Each("spec", "ports").Any(port => port.Number("port") == uri.Port);

    /// <summary>
    /// Whether a policy of the first lets it connect to the second on a port; addresses outside of the cluster do not count.
    /// </summary>
    private static bool Allows(Rendering rendering, string direction, Workload own, Workload other)
    {
        var (rules, peers) = direction == "Egress" ? ("egress", "to") : ("ingress", "from");
        return rendering
            .OfKind("NetworkPolicy")
            .Where(policy =>
                Rendering.Selects(policy.At("spec", "podSelector"), own.PodLabels)
                && policy.Each("spec", "policyTypes").Any(type => type.Text() == direction)
            )
            .SelectMany(policy => policy.Each("spec", rules))
            .Any(rule =>
                rule.At(peers) is null
                || rule.Each(peers)
                    .Any(peer =>
                        peer.At("ipBlock") is null
                        && peer.At("namespaceSelector") is null
                        && Rendering.Selects(peer.At("podSelector"), other.PodLabels)
                    )
            );
    }

    private static bool IsLabelled(JsonObject item)
    {
        var labels = item.At("metadata", "labels");
        var name = item.Text("metadata", "name")!;
        var labelled = labels.Text("app.kubernetes.io/name");
        return Array.TrueForAll(Labels, label => !string.IsNullOrEmpty(labels.Text($"app.kubernetes.io/{label}")))
            && (labelled == name || (item.Text("kind") == "ConfigMap" && Generated().Replace(name, "") == labelled));
    }

    [GeneratedRegex("^services__(?<service>[a-z-]+)__(http|h2c)__[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();

    [GeneratedRegex("^Kestrel__Endpoints__[a-z0-9]+__Url$", RegexOptions.None, 1000)]
    private static partial Regex Endpoint();

    [GeneratedRegex("^([a-z0-9.-]+/)?v[0-9]+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex StableVersion();

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ObjectName();

    [GeneratedRegex("^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelValue();

    [GeneratedRegex("-[a-z0-9]{10}$", RegexOptions.None, 1000)]
    private static partial Regex Generated();
}
