namespace Community.Deploy.Tests.Policies;

internal static class ResourcePolicies
{
    public static IEnumerable<Policy> All =>
        [
            Policy.OfContainers(
                29,
                "Processor, memory and disk are asked for; memory and disk are limited, the processor is not",
                container =>
                    new[] { "cpu", "memory", "ephemeral-storage" }.All(resource =>
                        container.Body.At("resources", "requests", resource) is not null
                    )
                    && new[] { "memory", "ephemeral-storage" }.All(resource =>
                        container.Body.At("resources", "limits", resource) is not null
                    )
                    && container.Body.At("resources", "limits", "cpu") is null
            ),
            Policy.OfPods(
                30,
                "An emptyDir has a limit",
                workload =>
                    workload
                        .Pod.Each("volumes")
                        .All(volume => volume.At("emptyDir") is null || volume.At("emptyDir", "sizeLimit") is not null)
            ),
        ];
}
