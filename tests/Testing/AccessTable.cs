namespace Community.Testing;

/// <summary>A row of the access table: an operation, its permitted callers, and the owners of the objects that it shows.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">The route as the service maps it.</param>
/// <param name="Callers"><c>"everybody"</c>, <c>signed in</c>, <c>organizer</c>, <c>moderator</c>, <c>admin</c> or <c>fleet</c>.</param>
/// <param name="Objects">
/// The objects of other users that it shows: <c>own</c> (none: theirs are 404), <c>any</c>, or <c>-</c> if the route names no object.
/// </param>
public sealed record AccessRow(string Method, string Route, string Callers, string Objects)
{
    /// <summary>The route as OpenAPI writes it, without constraints.</summary>
    public string Path => System.Text.RegularExpressions.Regex.Replace(Route, @"\{(\w+):[^}]*\}", "{$1}");
}

/// <summary>tests/Architecture.Tests/access.md. It is compared with the code there, and with the running fleet in Fleet.Tests.</summary>
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
