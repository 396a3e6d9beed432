using System.Text.Json.Nodes;

namespace Community.Deploy.Tests.Policies;

/// <summary>Kubernetes' Pod Security Standard "restricted" of 1.34, and stricter rules of our own.</summary>
internal static class PodPolicies
{
    private static readonly string[] Volumes =
    [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
    ];
    private static readonly string[] SafeSysctls =
    [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
    ];
    private static readonly string[] SafeSelinux = ["container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

    public static IEnumerable<Policy> All =>
        [
            Policy.OfPods(
                4,
                "A pod has namespaces of its own, not the node's",
                workload => !workload.Pod.IsTrue("hostNetwork") && !workload.Pod.IsTrue("hostPID") && !workload.Pod.IsTrue("hostIPC")
            ),
            Policy.OfContainers(5, "No container is privileged", container => !container.Body.IsTrue("securityContext", "privileged")),
            Policy.OfPods(
                6,
                "No folder of the node is mounted",
                workload => workload.Pod.Each("volumes").All(volume => volume.At("hostPath") is null)
            ),
            Policy.OfContainers(
                7,
                "No port of the node is taken",
                container => container.Body.Each("ports").All(port => port.At("hostPort") is null)
            ),
            Policy.OfContainers(
                8,
                "All capabilities are dropped, none is added",
                container =>
                    container.Body.Each("securityContext", "capabilities", "drop").Any(capability => capability.Text() == "ALL")
                    && !container.Body.Each("securityContext", "capabilities", "add").Any()
            ),
            Policy.OfContainers(
                9,
                "No process gains rights",
                container => container.Body.Text("securityContext", "allowPrivilegeEscalation") == "false"
            ),
            Policy.OfContainers(
                10,
                "Processes run as a user from 10000 on, not root",
                container =>
                    container.Workload.Pod.IsTrue("securityContext", "runAsNonRoot")
                    && Effective(container, "runAsUser") >= 10_000
                    && Effective(container, "runAsGroup") >= 10_000
                    && container.Body.Text("securityContext", "runAsNonRoot") != "false"
            ),
            Policy.OfContainers(
                11,
                "The runtime's seccomp profile is on",
                container =>
                    container.Workload.Pod.Text("securityContext", "seccompProfile", "type") == "RuntimeDefault"
                    && container.Body.Text("securityContext", "seccompProfile", "type") is null or "RuntimeDefault"
            ),
            Policy.OfContainers(
                12,
                "/proc is masked",
                container => container.Body.Text("securityContext", "procMount") is null or "Default"
            ),
            Policy.OfPods(
                13,
                "Only safe sysctls are set",
                workload => workload.Pod.Each("securityContext", "sysctls").All(sysctl => SafeSysctls.Contains(sysctl.Text("name")))
            ),
            Policy.OfContainers(
                14,
                "SELinux and AppArmor are not loosened",
                container => new[] { container.Workload.Pod, container.Body }.All(IsConfined)
            ),
            Policy.OfPods(
                15,
                "Volumes are of kinds that reach no node",
                workload =>
                    workload
                        .Pod.Each("volumes")
                        .All(volume => volume.Members().All(member => member.Key == "name" || Volumes.Contains(member.Key)))
            ),
            Policy.OfContainers(
                16,
                "Probes and hooks ask the pod itself, no other host",
                container =>
                    Handlers(container.Body)
                        .All(handler => handler.At("httpGet", "host") is null && handler.At("tcpSocket", "host") is null)
            ),
            Policy.OfContainers(
                17,
                "The root file system is read-only",
                container => container.Body.IsTrue("securityContext", "readOnlyRootFilesystem")
            ),
            Policy.OfPods(
                18,
                "No pod has a token of the API, and each has an account of its own",
                workload =>
                    workload.Pod.Text("automountServiceAccountToken") == "false" && workload.Pod.Text("serviceAccountName") == workload.Name
            ),
            Policy.OfContainers(
                19,
                "No Windows host process",
                container =>
                    !container.Body.IsTrue("securityContext", "windowsOptions", "hostProcess")
                    && !container.Workload.Pod.IsTrue("securityContext", "windowsOptions", "hostProcess")
            ),
        ];

    private static double? Effective(Container container, string member) =>
        container.Body.Number("securityContext", member) ?? container.Workload.Pod.Number("securityContext", member);

    private static bool IsConfined(JsonNode? holder) =>
        holder.Text("securityContext", "appArmorProfile", "type") is null or "RuntimeDefault" or "Localhost"
        && holder.Text("securityContext", "seLinuxOptions", "user") is null
        && holder.Text("securityContext", "seLinuxOptions", "role") is null
        && (holder.Text("securityContext", "seLinuxOptions", "type") is not { } type || SafeSelinux.Contains(type));

    private static IEnumerable<JsonNode?> Handlers(JsonNode container) =>
        [
            container.At("startupProbe"),
            container.At("livenessProbe"),
            container.At("readinessProbe"),
            container.At("lifecycle", "preStop"),
            container.At("lifecycle", "postStart"),
        ];
}
