namespace Community.Gateway.Docs;

/// <summary>All values of a problem's <c>reason</c>, of all services; <c>./community docs</c> writes the list from the code.</summary>
internal static class ProblemReasons
{
    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } = Read();

    private static string[] Read()
    {
        using var list = new StreamReader(typeof(ProblemReasons).Assembly.GetManifestResourceStream("Docs/reasons.txt")!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
