using System.Reflection;
using System.Text.RegularExpressions;

namespace Community.Architecture.Tests;

/// <summary>The files of this repository and the assemblies built from them.</summary>
internal static partial class Repository
{
    private static readonly string[] NotOurs = ["bin", "obj", "artifacts", "node_modules", "dist"];

    private static readonly string[] HiddenAndOurs = [".ci", ".github", ".devcontainer"];

    public static string Root { get; } = FindRoot();

    /// <summary>The project file of every service.</summary>
    public static IReadOnlyList<string> Services { get; } =
    [.. Directory.EnumerateFiles(InRoot("services"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>The project file of every library of the platform that has no business term.</summary>
    public static IReadOnlyList<string> Platform { get; } =
    [.. Directory.EnumerateFiles(InRoot("platform"), "Platform.*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    /// <summary>A service's name in the fleet: its folder.</summary>
    public static string NameOf(string project) => Path.GetFileName(Path.GetDirectoryName(project)!);

    public static Assembly AssemblyOf(string project) => Assembly.Load($"Community.{Path.GetFileNameWithoutExtension(project)}");

    /// <summary>The projects that a project file references, by name.</summary>
    public static IReadOnlyList<string> ReferencesOf(string project) =>
        [.. ProjectReference().Matches(Read(project)).Select(match => Path.GetFileNameWithoutExtension(match.Groups["path"].Value))];

    public static string InRoot(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(InRoot(path));

    /// <summary>Files below a folder, without build output and hidden files; paths are relative to the root.</summary>
    public static IEnumerable<string> Files(string folder = "", params string[] extensions) =>
        Walk(new DirectoryInfo(InRoot(folder)))
            .Where(file => extensions.Length == 0 || extensions.Contains(file.Extension))
            .Select(file => Path.GetRelativePath(Root, file.FullName));

    /// <summary>The files of <see cref="Platform"/>.</summary>
    public static IEnumerable<string> PlatformFiles(params string[] extensions) =>
        Platform.SelectMany(project => Files(Path.GetRelativePath(Root, Path.GetDirectoryName(project)!), extensions));

    private static IEnumerable<FileInfo> Walk(DirectoryInfo folder) =>
        // In a work tree of Git, .git is a file that names a folder of this machine.
        folder
            .EnumerateFiles()
            .Where(file => file.Name != ".git")
            .Concat(
                folder
                    .EnumerateDirectories()
                    .Where(child =>
                        !NotOurs.Contains(child.Name)
                        && (child.Name[0] != '.' || HiddenAndOurs.Contains(child.Name))
                        && child.LinkTarget is null
                    )
                    .SelectMany(Walk)
            );

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex("<ProjectReference Include=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex ProjectReference();
}
