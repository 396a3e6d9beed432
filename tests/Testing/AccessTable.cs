namespace Community.Testing;

/// <summary>A row of the access table: one operation, who may call it, and whose objects it shows.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">As the service maps it.</param>
/// <param name="Callers"><c>everybody</c>, <c>signed in</c>, <c>organizer</c>, <c>moderator</c>, <c>admin</c> or <c>fleet</c>.</param>
/// <param name="Objects">
/// What of others it gives: <c>own</c> (another's does not exist, 404), <c>any</c>, or <c>-</c> where none is named.
/// </param>
public sealed record AccessRow(string Method, string Route, string Callers, string Objects)
{
    /// <summary>The route as OpenAPI writes it: without constraints.</summary>
    public string Path => System.Text.RegularExpressions.Regex.Replace(Route, @"\{(\w+):[^}]*\}", "{$1}");
}

/// <summary>tests/Architecture.Tests/access.md: held against the code there, and against the running fleet in Fleet.Tests.</summary>
public static class AccessTable
{
    /// <summary>All rows.</summary>
    public static IReadOnlyList<AccessRow> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return
        [
            .. File.ReadLines(Path.Combine(folder.FullName, "tests", "Architecture.Tests", "access.md"))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => new AccessRow(cells[1].Trim('`'), cells[2].Trim('`'), cells[3], cells[4])),
        ];
    }
}
