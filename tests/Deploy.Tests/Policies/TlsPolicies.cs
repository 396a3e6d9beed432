namespace Community.Deploy.Tests.Policies;

/// <summary>Encryption inside the fleet. The overlay for one machine has none.</summary>
internal static class TlsPolicies
{
    private const string Authority = "/etc/fleet/ca.crt";

    public static IEnumerable<Policy> All =>
        [
            new(48, "Programs call each other over TLS, and trust the fleet's own authority only", Fleet),
            new(49, "RabbitMQ and Redis are reached over TLS, and have to be of the fleet's own authority", Servers),
        ];

    private static IEnumerable<string> Fleet(Rendering rendering)
    {
        foreach (var workload in rendering.IsDev ? [] : rendering.Ours)
        {
            var variables = rendering.Variables(workload);
            var isServed = workload.Name == "gateway" || IsServed(variables, workload);
            var called = variables.Where(variable => variable.Key.StartsWith("services__", StringComparison.Ordinal));
            if (
                !isServed
                || !HasAuthority(variables, "Fleet__Tls__AuthorityPath")
                || called.Any(variable => variable.Value?.StartsWith("https://", StringComparison.Ordinal) != true)
                || !HasCertificate(rendering, workload, "/etc/fleet")
            )
            {
                yield return $"Deployment {workload.Name}";
            }
        }
    }

    private static IEnumerable<string> Servers(Rendering rendering)
    {
        foreach (var workload in rendering.IsDev ? [] : rendering.Ours)
        {
            var variables = rendering.Variables(workload);
            foreach (
                var (variable, authority, mark) in new[]
                {
                    ("ConnectionStrings__rabbitmq", "Bus__AuthorityPath", "amqps://"),
                    ("ConnectionStrings__redis", "Redis__AuthorityPath", "ssl=true"),
                }
            )
            {
                if (
                    variables.ContainsKey(variable)
                    && (!HasAuthority(variables, authority) || !ConnectionOf(rendering, workload, variable).Contains(mark))
                )
                {
                    yield return $"Deployment {workload.Name}: {variable}";
                }
            }
        }

        foreach (var cluster in rendering.OfKind("RabbitmqCluster"))
        {
            if (!IsSigned(rendering, "broker", cluster.Text("spec", "tls", "secretName")))
            {
                yield return "RabbitmqCluster broker";
            }
        }

        foreach (var redis in rendering.Workloads.Where(workload => workload.Name == "redis"))
        {
            var settings = rendering.Find("ExternalSecret", "redis").Text("spec", "target", "template", "data", "redis.conf") ?? "";
            if (!settings.Split('\n').Contains("port 0") || !HasCertificate(rendering, redis, "/etc/certificate"))
            {
                yield return "Deployment redis";
            }
        }
    }

    private static bool HasAuthority(Dictionary<string, string?> variables, string key) => variables.GetValueOrDefault(key) == Authority;

    /// <summary>Every endpoint has TLS, and the probes know it.</summary>
    private static bool IsServed(Dictionary<string, string?> variables, Workload workload) =>
        variables.GetValueOrDefault("Fleet__Tls__CertificatePath") == "/etc/fleet/tls.crt"
        && variables.GetValueOrDefault("Fleet__Tls__KeyPath") == "/etc/fleet/tls.key"
        && variables
            .Where(variable =>
                variable.Key.StartsWith("Kestrel__Endpoints__", StringComparison.Ordinal)
                && variable.Key.EndsWith("__Url", StringComparison.Ordinal)
            )
            .All(variable => variable.Value!.StartsWith("https://", StringComparison.Ordinal))
        && workload.Containers.All(container =>
            new[] { "startupProbe", "livenessProbe", "readinessProbe" }.All(probe => container.Text(probe, "httpGet", "scheme") == "HTTPS")
        );

    /// <summary>Whether a workload has its own certificate in a folder, by a mount that follows the renewed files.</summary>
    private static bool HasCertificate(Rendering rendering, Workload workload, string folder)
    {
        var mount = workload
            .Containers.SelectMany(container => container.Each("volumeMounts"))
            .SingleOrDefault(mount => mount.Text("mountPath") == folder);
        var volume = workload.Pod.Each("volumes").SingleOrDefault(volume => volume.Text("name") == mount.Text("name"));
        return mount is not null && mount.At("subPath") is null && IsSigned(rendering, workload.Name, volume.Text("secret", "secretName"));
    }

    /// <summary>Whether the fleet's authority signs a certificate for this name into this Secret.</summary>
    private static bool IsSigned(Rendering rendering, string name, string? secret) =>
        rendering
            .OfKind("Certificate")
            .Any(certificate =>
                secret is not null
                && certificate.Text("spec", "secretName") == secret
                && certificate.Each("spec", "dnsNames").Any(host => host.Text() == name)
                && certificate.Text("spec", "issuerRef", "kind") == "Issuer"
                && IsOfTheAuthority(rendering, certificate.Text("spec", "issuerRef", "name"))
            );

    private static bool IsOfTheAuthority(Rendering rendering, string? issuer) =>
        rendering.Find("Issuer", issuer ?? "").Text("spec", "ca", "secretName") is { } secret
        && rendering
            .OfKind("Certificate")
            .Any(certificate => certificate.Text("spec", "secretName") == secret && certificate.At("spec").IsTrue("isCA"));

    private static string ConnectionOf(Rendering rendering, Workload workload, string variable)
    {
        var key = workload.Containers.Single().Each("env").Single(entry => entry.Text("name") == variable).At("valueFrom", "secretKeyRef");
        return rendering.Find("ExternalSecret", key.Text("name") ?? "").Text("spec", "target", "template", "data", key.Text("key") ?? "")
            ?? "";
    }
}
