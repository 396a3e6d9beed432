using Community.Gateway.Limits;
using Community.Platform.Http.Uploads;

namespace Community.Gateway;

/// <summary>A service and the path prefixes (below <c>/api/v1</c>) that it answers.</summary>
internal sealed record ServicePrefixes(string Service, params string[] Prefixes);

/// <summary>
/// The complete routing table of the platform: the service of each path. If two prefixes match, the more literal one wins
/// (<c>/users/{id}/follow</c> before <c>/users</c>), in any order of the rows. A service without a configured address has no routes: its
/// paths are unknown (404). <c>/internal</c> is in no row and must never be.
/// </summary>
internal static class Routes
{
    public const string Api = "/api/v1";

    public static readonly ServicePrefixes[] Table =
    [
        new("identity", "/auth", "/users", "/bots", "/waitlist", "/identity-badges", "/audit", "/.well-known"),
        new(
            "social",
            "/connections",
            "/blocks",
            "/discover",
            "/network",
            "/communities",
            "/feed",
            "/reports",
            "/moderation",
            "/users/{id}/follow",
            "/users/{id}/followers",
            "/users/{id}/following",
            "/users/{id}/relation",
            "/users/{id}/compatibility",
            "/users/{id}/communities",
            "/users/{id}/activity",
            "/events/{id}/connections"
        ),
        new(
            "messaging",
            "/threads",
            "/messages",
            "/direct",
            "/channels",
            "/attachments",
            "/notifications",
            "/sync",
            "/webhooks",
            "/calls",
            "/hubs/community",
            "/communities/{id}/threads",
            "/events/{id}/chat"
        ),
        new("events", "/events", "/tickets", "/organizer"),
        new("payments", "/payments", "/wallet", "/subscriptions", "/boosts"),
        new("ai-companion", "/companion", "/courses", "/certificates", "/activity", "/profiles", "/search/semantic"),
    ];

    /// <summary>
    /// Paths that their services serve without <c>/api/v1</c>; they are reachable with and without it: well-known URIs (RFC 8615) and hubs.
    /// </summary>
    public static readonly string[] AtRoot = ["/.well-known", "/hubs/community"];

    /// <summary>Long-lived connections: no time limit, and the token may be in the query (browsers cannot set headers there).</summary>
    public static readonly string[] Hubs = ["/hubs/community"];

    /// <summary>
    /// Paths that answer an event stream to requests that accept one: such an answer may pause for longer. A test compares them with the
    /// endpoints.
    /// </summary>
    public static readonly string[] Streams = ["/companion/messages"];

    /// <summary>Paths where a secret can be guessed or a mail is sent. They are limited strictly, by client address.</summary>
    public static readonly string[] Credentials =
    [
        "/auth/login",
        "/auth/register",
        "/auth/refresh",
        "/auth/passkey",
        "/auth/google",
        "/auth/oidc",
        "/auth/guest",
        "/auth/forgot-password",
        "/auth/reset-password",
        "/auth/verify-email",
        "/auth/verify-phone",
        "/auth/resend-verification",
        "/waitlist",
    ];

    /// <summary>
    /// Paths that accept files, with the largest size. Each service declares the same with <c>TakesFile</c>; a test compares the two.
    /// </summary>
    public static readonly Upload[] Uploads =
    [
        new("/users/me/picture", MebiBytes: 5),
        new("/events/{id}/image", MebiBytes: 10),
        new("/events/{id}/photos", MebiBytes: 10),
        new("/communities/{id}/picture", MebiBytes: 10),
        new("/attachments", MebiBytes: 25),
        new("/attachments/uploads/{id}", MebiBytes: 25),
    ];

    /// <summary>
    /// Paths whose answers are compressed. No answer below these paths may have a secret (a token, a code that grants access, a personal
    /// address) or texts of several conversations: the compressed length would help an attacker whose text is in it to guess the rest.
    /// <see cref="NeverCompressed"/> excludes paths again. A test checks the schemas of the remaining paths for names of secrets.
    /// </summary>
    public static readonly string[] Compressed =
    [
        "/identity-badges",
        "/communities",
        "/discover",
        "/network",
        "/feed",
        "/threads",
        "/messages",
        "/channels",
        "/direct/{id}/messages",
        "/communities/{id}/threads",
        "/events/{id}/chat",
        "/events",
        "/courses",
        "/activity",
        "/profiles",
        "/search/semantic",
    ];

    /// <summary>Paths below <see cref="Compressed"/> whose answers have a secret or texts of several conversations.</summary>
    public static readonly string[] NeverCompressed =
    [
        "/communities/join-links",
        "/communities/invitations",
        "/communities/{id}/links",
        "/communities/{id}/invitations",
        "/messages/search",
        "/messages/unread",
        "/threads/search",
        "/events/mine",
        "/events/{id}/status",
        "/events/{id}/attendees",
        "/events/{id}/attendees.csv",
    ];

    /// <summary>
    /// Requests that come from few addresses, in bursts, with a signature over the whole body. They are not limited, because a payment
    /// provider that is refused tries again only hours later.
    /// </summary>
    public static readonly string[] Webhooks = ["/payments/webhook"];

    /// <summary>The rows of <see cref="Table"/> for the given services, with the properties of each path from the lists above.</summary>
    public static IEnumerable<Route> For(Func<string, bool> isConfigured)
    {
        var rows = Table.SelectMany(row => row.Prefixes.Select(prefix => (row.Service, Prefix: prefix))).ToArray();
        return rows.Select(row => row.Prefix)
            .Union(Credentials, StringComparer.Ordinal)
            .Union(Uploads.Select(upload => upload.Path), StringComparer.Ordinal)
            .Union(Webhooks, StringComparer.Ordinal)
            .Union(Streams, StringComparer.Ordinal)
            .Union(Compressed, StringComparer.Ordinal)
            .Union(NeverCompressed, StringComparer.Ordinal)
            .Select(path => new Route(path, rows.Where(row => IsWithin(path, row.Prefix)).MaxBy(row => row.Prefix.Length).Service)
            {
                AtRoot = AtRoot.Contains(path),
                IsHub = Hubs.Contains(path),
                IsStream = Streams.Any(prefix => IsWithin(path, prefix)),
                IsCredential = Credentials.Any(prefix => IsWithin(path, prefix)),
                Upload = Uploads.FirstOrDefault(upload => IsWithin(path, upload.Path)),
                IsCompressed = Compressed.Any(prefix => IsWithin(path, prefix)) && !NeverCompressed.Any(prefix => IsWithin(path, prefix)),
                IsWebhook = Webhooks.Any(prefix => IsWithin(path, prefix)),
            })
            .Where(route => isConfigured(route.Service));
    }

    /// <summary>Whether a request's path is this prefix or below it; case does not matter, as in routing.</summary>
    public static bool IsBelow(this PathString path, string prefix) => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase);

    private static bool IsWithin(string path, string prefix) =>
        path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/');
}

/// <summary>One path prefix and how requests to it are treated.</summary>
internal sealed record Route(string Prefix, string Service)
{
    public bool AtRoot { get; init; }
    public bool IsHub { get; init; }
    public bool IsStream { get; init; }
    public bool IsCredential { get; init; }
    public Upload? Upload { get; init; }
    public bool IsWebhook { get; init; }
    public bool IsCompressed { get; init; }

    /// <summary>Bytes of the longest accepted body.</summary>
    public long MaxBody => Upload?.MaxBody ?? RequestLimits.MaxBody;
}

/// <summary>A path that accepts a file of at most this many MiB.</summary>
internal sealed record Upload(string Path, int MebiBytes)
{
    /// <summary>Bytes of the file.</summary>
    public long MaxBytes { get; } = MebiBytes * 1024L * 1024L;

    /// <summary>Bytes of the body: the file, and a form around it.</summary>
    public long MaxBody => MaxBytes + UploadLimit.MultipartOverhead;
}
