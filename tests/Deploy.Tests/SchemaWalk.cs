using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.Deploy.Tests;

/// <summary>
/// Compares manifests with the API's schemas as strictly as the API server would with <c>fieldValidation=Strict</c>. It finds a member that
/// a type does not have, a wrong type, a missing required member, a value outside of an enum, and a malformed quantity. CEL rules are not
/// evaluated.
/// </summary>
internal static partial class SchemaWalk
{
    private static readonly ConcurrentDictionary<string, JsonNode> Files = new(StringComparer.Ordinal);

    private static readonly Lazy<JsonNode> LazyKubernetes = new(() => WithEnums(File("kubernetes-1.34.json")!));

    /// <summary>Values that the API server checks, but that its published schema describes only in words.</summary>
    private static readonly (string Definition, string Member, string[] Values)[] Enums =
    [
        ("core.v1.ContainerPort", "protocol", ["TCP", "UDP", "SCTP"]),
        ("core.v1.ServicePort", "protocol", ["TCP", "UDP", "SCTP"]),
        ("core.v1.Container", "imagePullPolicy", ["Always", "IfNotPresent", "Never"]),
        ("core.v1.PodSpec", "restartPolicy", ["Always", "OnFailure", "Never"]),
        ("core.v1.PodSpec", "dnsPolicy", ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
        ("core.v1.ServiceSpec", "type", ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
        ("core.v1.TopologySpreadConstraint", "whenUnsatisfiable", ["DoNotSchedule", "ScheduleAnyway"]),
        ("core.v1.EmptyDirVolumeSource", "medium", ["", "Memory", "HugePages"]),
        ("core.v1.SeccompProfile", "type", ["RuntimeDefault", "Localhost", "Unconfined"]),
        ("apps.v1.DeploymentStrategy", "type", ["RollingUpdate", "Recreate"]),
        ("networking.v1.NetworkPolicyPort", "protocol", ["TCP", "UDP", "SCTP"]),
        ("policy.v1.PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", ["IfHealthyBudget", "AlwaysAllow"]),
        ("autoscaling.v2.MetricSpec", "type", ["Resource", "ContainerResource", "Pods", "Object", "External"]),
        ("autoscaling.v2.MetricTarget", "type", ["Utilization", "Value", "AverageValue"]),
        ("autoscaling.v2.HPAScalingPolicy", "type", ["Pods", "Percent"]),
    ];

    private static JsonNode Kubernetes => LazyKubernetes.Value;

    /// <summary>Whether its kind is Kubernetes' own, not an operator's.</summary>
    public static bool IsOfKubernetes(JsonObject item) =>
        Kubernetes.Text("kinds", $"{item.Text("apiVersion")} {item.Text("kind")}") is not null;

    /// <summary>The faults, each with its path; empty if there are none.</summary>
    public static IReadOnlyList<string> Findings(JsonObject item)
    {
        var (version, kind) = (item.Text("apiVersion") ?? "", item.Text("kind") ?? "");
        var at = $"{kind} {item.Text("metadata", "name")}";
        if (Kubernetes.Text("kinds", $"{version} {kind}") is { } definition)
        {
            return [.. Walk(item, Kubernetes.At("definitions", definition), at)];
        }

        var parts = version.Split('/');
        return parts is [var group, var number] && File($"{group}_{kind.ToLowerInvariant()}_{number}.json") is { } schema
            ?
            [
                .. Walk(item, schema, at),
                .. Walk(
                    item["metadata"],
                    Kubernetes.At("definitions", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"),
                    $"{at}.metadata"
                ),
            ]
            : [$"{at}: there is no schema of {version} {kind}"];
    }

    private static IEnumerable<string> Walk(JsonNode? value, JsonNode? schema, string at)
    {
        if (schema.Text("$ref") is { } reference)
        {
            var name = reference[(reference.LastIndexOf('/') + 1)..];
            if (name == "io.k8s.apimachinery.pkg.api.resource.Quantity")
            {
                return Quantity().IsMatch(value.Text() ?? "") ? [] : [$"{at}: {value} is no quantity"];
            }

            return Walk(value, Kubernetes.At("definitions", name), at);
        }

        if (schema.IsTrue("x-kubernetes-int-or-string") || schema.At("oneOf") is not null)
        {
            return value?.GetValueKind() is JsonValueKind.Number or JsonValueKind.String ? [] : [$"{at}: neither a number nor a text"];
        }

        if (value is null)
        {
            return [$"{at}: no value"];
        }

        return schema.Text("type") switch
        {
            "object" => value is JsonObject members ? Members(members, schema, at) : [$"{at}: not an object"],
            "array" => value is JsonArray items
                ? items.SelectMany((item, position) => Walk(item, schema.At("items"), $"{at}[{position}]"))
                : [$"{at}: not a list"],
            { } type => Scalar(value, type, schema, at),
            // A type without a schema accepts anything, such as the definition of a broker's policy.
            null => schema.At("properties") is not null && value is JsonObject untyped ? Members(untyped, schema, at) : [],
        };
    }

    private static IEnumerable<string> Members(JsonObject members, JsonNode? schema, string at)
    {
        foreach (var required in schema.Each("required").Select(name => name.Text()!).Where(name => members[name] is null))
        {
            yield return $"{at}.{required}: missing";
        }

        var free = schema.At("additionalProperties");
        foreach (var (name, value) in members)
        {
            var known = schema.At("properties", name) ?? (free is JsonObject ? free : null);
            if (known is null && !IsOpen(schema, free))
            {
                yield return $"{at}.{name}: unknown";
            }

            foreach (var finding in known is null ? [] : Walk(value, known, $"{at}.{name}"))
            {
                yield return finding;
            }
        }
    }

    private static bool IsOpen(JsonNode? schema, JsonNode? free) =>
        schema.IsTrue("x-kubernetes-preserve-unknown-fields") || free.IsTrue() || (schema.At("properties") is null && free is null);

    private static IEnumerable<string> Scalar(JsonNode value, string type, JsonNode? schema, string at)
    {
        var fits = (type, value.GetValueKind()) switch
        {

            ("string", JsonValueKind.String)
            or
            ("number", JsonValueKind.Number)
            or ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("integer", JsonValueKind.Number) => value.AsValue().TryGetValue<long>(out var whole)
                && (schema.Text("format") != "int32" || whole is >= int.MinValue and <= int.MaxValue),
            _ => false,
        };
        if (!fits)
        {
            yield return $"{at}: {value.ToJsonString()} is not of type {type}";
        }
        else if (schema.At("enum") is JsonArray && !schema.Each("enum").Any(allowed => allowed.Text() == value.Text()))
        {
            yield return $"{at}: {value} is not one of {string.Join(", ", schema.Each("enum"))}";
        }
        else if (
            schema.Text("pattern") is { } pattern
            && !Regex.IsMatch(value.Text()!, pattern, RegexOptions.None, TimeSpan.FromSeconds(5))
        )
        {
            yield return $"{at}: {value} does not match {pattern}";
        }
        else if (value.Number() < schema.Number("minimum") || value.Number() > schema.Number("maximum"))
        {
            yield return $"{at}: {value} is out of its range";
        }
    }

    private static JsonNode WithEnums(JsonNode schemas)
    {
        foreach (var (definition, member, values) in Enums)
        {
            schemas["definitions"]![$"io.k8s.api.{definition}"]!["properties"]![member]!["enum"] = new JsonArray([
                .. values.Select(value => JsonValue.Create(value)),
            ]);
        }

        return schemas;
    }

    private static JsonNode? File(string name)
    {
        if (Files.TryGetValue(name, out var known))
        {
            return known;
        }

        var path = Repository.InRoot($"tests/Deploy.Tests/Schemas/{name}");
        return System.IO.File.Exists(path) ? Files.GetOrAdd(name, JsonNode.Parse(System.IO.File.ReadAllText(path))!) : null;
    }

    [GeneratedRegex(@"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quantity();
}
