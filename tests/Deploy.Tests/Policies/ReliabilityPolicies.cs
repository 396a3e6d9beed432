using System.Globalization;
using System.Text.Json.Nodes;

namespace Community.Deploy.Tests.Policies;

internal static class ReliabilityPolicies
{
    /// <summary>The longest duration of a stop after the drain, in seconds (LifetimeExtensions).</summary>
    private const double StopSeconds = 20;

    public static IEnumerable<Policy> All =>
        [
            Policy.OfOurs(
                20,
                "Start, life and readiness are asked, life and readiness by different questions",
                (workload, _) =>
                    workload.Containers.All(container =>
                        container.At("startupProbe") is not null
                        && container.Text("livenessProbe", "httpGet", "path") is { } live
                        && container.Text("readinessProbe", "httpGet", "path") is { } ready
                        && live != ready
                    )
            ),
            Policy.OfOurs(
                21,
                "There are two instances or more, and one counts them: the Deployment or its autoscaler",
                (workload, rendering) => rendering.IsDev || Instances(workload, rendering) >= 2
            ),
            new(22, "A disruption budget protects each service, and lets nodes be drained", Budgets),
            new(23, "An autoscaler scales something that is there and asks for processor", Autoscalers),
            new(
                24,
                "A rollout takes no instance away before its successor is ready",
                rendering =>
                    rendering
                        .OfKind("Deployment")
                        .Where(item =>
                            item.Text("spec", "strategy", "type") != "RollingUpdate"
                            || item.Text("spec", "strategy", "rollingUpdate", "maxUnavailable") != "0"
                        )
                        .Select(Name)
            ),
            Policy.OfOurs(
                25,
                "Instances are spread over zones and nodes",
                (workload, _) =>
                    new[] { "topology.kubernetes.io/zone", "kubernetes.io/hostname" }.All(key =>
                        workload
                            .Pod.Each("topologySpreadConstraints")
                            .Any(constraint =>
                                constraint.Text("topologyKey") == key
                                && Rendering.Selects(constraint.At("labelSelector"), workload.PodLabels)
                                && SelectsOneService(constraint)
                            )
                    )
            ),
            Policy.OfOurs(
                26,
                "The grace period is longer than hook, drain, goodbyes and stop together",
                (workload, rendering) =>
                    workload.Pod.Number("terminationGracePeriodSeconds") is { } grace
                    && Drain(workload, rendering) is var drain
                    && drain >= 5
                    && grace
                        > drain
                            + StopSeconds
                            + Goodbyes(workload, rendering)
                            + workload.Containers.Max(container => container.Number("lifecycle", "preStop", "sleep", "seconds") ?? 0)
            ),
            new(
                27,
                "Pods have a priority class that is there",
                rendering =>
                    rendering
                        .Workloads.Where(workload => rendering.Find("PriorityClass", workload.Pod.Text("priorityClassName") ?? "") is null)
                        .Select(workload => Name(workload.Object))
            ),
            new(28, "A Job ends, and goes", Jobs),
        ];

    private static string Name(JsonObject item) => $"{item.Text("kind")} {item.Text("metadata", "name")}";

    private static bool SelectsOneService(JsonNode constraint) =>
        constraint.At("labelSelector", "matchLabels", "app.kubernetes.io/name") is not null
        || constraint.Each("matchLabelKeys").Any(key => key.Text() == "app.kubernetes.io/name");

    private static IEnumerable<JsonObject> AllAutoscalers(Rendering rendering) =>
        rendering.OfKind("HorizontalPodAutoscaler").Concat(rendering.OfKind("ScaledObject"));

    private static double? Least(JsonObject autoscaler) =>
        autoscaler.Number("spec", "minReplicas") ?? autoscaler.Number("spec", "minReplicaCount");

    private static double? Most(JsonObject autoscaler) =>
        autoscaler.Number("spec", "maxReplicas") ?? autoscaler.Number("spec", "maxReplicaCount");

    /// <summary>The workload's autoscaler. Null: there is none, or more than one, which would conflict.</summary>
    private static JsonObject? AutoscalerOf(Workload workload, Rendering rendering) =>
        AllAutoscalers(rendering)
            .Where(item =>
                item.Text("spec", "scaleTargetRef", "kind") == workload.Kind && item.Text("spec", "scaleTargetRef", "name") == workload.Name
            )
            .ToList()
            is [var one]
            ? one
            : null;

    private static double? Instances(Workload workload, Rendering rendering) =>
        (workload.Object.Number("spec", "replicas"), AutoscalerOf(workload, rendering)) switch
        {
            ({ } replicas, null) => replicas,
            (null, { } autoscaler) => Least(autoscaler),
            _ => null,
        };

    private static double Drain(Workload workload, Rendering rendering) =>
        double.TryParse(
            rendering.Variables(workload).GetValueOrDefault("Lifetime__DrainSeconds"),
            CultureInfo.InvariantCulture,
            out var drain
        )
            ? drain
            : 0;

    private static double Goodbyes(Workload workload, Rendering rendering) =>
        new[] { "Realtime__Goodbye", "Gateway__Goodbye" }.Sum(key =>
            TimeSpan.TryParse(rendering.Variables(workload).GetValueOrDefault(key), CultureInfo.InvariantCulture, out var goodbyes)
                ? goodbyes.TotalSeconds
                : 0
        );

    private static IEnumerable<string> Budgets(Rendering rendering)
    {
        var budgets = rendering.OfKind("PodDisruptionBudget").ToList();
        foreach (var budget in budgets)
        {
            var protects = rendering
                .Workloads.Where(workload => Rendering.Selects(budget.At("spec", "selector"), workload.PodLabels))
                .ToList();
            var (least, most) = (budget.Text("spec", "minAvailable"), budget.Text("spec", "maxUnavailable"));
            var canBeMet =
                least is null ? most is not null and not "0" and not "0%"
                : least.EndsWith('%') ? int.Parse(least.AsSpan(..^1), CultureInfo.InvariantCulture) < 100
                : protects.All(workload => int.Parse(least, CultureInfo.InvariantCulture) < Instances(workload, rendering));
            if (protects.Count != 1 || !canBeMet)
            {
                yield return Name(budget);
            }
        }

        foreach (
            var workload in rendering.Ours.Where(workload =>
                !rendering.IsDev && !budgets.Exists(budget => Rendering.Selects(budget.At("spec", "selector"), workload.PodLabels))
            )
        )
        {
            yield return Name(workload.Object);
        }
    }

    private static IEnumerable<string> Autoscalers(Rendering rendering) =>
        AllAutoscalers(rendering)
            .Where(item =>
                rendering.Workloads.FirstOrDefault(workload =>
                    workload.Kind == item.Text("spec", "scaleTargetRef", "kind")
                    && workload.Name == item.Text("spec", "scaleTargetRef", "name")
                )
                    is not { } target
                || Least(item) is not { } least
                || Most(item) is not { } most
                || most < least
                || target.Containers.Any(container => container.At("resources", "requests", "cpu") is null)
            )
            .Select(Name);

    private static IEnumerable<string> Jobs(Rendering rendering)
    {
        foreach (var workload in rendering.Workloads.Where(workload => workload.Kind is "Job" or "CronJob"))
        {
            var job = workload.Kind == "Job" ? workload.Object.At("spec") : workload.Object.At("spec", "jobTemplate", "spec");
            var ends =
                job.At("activeDeadlineSeconds") is not null
                && job.At("backoffLimit") is not null
                && workload.Pod.Text("restartPolicy") is "Never" or "OnFailure";
            var goes =
                workload.Kind == "Job"
                    ? job.At("ttlSecondsAfterFinished") is not null
                    : workload.Object.At("spec", "successfulJobsHistoryLimit") is not null
                        && workload.Object.At("spec", "failedJobsHistoryLimit") is not null
                        && workload.Object.At("spec", "startingDeadlineSeconds") is not null;
            if (!ends || !goes)
            {
                yield return Name(workload.Object);
            }
        }
    }
}
