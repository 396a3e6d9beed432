namespace Community.Deploy.Tests;

/// <summary>The files of this repository.</summary>
internal static class Repository
{
    private static readonly Lazy<string> LazyRoot = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return folder.FullName;
    });

    public static string InRoot(string path) => Path.Combine(LazyRoot.Value, path);

    public static string Read(string path) => File.ReadAllText(InRoot(path));
}
