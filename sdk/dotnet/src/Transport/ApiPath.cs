namespace Community.Sdk.Transport;

internal static class ApiPath
{
    public const string Prefix = "/api/v1";

    public static string Segment(Guid id) => id.ToString();

    /// <summary>A part of a path. A text that is empty or that would lead elsewhere is refused here, not sent.</summary>
    public static string Segment(string value) =>
        value is null or "" or "." or ".."
            ? throw new ArgumentException($"\"{value}\" cannot be a part of a path.", nameof(value))
            : Uri.EscapeDataString(value);

    /// <summary>The path of an operation with its parameters.</summary>
    public static string Of(Operation operation, IReadOnlyList<string> segments)
    {
        var parts = operation.Path.Split("{}");
        return Prefix + string.Concat(parts.Select((part, i) => i < segments.Count ? part + segments[i] : part));
    }
}
