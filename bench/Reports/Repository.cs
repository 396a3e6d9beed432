namespace Community.Bench.Reports;

/// <summary>The folder that the script <c>community</c> is in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Community.sln")))
            {
                return folder;
            }
        }

        throw new BenchException("Run it as ./community bench: the repository is not found otherwise.");
    }
}
