using System.Globalization;

namespace Community.Deploy.Tests;

/// <summary>The disk space of a pod, whose excess ends it with all its connections.</summary>
public sealed class DiskTests
{
    /// <summary>The default of Storage:SpoolMegabytes.</summary>
    private const double SpoolMegabytes = 2_048;

    public static TheoryData<string> Overlays => [.. Rendering.Overlays];

    [Theory, MemberData(nameof(Overlays))]
    public void AServiceRefusesFilesBeforeItsPodIsEvicted(string overlay)
    {
        var rendering = Rendering.Of(overlay);
        var withFiles = rendering
            .Ours.Where(workload =>
                workload.Kind == "Deployment"
                && rendering.Variables(workload).Keys.Any(key => key is "Storage__Folder" or "Storage__S3__AccessKey")
            )
            .ToList();
        withFiles.ConvertAll(workload => workload.Name).ShouldBe(["events", "identity", "messaging", "social"], ignoreOrder: true);
        foreach (var workload in withFiles)
        {
            var temporary = workload.Pod.Each("volumes").Single(volume => volume.Text("name") == "tmp");
            Mebibytes(temporary.Text("emptyDir", "sizeLimit")).ShouldBeGreaterThan(SpoolMegabytes, workload.Name);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void ThePodsLimitCountsAllItsFolders(string overlay)
    {
        foreach (var workload in Rendering.Of(overlay).Ours)
        {
            var folders = workload
                .Pod.Each("volumes")
                .Where(volume => volume.Text("emptyDir", "medium") != "Memory")
                .Sum(volume => Mebibytes(volume.Text("emptyDir", "sizeLimit")));
            workload
                .Containers.Sum(container => Mebibytes(container.Text("resources", "limits", "ephemeral-storage")))
                .ShouldBeGreaterThanOrEqualTo(folders, workload.Name);
        }
    }

    private static double Mebibytes(string? size) =>
        size is null ? 0
        : size.EndsWith("Gi", StringComparison.Ordinal) ? 1024 * double.Parse(size.AsSpan(..^2), CultureInfo.InvariantCulture)
        : double.Parse(size.AsSpan(..^2), CultureInfo.InvariantCulture);
}
