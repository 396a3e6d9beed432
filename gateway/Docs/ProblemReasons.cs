namespace Community.Gateway.Docs;

/// <summary>Every word that a problem's <c>reason</c> can be, of all services; <c>./community docs</c> writes the list from the code.</summary>
internal static class ProblemReasons
{
    /// <summary>In the order of their letters.</summary>
    public static IReadOnlyList<string> All { get; } = Read();

    private static string[] Read()
    {
        using var list = new StreamReader(typeof(ProblemReasons).Assembly.GetManifestResourceStream("Docs/reasons.txt")!);
        return list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
