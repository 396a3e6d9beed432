using System.Text.Json.Nodes;

namespace Community.Deploy.Tests.Policies;

internal static class NetworkPolicies
{
    private static readonly string[] Directions = ["Ingress", "Egress"];

    public static IEnumerable<Policy> All =>
        [
            new(
                31,
                "A policy of its own is there for each pod, both directions",
                rendering =>
                    rendering
                        .Workloads.Where(workload =>
                            Directions.Any(direction =>
                                !rendering
                                    .OfKind("NetworkPolicy")
                                    .Any(policy =>
                                        !IsForAll(policy)
                                        && Covers(policy, direction)
                                        && Rendering.Selects(policy.At("spec", "podSelector"), workload.PodLabels)
                                    )
                            )
                        )
                        .Select(workload => $"{workload.Kind} {workload.Name}")
            ),
            new(
                32,
                "A policy selects a pod",
                rendering =>
                    rendering
                        .OfKind("NetworkPolicy")
                        .Where(policy => !rendering.PodLabels().Any(labels => Rendering.Selects(policy.At("spec", "podSelector"), labels)))
                        .Select(Name)
            ),
            new(
                33,
                "All is denied that is not allowed",
                rendering =>
                    Directions.All(direction =>
                        rendering
                            .OfKind("NetworkPolicy")
                            .Any(policy =>
                                IsForAll(policy)
                                && Covers(policy, direction)
                                && policy.At("spec", "ingress") is null
                                && policy.At("spec", "egress") is null
                            )
                    )
                        ? []
                        : ["no default-deny"]
            ),
            new(
                34,
                "A Service selects a pod that has its port",
                rendering =>
                    rendering
                        .OfKind("Service")
                        .Where(service =>
                            rendering
                                .Workloads.Where(workload =>
                                    Rendering.Selects(
                                        new JsonObject { ["matchLabels"] = service.At("spec", "selector")?.DeepClone() },
                                        workload.PodLabels
                                    )
                                )
                                .ToList()
                                is var backends
                            && (
                                service.At("spec", "selector") is null
                                || backends.Count != 1
                                || service
                                    .Each("spec", "ports")
                                    .Any(port =>
                                        backends[0]
                                            .Containers.SelectMany(container => container.Each("ports"))
                                            .All(own =>
                                                port.Text("targetPort") is var target
                                                && own.Text("name") != target
                                                && own.Text("containerPort") != target
                                            )
                                    )
                            )
                        )
                        .Select(Name)
            ),
            new(
                35,
                "Nothing but the edge is reachable from outside",
                rendering =>
                    rendering
                        .OfKind("Service")
                        .Where(service =>
                            service.Text("spec", "type") is not (null or "ClusterIP") || service.Each("spec", "externalIPs").Any()
                        )
                        .Select(Name)
            ),
            new(36, "A route leads to a Service, and the edge has TLS", Routes),
        ];

    private static string Name(JsonObject item) => $"{item.Text("kind")} {item.Text("metadata", "name")}";

    private static bool IsForAll(JsonObject policy) => !policy.Members("spec", "podSelector").Any();

    private static bool Covers(JsonObject policy, string direction) =>
        policy.Each("spec", "policyTypes").Any(type => type.Text() == direction);

    private static IEnumerable<string> Routes(Rendering rendering)
    {
        foreach (var route in rendering.OfKind("HTTPRoute"))
        {
            var gateway = route
                .Each("spec", "parentRefs")
                .Select(parent =>
                    rendering
                        .Find("Gateway", parent.Text("name") ?? "")
                        .Each("spec", "listeners")
                        .FirstOrDefault(listener => listener.Text("name") == parent.Text("sectionName"))
                )
                .ToList();
            var isOpen = gateway.Exists(listener => listener.Text("protocol") != "HTTPS");
            foreach (var rule in route.Each("spec", "rules"))
            {
                var redirects = rule.Each("filters").Any(filter => filter.Text("requestRedirect", "scheme") == "https");
                var leads =
                    rule.Each("backendRefs").Any()
                    && rule.Each("backendRefs")
                        .All(backend =>
                            rendering
                                .Find("Service", backend.Text("name") ?? "")
                                .Each("spec", "ports")
                                .Any(port => port.Text("port") == backend.Text("port"))
                        );
                if (isOpen ? !redirects || rule.Each("backendRefs").Any() : !leads)
                {
                    yield return Name(route);
                }
            }
        }

        foreach (
            var listener in rendering
                .OfKind("Gateway")
                .SelectMany(gateway => gateway.Each("spec", "listeners"))
                .Where(listener => listener.Text("protocol") == "HTTPS")
        )
        {
            var made = rendering
                .OfKind("Certificate")
                .Where(certificate => certificate.Each("spec", "dnsNames").Any(name => name.Text() == listener.Text("hostname")))
                .Select(certificate => certificate.Text("spec", "secretName"))
                .ToHashSet(StringComparer.Ordinal);
            if (
                !listener.Each("tls", "certificateRefs").Any()
                || listener.Each("tls", "certificateRefs").Any(reference => !made.Contains(reference.Text("name")))
            )
            {
                yield return $"Gateway: {listener.Text("name")}";
            }
        }

        foreach (var ingress in rendering.OfKind("Ingress").Where(ingress => !ingress.Each("spec", "tls").Any()))
        {
            yield return Name(ingress);
        }
    }
}
