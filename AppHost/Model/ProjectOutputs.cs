using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>
/// Finds the programs of this repository's projects: in artifacts/ (the output of <c>./community up</c>) if AppHost itself runs from there,
/// else in the projects' bin folders, in AppHost's own build configuration. In artifacts/, gateway and services are in the folder of
/// OneProcess, with the libraries that they share.
/// </summary>
internal sealed class ProjectOutputs(string root, string ownFolder)
{
    // By default the C library has eight arenas for each processor, and the compiler leaves free memory in each.
    private static readonly Dictionary<string, string?> FewArenas = new(StringComparer.Ordinal) { ["MALLOC_ARENA_MAX"] = "2" };

    /// <summary>The outputs beside the AppHost that is running.</summary>
    public static ProjectOutputs OfThisRun()
    {
        var folder = AppContext.BaseDirectory;
        var root = new DirectoryInfo(folder);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Community.sln")))
        {
            root = root.Parent;
        }

        return new ProjectOutputs(root?.FullName ?? throw new InvalidOperationException($"{folder} is not inside the repository."), folder);
    }

    /// <summary>How to start the project in <paramref name="folder"/> (relative to the repository).</summary>
    /// <exception cref="InvalidOperationException">There is no such project, or it is not built.</exception>
    public LaunchSpec Launch(string folder)
    {
        var project =
            Directory.EnumerateFiles(Path.Combine(root, folder), "*.csproj").SingleOrDefault()
            ?? throw new InvalidOperationException($"There is no project in {folder}.");
        var name = Path.GetFileNameWithoutExtension(project);
        var output = ownFolder.StartsWith(Path.Combine(root, "artifacts"), StringComparison.Ordinal)
            ? Published(name)
            : Path.Combine(root, folder, "bin", Configuration, "net10.0");
        var program = Path.Combine(output, $"Community.{name}");
        return File.Exists(program)
            ? new LaunchSpec(program)
            {
                WorkingDirectory = output,
                StopGrace = TimeSpan.FromSeconds(20),
                Environment = FewArenas,
            }
            : throw new InvalidOperationException($"{program} is missing: build the solution first.");
    }

    // The shared folder comes first, because there may still be folders of single programs from a former version.
    private string Published(string name)
    {
        var shared = Path.Combine(root, "artifacts", "OneProcess");
        return File.Exists(Path.Combine(shared, $"Community.{name}")) ? shared : Path.Combine(root, "artifacts", name);
    }

    private string Configuration => ownFolder.Contains("/bin/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
}
