namespace Community.Companion;

/// <summary>Addresses of endpoints in the configuration.</summary>
internal static class HttpAddress
{
    /// <summary>Whether it is empty, or an http or https address.</summary>
    public static bool IsValid(string? text) =>
        string.IsNullOrWhiteSpace(text) || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https");

    /// <summary>Null for the empty text.</summary>
    public static Uri? Parse(string? text) => string.IsNullOrWhiteSpace(text) ? null : new Uri(text);
}
