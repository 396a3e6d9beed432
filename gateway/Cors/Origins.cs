namespace Community.Gateway.Cors;

/// <summary>
/// <c>Cors:Origins:0</c>, <c>:1</c>, …: the web clients' origins (<c>https://app.example.org</c>), each exactly as browsers send it.
/// </summary>
internal sealed class Origins
{
    public Origins(IConfiguration configuration)
    {
        Listed = [.. configuration.GetSection("Cors:Origins").GetChildren().Select(entry => Parse(entry.Path, entry.Value))];
    }

    public IReadOnlyList<string> Listed { get; }

    /// <summary>Whether a page of this origin may open a WebSocket here: a listed one, or the gateway's own origin.</summary>
    public bool MayConnect(string origin, HttpRequest request) =>
        Listed.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static string Parse(string path, string? value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.GetLeftPart(UriPartial.Authority).Equals(value, StringComparison.OrdinalIgnoreCase)
            ? value!
            : throw new InvalidOperationException($"{path} is not an origin like https://app.example.org (nor may it be '*'): '{value}'.");
}
