using System.Text.Json.Nodes;
using Community.Deploy.Tests.Policies;

namespace Community.Deploy.Tests;

/// <summary>Every overlay keeps every policy, and every policy detects a manifest that violates it.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string, int> OverlaysAndPolicies =>
        [.. Rendering.Overlays.SelectMany(overlay => Policy.All.Select(policy => (overlay, policy.Number)))];

    public static TheoryData<int, string> Broken =>
        [.. Counterexamples.SelectMany(policy => policy.Value.Select(change => (policy.Key, change)))];

    /// <summary>
    /// For each policy, the changes that violate it: "KIND NAME/path = value", in YAML; "+ manifest" adds one; "- KIND NAME" removes one.
    /// They apply to the overlay production, or to large with "large: " before them.
    /// </summary>
    private static readonly SortedDictionary<int, string[]> Counterexamples = new()
    {
        [1] = [Image("x/y:latest"), Image("x/y"), Image("localhost:5000/x")],
        [2] = [Container("imagePullPolicy", "Always"), Container("imagePullPolicy", "~")],
        [3] =
        [
            Image("elsewhere/identity:1.0.0"),
            Image("registry.example.org/community/social:1.0.0"),
            "Deployment collector/spec/template/spec/containers/0/image = busybox:1.37",
            "Job identity-migrate/spec/template/spec/containers/0/image = registry.example.org/community/social:1.0.0",
        ],
        [4] = [Pod("hostNetwork", "true"), Pod("hostPID", "true"), Pod("hostIPC", "true")],
        [5] = [Container("securityContext/privileged", "true")],
        [6] = [Pod("volumes/0", "{name: tmp, hostPath: {path: /}}")],
        [7] = [Container("ports/0/hostPort", "80")],
        [8] = [Container("securityContext/capabilities/add", "[NET_ADMIN]"), Container("securityContext/capabilities", "{}")],
        [9] = [Container("securityContext/allowPrivilegeEscalation", "true"), Container("securityContext/allowPrivilegeEscalation", "~")],
        [10] =
        [
            Pod("securityContext/runAsNonRoot", "~"),
            Pod("securityContext/runAsUser", "1654"),
            Container("securityContext/runAsUser", "0"),
            Pod("securityContext/runAsGroup", "~"),
        ],
        [11] = [Pod("securityContext/seccompProfile", "~"), Container("securityContext/seccompProfile", "{type: Unconfined}")],
        [12] = [Container("securityContext/procMount", "Unmasked")],
        [13] = [Pod("securityContext/sysctls", "[{name: kernel.msgmax, value: '1'}]")],
        [14] =
        [
            Pod("securityContext/appArmorProfile", "{type: Unconfined}"),
            Container("securityContext/seLinuxOptions", "{type: spc_t}"),
            Container("securityContext/seLinuxOptions", "{user: root}"),
        ],
        [15] = [Pod("volumes/0", "{name: tmp, nfs: {server: x, path: /}}")],
        [16] =
        [
            Container("livenessProbe/httpGet/host", "example.org"),
            Container("lifecycle", "{preStop: {httpGet: {host: example.org, port: 80}}}"),
        ],
        [17] = [Container("securityContext/readOnlyRootFilesystem", "false"), Container("securityContext/readOnlyRootFilesystem", "~")],
        [18] = [Pod("automountServiceAccountToken", "true"), Pod("serviceAccountName", "default")],
        [19] = [Container("securityContext/windowsOptions", "{hostProcess: true}")],
        [20] = [Container("readinessProbe/httpGet/path", "/health/live"), Container("startupProbe", "~"), Container("livenessProbe", "~")],
        [21] =
        [
            "Deployment identity/spec/replicas = 2",
            "- HorizontalPodAutoscaler identity",
            "HorizontalPodAutoscaler identity/spec/minReplicas = 1",
            "large: - ScaledObject identity",
            "large: ScaledObject identity/spec/minReplicaCount = 1",
            "large: + {apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: x}, spec: {minReplicas: 2, maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: identity}}}",
        ],
        [22] =
        [
            "- PodDisruptionBudget identity",
            "PodDisruptionBudget identity/spec/maxUnavailable = 0",
            "PodDisruptionBudget gateway/spec/minAvailable = 100%",
            "PodDisruptionBudget gateway/spec/minAvailable = 3",
            "PodDisruptionBudget identity/spec/selector = {matchLabels: {app.kubernetes.io/name: none}}",
        ],
        [23] =
        [
            "HorizontalPodAutoscaler identity/spec/scaleTargetRef/name = none",
            "HorizontalPodAutoscaler identity/spec/maxReplicas = 1",
            "large: ScaledObject identity/spec/scaleTargetRef/name = none",
            "large: ScaledObject identity/spec/maxReplicaCount = 1",
            Container("resources/requests/cpu", "~"),
        ],
        [24] =
        [
            "Deployment identity/spec/strategy/rollingUpdate/maxUnavailable = 1",
            "Deployment identity/spec/strategy = {type: Recreate}",
        ],
        [25] =
        [
            Pod("topologySpreadConstraints", "[]"),
            Pod("topologySpreadConstraints/0/matchLabelKeys", "[]"),
            Pod("topologySpreadConstraints/1/labelSelector", "{matchLabels: {a: b}}"),
        ],
        [26] =
        [
            Pod("terminationGracePeriodSeconds", "25"),
            Pod("terminationGracePeriodSeconds", "~"),
            "Deployment messaging/spec/template/spec/terminationGracePeriodSeconds = 35",
            "Deployment gateway/spec/template/spec/terminationGracePeriodSeconds = 35",
            Container("lifecycle", "{preStop: {sleep: {seconds: 10}}}"),
        ],
        [27] = [Pod("priorityClassName", "none"), Pod("priorityClassName", "~")],
        [28] =
        [
            "Job identity-migrate/spec/ttlSecondsAfterFinished = ~",
            "Job identity-migrate/spec/template/spec/restartPolicy = Always",
            "+ {apiVersion: batch/v1, kind: Job, metadata: {name: x}, spec: {template: {spec: {restartPolicy: Never}}}}",
            "+ {apiVersion: batch/v1, kind: CronJob, metadata: {name: x}, spec: {jobTemplate: {spec: {activeDeadlineSeconds: 9, backoffLimit: 1, template: {spec: {restartPolicy: Never}}}}}}",
        ],
        [29] =
        [
            Container("resources/requests/memory", "~"),
            Container("resources/limits/memory", "~"),
            Container("resources/limits/cpu", "1"),
            Container("resources/limits/ephemeral-storage", "~"),
        ],
        [30] = [Pod("volumes/0", "{name: tmp, emptyDir: {}}")],
        [31] =
        [
            "- NetworkPolicy collector",
            "NetworkPolicy collector/spec/policyTypes = [Ingress]",
            "Deployment identity/spec/template/metadata/labels = {app.kubernetes.io/name: other}",
        ],
        [32] =
        [
            "NetworkPolicy identity/spec/podSelector/matchLabels = {app.kubernetes.io/name: idenity}",
            "- Cluster database",
            "- RabbitmqCluster broker",
        ],
        [33] =
        [
            "- NetworkPolicy default-deny",
            "NetworkPolicy default-deny/spec/policyTypes = [Ingress]",
            "NetworkPolicy default-deny/spec/egress = [{}]",
        ],
        [34] =
        [
            "Service identity/spec/selector = {app.kubernetes.io/name: none}",
            "Service identity/spec/ports/0/targetPort = grpc",
            "Service identity/spec/selector = {app.kubernetes.io/component: service}",
        ],
        [35] =
        [
            "Service gateway/spec/type = NodePort",
            "Service gateway/spec/type = LoadBalancer",
            "Service gateway/spec/externalIPs = [192.0.2.1]",
        ],
        [36] =
        [
            "HTTPRoute community/spec/rules/0/backendRefs/0/name = none",
            "HTTPRoute community/spec/rules/0/backendRefs/0/port = 80",
            "HTTPRoute community/spec/parentRefs/0/sectionName = http",
            "Gateway edge/spec/listeners/1/tls = {}",
            "- Certificate edge",
            "+ {apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: x}, spec: {}}",
        ],
        [37] =
        [
            Variable("Stripe__SecretKey", "x"),
            Variable("Note", "sk_live_x"),
            Variable("Note", "-----BEGIN PRIVATE KEY"),
            Variable("Note", "host=x;password=y"),
            Variable("Note", "amqp://a:b@c"),
            Variable("Note", "q8Zt0VwKx3LmN7pRb2Yc9HdJf5Ga1SeU"),
            "ConfigMap identity/data/Fleet__Key = x",
        ],
        [38] =
        [
            Role("pods/exec", "create"),
            Role("pods", "'*'"),
            Role("secrets", "get"),
            "+ {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: x}, roleRef: {kind: ClusterRole, name: cluster-admin}}",
        ],
        [39] =
        [
            "+ {apiVersion: v1, kind: Secret, metadata: {name: x}, stringData: {a: b}}",
            "- ExternalSecret fleet",
            "- ExternalSecret social-database",
            "ExternalSecret identity/spec/target/template/data/key-encryption-key = ~",
        ],
        [40] =
        [
            Variable("Identity__KeyEncryptionKye", "x"),
            Variable("Stripe__ApiBase", "http://x"),
            "Deployment identity/spec/template/spec/containers/0/env = []",
            "ConfigMap payments/data = {}",
            "Job identity-migrate/spec/template/spec/containers/0/env = []",
        ],
        [41] =
        [
            "ConfigMap payments/data/services__messaging__http__0 = http://messaging:8080",
            "ConfigMap payments/data/services__events__http__0 = ~",
            "ConfigMap payments/data/services__events__http__0 = http://events:80",
            "NetworkPolicy payments/spec/egress = []",
            "NetworkPolicy payments/spec/ingress = []",
            "NetworkPolicy payments/spec/ingress = [{}]",
            "NetworkPolicy to-collector/spec/egress = [{to: [{podSelector: {}}]}]",
        ],
        [42] =
        [
            Container("readinessProbe/httpGet/path", "/healthz"),
            Container("startupProbe/httpGet/path", "/health/ready"),
            Container("livenessProbe/httpGet/port", "h2c"),
        ],
        [43] =
        [
            Container("ports/0/containerPort", "5000"),
            "ConfigMap platform/data/Kestrel__Endpoints__http__Url = http://+:80",
            "ConfigMap identity/data/Kestrel__Endpoints__h2c__Url = http://+:8082",
        ],
        [44] =
        [
            "Deployment identity/metadata/labels/app.kubernetes.io~1version = ~",
            "Service identity/metadata/labels/app.kubernetes.io~1name = other",
            "Deployment identity/metadata/labels = ~",
        ],
        [45] =
        [
            "Deployment identity/apiVersion = apps/v1beta1",
            "Service identity/metadata/name = Identity",
            "Service identity/metadata/labels/x = a b",
            "+ {apiVersion: v1, kind: Service, metadata: {name: identity}}",
        ],
        [46] = ["- Deployment social", "Deployment identity/metadata/name = identity-2"],
        [47] =
        [
            "- Job identity-migrate",
            "Job identity-migrate/spec/template/spec/containers/0/args = [--help]",
            "ConfigMap identity/data/Database__Migrations__AtStart = ~",
            "ConfigMap identity/data/Database__Migrations__AtStart = 'true'",
            "Database identity/spec/owner = identity-runtime",
            "ExternalSecret identity/spec/target/template/data/database = Host=database-rw;Username=identity",
        ],
        [48] =
        [
            "ConfigMap identity/data/services__social__http__0 = http://social:8080",
            "ConfigMap gateway/data/services__social__h2c__0 = http://social:8081",
            "ConfigMap identity/data/Kestrel__Endpoints__h2c__Url = http://+:8081",
            "ConfigMap identity/data/Fleet__Tls__CertificatePath = ~",
            "ConfigMap platform/data/Fleet__Tls__AuthorityPath = ~",
            Container("readinessProbe/httpGet/scheme", "HTTP"),
            "Certificate identity/spec/dnsNames = [social]",
            "Certificate identity/spec/issuerRef = {kind: ClusterIssuer, name: community}",
            "- Certificate gateway",
            "Certificate fleet-authority/spec/isCA = false",
        ],
        [49] =
        [
            "ExternalSecret identity/spec/target/template/data/rabbitmq = amqp://identity@broker:5672/community",
            "ConfigMap identity/data/Bus__AuthorityPath = ~",
            "RabbitmqCluster broker/spec/tls = ~",
            "- Certificate broker",
            "ExternalSecret redis/spec/target/template/data/connection = redis:6379",
            "ConfigMap gateway/data/Redis__AuthorityPath = ~",
            "ExternalSecret redis/spec/target/template/data/redis.conf = port 6379",
        ],
    };

    [Theory, MemberData(nameof(OverlaysAndPolicies))]
    public void EveryOverlayKeepsThePolicy(string overlay, int number) =>
        Of(number).Findings(Rendering.Of(overlay)).ShouldBeEmpty(Of(number).Rule);

    [Theory, MemberData(nameof(Broken))]
    public void ABrokenManifestIsFound(int number, string change) => Of(number).Findings(Changed(change)).ShouldNotBeEmpty(Of(number).Rule);

    [Fact]
    public void EveryPolicyHasANumberAndACounterexample()
    {
        Policy.All.Select(policy => policy.Number).ShouldBe(Enumerable.Range(1, 49));
        Counterexamples.Keys.ShouldBe(Enumerable.Range(1, 49));
    }

    /// <summary>32 connections for each (docs/configuration.md), one more instance during a rollout, and some for the operator.</summary>
    [Theory, InlineData("staging"), InlineData("production")]
    public void PostgresHasTheConnectionsOfAllInstances(string overlay)
    {
        var rendering = Rendering.Of(overlay);
        var needed = rendering
            .OfKind("HorizontalPodAutoscaler")
            .Where(item => item.Text("metadata", "name") != "gateway")
            .Sum(item => (item.Number("spec", "maxReplicas")!.Value + 1) * 32);
        var cluster = rendering.OfKind("Cluster").Single();
        cluster.Number("spec", "postgresql", "parameters", "max_connections")!.Value.ShouldBeGreaterThanOrEqualTo(needed + 20);
        foreach (
            var (role, most) in cluster
                .Each("spec", "managed", "roles")
                .Select(role => (role.Text("name")!, role.Number("connectionLimit")!.Value))
                .Where(role => role.Item1.EndsWith("-runtime", StringComparison.Ordinal))
        )
        {
            var service = role is "companion-runtime" ? "ai-companion" : role[..^"-runtime".Length];
            most.ShouldBeGreaterThanOrEqualTo(
                (rendering.Find("HorizontalPodAutoscaler", service)!.Number("spec", "maxReplicas")!.Value + 1) * 32,
                role
            );
        }
    }

    private static Policy Of(int number) => Policy.All.Single(policy => policy.Number == number);

    private static string Pod(string path, string value) => $"Deployment identity/spec/template/spec/{path} = {value}";

    private static string Container(string path, string value) => Pod($"containers/0/{path}", value);

    private static string Image(string image) => Container("image", image);

    private static string Variable(string name, string value) => Container("env/0", $"{{name: {name}, value: '{value}'}}");

    private static string Role(string resource, string verb) =>
        $"+ {{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {{name: x}}, rules: [{{apiGroups: [''], resources: [{resource}], verbs: [{verb}]}}]}}";

    private static Rendering Changed(string change)
    {
        const string Large = "large: ";
        var rendering = Rendering.Of(change.StartsWith(Large, StringComparison.Ordinal) ? "large" : "production");
        change = change.StartsWith(Large, StringComparison.Ordinal) ? change[Large.Length..] : change;
        if (change.StartsWith("+ ", StringComparison.Ordinal))
        {
            rendering.Objects.AddRange(Yaml.Documents(change[2..]));
        }
        else if (change.StartsWith("- ", StringComparison.Ordinal))
        {
            rendering.Objects.Remove(Named(rendering, change[2..])).ShouldBeTrue();
        }
        else
        {
            var equals = change.IndexOf(" = ", StringComparison.Ordinal);
            var path = change[..equals].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal)).ToArray();
            var value = Yaml.Documents($"value: {change[(equals + 3)..]}").Single()["value"]?.DeepClone();
            var holder = Named(rendering, path[0]).At(path.AsSpan(1..^1)).ShouldNotBeNull(change);
            if (holder is JsonArray items)
            {
                items[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
            }
            else if (value is null)
            {
                holder.AsObject().Remove(path[^1]).ShouldBeTrue(change);
            }
            else
            {
                holder[path[^1]] = value;
            }
        }

        return rendering;
    }

    /// <summary>An object by kind and name; a generated ConfigMap by its name without the hash.</summary>
    private static JsonObject Named(Rendering rendering, string name) =>
        rendering.Objects.Single(item =>
            $"{item.Text("kind")} {(item.Text("kind") == "ConfigMap" ? item.Text("metadata", "labels", "app.kubernetes.io/name") : item.Text("metadata", "name"))}"
            == name
        );
}
