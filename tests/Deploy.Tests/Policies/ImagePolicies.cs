using System.Text.RegularExpressions;

namespace Community.Deploy.Tests.Policies;

internal static partial class ImagePolicies
{
    /// <summary>Images of other publishers.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "otel/opentelemetry-collector-contrib",
        "postgres",
        "rabbitmq",
        "redis",
    };

    public static IEnumerable<Policy> All =>
        [
            Policy.OfContainers(
                1,
                "An image has a tag that says which it is, or a digest",
                container => Tagged().IsMatch(container.Body.Text("image") ?? "")
            ),
            Policy.OfContainers(
                2,
                "An image is not pulled again: tags are never moved",
                container => container.Body.Text("imagePullPolicy") == "IfNotPresent"
            ),
            Policy.OfContainers(
                3,
                "Images come from our registry, but for the few that are named here",
                container =>
                    Named().Match(container.Body.Text("image") ?? "").Groups["name"].Value is var name
                    && (
                        container.Workload.IsOurs || container.Workload.IsMigration
                            ? name == $"registry.example.org/community/{container.Workload.Program}"
                            : Others.Contains(name)
                    )
            ),
        ];

    [GeneratedRegex(
        @"^[^@\s:]+(:(?!latest$)[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64}|:[\w.-]+@sha256:[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Tagged();

    [GeneratedRegex(@"^(?<name>[^@:]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
