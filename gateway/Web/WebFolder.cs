using Community.Platform.Hosting.Configuration;

namespace Community.Gateway.Web;

/// <summary>Where the built web client is.</summary>
[Settings("Gateway")]
internal sealed class WebFolder
{
    /// <summary>
    /// The folder of the built web client. Without it <c>web</c> in the program's folder or beside that is taken, if it is there.
    /// </summary>
    public string? Web { get; init; }

    /// <summary>The folder of the client; null: it was not built.</summary>
    /// <exception cref="InvalidOperationException">The configured folder has no client.</exception>
    public string? Find()
    {
        string[] places = Web is { Length: > 0 } configured
            ? [configured]
            : [Path.Combine(AppContext.BaseDirectory, "web"), Path.Combine(AppContext.BaseDirectory, "..", "web")];
        var found = Array.Find(places, place => File.Exists(Path.Combine(place, WebClient.Page)));
        return found is null && Web is { Length: > 0 }
            ? throw new InvalidOperationException($"Gateway:Web is {Web}, but there is no {WebClient.Page} in that folder.")
            : found;
    }
}
