using System.Text.RegularExpressions;

namespace Community.Deploy.Tests.Policies;

internal static partial class SecretPolicies
{
    /// <summary>Secrets that an operator creates: the certificate authority of CloudNativePG.</summary>
    private static readonly HashSet<string> OfOperators = new(StringComparer.Ordinal) { "database-ca/ca.crt" };

    public static IEnumerable<Policy> All =>
        [
            new(
                37,
                "No variable and no ConfigMap has a secret",
                rendering =>
                    Values(rendering).Where(value => IsSecret(value.Name, value.Value)).Select(value => $"{value.At}: {value.Name}")
            ),
            new(38, "No role reads secrets, enters pods or may do everything", Roles),
            new(
                39,
                "No Secret is in the manifests; each that is read is made by ExternalSecrets, with the key",
                rendering =>
                    [
                        .. rendering.OfKind("Secret").Select(secret => $"Secret {secret.Text("metadata", "name")}"),
                        .. rendering.IsDev ? [] : NotMade(rendering),
                    ]
            ),
        ];

    /// <summary>The name and key of every Secret that a pod reads.</summary>
    public static IEnumerable<string> Read(Rendering rendering) =>
        rendering
            .Workloads.SelectMany(workload =>
                workload
                    .Containers.SelectMany(container => container.Each("env"))
                    .Select(variable => variable.At("valueFrom", "secretKeyRef"))
                    .Where(reference => reference is not null)
                    .Select(reference => $"{reference.Text("name")}/{reference.Text("key")}")
                    .Concat(
                        workload
                            .Pod.Each("volumes")
                            .SelectMany(volume =>
                                volume.Each("secret", "items").Select(item => $"{volume.Text("secret", "secretName")}/{item.Text("key")}")
                            )
                    )
            )
            .Distinct();

    private static IEnumerable<string> NotMade(Rendering rendering)
    {
        var made = rendering
            .OfKind("ExternalSecret")
            .SelectMany(secret =>
                (
                    secret.Members("spec", "target", "template", "data").Any()
                        ? secret.Members("spec", "target", "template", "data").Select(member => member.Key)
                        : secret.Each("spec", "data").Select(item => item.Text("secretKey")!)
                ).Select(key => $"{secret.Text("spec", "target", "name")}/{key}")
            )
            .Concat(OfOperators)
            .Concat(OfCertificates(rendering))
            .ToHashSet(StringComparer.Ordinal);
        var ofRoles = rendering
            .OfKind("Cluster")
            .SelectMany(cluster => cluster.Each("spec", "managed", "roles"))
            .Select(role => $"{role.Text("passwordSecret", "name")}/password");
        var ofUsers = rendering.OfKind("User").Select(user => $"{user.Text("spec", "importCredentialsSecret", "name")}/password");
        return Read(rendering).Concat(ofRoles).Concat(ofUsers).Where(key => !made.Contains(key));
    }

    /// <summary>The keys that cert-manager writes.</summary>
    private static IEnumerable<string> OfCertificates(Rendering rendering) =>
        rendering
            .OfKind("Certificate")
            .SelectMany(certificate =>
                new[] { "ca.crt", "tls.crt", "tls.key" }.Select(key => $"{certificate.Text("spec", "secretName")}/{key}")
            );

    private static IEnumerable<(string At, string Name, string Value)> Values(Rendering rendering) =>
        rendering
            .Workloads.SelectMany(workload =>
                workload
                    .Containers.SelectMany(container => container.Each("env"))
                    .Where(variable => variable.At("value") is not null)
                    .Select(variable => (workload.Name, variable.Text("name")!, variable.Text("value")!))
            )
            .Concat(
                rendering
                    .OfKind("ConfigMap")
                    .SelectMany(map =>
                        map.Members("data").Select(member => (map.Text("metadata", "name")!, member.Key, member.Value.Text() ?? ""))
                    )
            );

    private static bool IsSecret(string name, string value) =>
        SecretName().IsMatch(name) || SecretValue().IsMatch(value) || Word().Matches(value).Any(word => Entropy(word.Value) > 4);

    /// <summary>Bits per character, by the text's own frequencies.</summary>
    private static double Entropy(string text) =>
        text.GroupBy(letter => letter).Select(group => (double)group.Count() / text.Length).Sum(share => -share * Math.Log2(share));

    private static IEnumerable<string> Roles(Rendering rendering)
    {
        foreach (var role in rendering.Objects.Where(item => item.Text("kind") is "Role" or "ClusterRole"))
        {
            if (
                role.Each("rules")
                    .Any(rule =>
                        rule.Each("verbs")
                            .Concat(rule.Each("apiGroups"))
                            .Concat(rule.Each("resources"))
                            .Any(part =>
                                part.Text() is "*" or "secrets" or "pods/exec" or "pods/attach" or "escalate" or "bind" or "impersonate"
                            )
                    )
            )
            {
                yield return $"{role.Text("kind")} {role.Text("metadata", "name")}";
            }
        }

        foreach (
            var binding in rendering.Objects.Where(item =>
                item.Text("kind") is "RoleBinding" or "ClusterRoleBinding"
                && item.Text("roleRef", "name") is "cluster-admin" or "admin" or "edit"
            )
        )
        {
            yield return $"{binding.Text("kind")} {binding.Text("metadata", "name")}";
        }
    }

    [GeneratedRegex(
        "(Password|Secret|Token|SecretKey|AccessKey|EncryptionKey|ApiKey|Fleet__Key)$|Secrets?__[0-9]+$|Keys__[0-9]+__|^ConnectionStrings__",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex SecretName();

    [GeneratedRegex(
        "[sr]k_(live|test)_|whsec_|-----BEGIN|AKIA[0-9A-Z]{16}|password=|//[^/ :]+:[^/ @]+@",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex SecretValue();

    [GeneratedRegex("[A-Za-z0-9+/=]{24,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Word();
}
