using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Community.Deploy.Tests;

/// <summary>The rendered manifests of an overlay.</summary>
internal sealed class Rendering(string overlay, IEnumerable<JsonObject> objects)
{
    private static readonly ConcurrentDictionary<string, Lazy<JsonObject[]>> Parsed = new(StringComparer.Ordinal);
    private static readonly string[] WithPods = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod"];

    /// <summary>The names of all overlays.</summary>
    public static IReadOnlyList<string> Overlays { get; } =
    [
        .. Directory
            .EnumerateDirectories(Repository.InRoot("deploy/k8s/overlays"))
            .Select(folder => Path.GetFileName(folder))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The overlay's name.</summary>
    public string Overlay => overlay;

    /// <summary>Whether it is for a single machine without operators.</summary>
    public bool IsDev => overlay == "dev";

    public List<JsonObject> Objects { get; } = [.. objects];

    /// <summary>Every object that creates pods.</summary>
    public IEnumerable<Workload> Workloads =>
        Objects.Where(item => WithPods.Contains(item.Text("kind"))).Select(item => new Workload(item));

    /// <summary>The gateway and the services.</summary>
    public IEnumerable<Workload> Ours => Workloads.Where(workload => workload.IsOurs);

    /// <summary>The workloads that run a program of ours: the gateway, the services, and the services' migrations.</summary>
    public IEnumerable<Workload> OfOurPrograms => Workloads.Where(workload => workload.IsOurs || workload.IsMigration);

    /// <summary>A modifiable copy of the committed rendering.</summary>
    public static Rendering Of(string overlay) =>
        new(
            overlay,
            Parsed
                .GetOrAdd(overlay, name => new(() => [.. Yaml.Documents(Repository.Read($"deploy/rendered/{name}.yaml"))]))
                .Value.Select(item => (JsonObject)item.DeepClone())
        );

    public IEnumerable<JsonObject> OfKind(string kind) => Objects.Where(item => item.Text("kind") == kind);

    public JsonObject? Find(string kind, string name) => OfKind(kind).FirstOrDefault(item => item.Text("metadata", "name") == name);

    /// <summary>The values of a workload's configuration, by the variable's name; null for a value from a Secret.</summary>
    public Dictionary<string, string?> Variables(Workload workload)
    {
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var container in workload.Containers)
        {
            foreach (var source in container.Each("envFrom"))
            {
                foreach (var (name, value) in Find("ConfigMap", source.Text("configMapRef", "name") ?? "").Members("data"))
                {
                    variables[name] = value.Text();
                }
            }

            foreach (var variable in container.Each("env"))
            {
                variables[variable.Text("name")!] = variable.Text("value");
            }
        }

        return variables;
    }

    /// <summary>The labels of every kind of pod, including those that operators create.</summary>
    public IEnumerable<JsonNode?> PodLabels() =>
        Workloads
            .Select(workload => workload.PodLabels)
            .Concat(
                OfKind("Cluster").Select(cluster => (JsonNode?)new JsonObject { ["cnpg.io/cluster"] = cluster.Text("metadata", "name") })
            )
            .Concat(
                OfKind("RabbitmqCluster")
                    .Select(cluster => (JsonNode?)new JsonObject { ["app.kubernetes.io/name"] = cluster.Text("metadata", "name") })
            );

    /// <summary>Whether a label selector selects these labels. An empty one selects all.</summary>
    public static bool Selects(JsonNode? selector, JsonNode? labels) =>
        selector.Members("matchLabels").All(wanted => labels.Text(wanted.Key) == wanted.Value.Text())
        && selector
            .Each("matchExpressions")
            .All(expression =>
                expression.Text("operator") switch
                {
                    "In" => expression.Each("values").Any(value => value.Text() == labels.Text(expression.Text("key")!)),
                    "NotIn" => expression.Each("values").All(value => value.Text() != labels.Text(expression.Text("key")!)),
                    "Exists" => labels.At(expression.Text("key")!) is not null,
                    "DoesNotExist" => labels.At(expression.Text("key")!) is null,
                    _ => false,
                }
            );
}

/// <summary>An object that creates pods.</summary>
internal sealed class Workload(JsonObject item)
{
    public JsonObject Object => item;

    public string Kind => item.Text("kind")!;

    public string Name => item.Text("metadata", "name")!;

    public JsonNode? Template =>
        Kind switch
        {
            "Pod" => item,
            "CronJob" => item.At("spec", "jobTemplate", "spec", "template"),
            _ => item.At("spec", "template"),
        };

    public JsonNode? Pod => Template.At("spec");

    public JsonNode? PodLabels => Template.At("metadata", "labels");

    public IEnumerable<JsonNode> Containers =>
        Pod.Each("initContainers").Concat(Pod.Each("containers")).Concat(Pod.Each("ephemeralContainers"));

    /// <summary>A Job that applies a service's migrations.</summary>
    public bool IsMigration => Kind == "Job" && PodLabels.Text("app.kubernetes.io/component") == "migration";

    /// <summary>The program that it runs: the gateway, or a service.</summary>
    public string Program => IsMigration ? Name[..^"-migrate".Length] : Name;

    public bool IsOurs => Kind == "Deployment" && PodLabels.Text("app.kubernetes.io/component") is "service" or "edge";
}
