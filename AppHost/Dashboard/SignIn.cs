using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Community.AppHost.Dashboard;

/// <summary>
/// The sign-in to the dashboard, whose logs and mails are not for other users of the machine. <c>up</c> prints an address with the token of
/// the data folder; opening it gives the browser a cookie for three days. Scripts send the token: <c>Authorization: Bearer</c>. The cookie
/// is not the token, and ends by itself: browsers send it to every port of this machine.
/// </summary>
internal sealed class SignIn(string token, int port, TimeProvider clock)
{
    /// <summary>The name of the secret in the data folder.</summary>
    public const string Secret = "dashboard-token";

    private const string Parameter = "token";
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);
    private readonly byte[] _token = Encoding.UTF8.GetBytes(token);

    // Two fleets of one machine have the same host, and so the same cookies.
    private readonly string _cookie = string.Create(CultureInfo.InvariantCulture, $"community-dashboard-{port}");

    /// <summary>Whether the receiver of telemetry answers this request, which has a key of its own.</summary>
    public static bool IsTelemetry(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal)
        || path.Value!.StartsWith("/opentelemetry.proto.collector.", StringComparison.Ordinal);

    /// <summary>Lets a signed-in request through, signs a browser in, and refuses all others with 401.</summary>
    public async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (IsTelemetry(request.Path) || HasToken(request.Headers.Authorization) || HasCookie(request))
        {
            await next(context);
        }
        else if (request.Path == "/" && HttpMethods.IsGet(request.Method) && IsToken(request.Query[Parameter]))
        {
            context.Response.Cookies.Append(
                _cookie,
                Ticket(clock.GetUtcNow() + Lifetime),
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    MaxAge = Lifetime,
                    Path = "/",
                }
            );
            // The token leaves the address bar; the page that the address named is after #, which browsers keep.
            context.Response.Redirect("/");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = Scheme.TrimEnd();
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(
                "Sign in: open the dashboard's address as ./community up has printed it, with its token. "
                    + $"A script sends Authorization: Bearer and the token, which is in the data folder: secrets/{Secret}.\n"
            );
        }
    }

    private bool HasToken(string? authorization) =>
        authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true && IsToken(authorization[Scheme.Length..]);

    private bool IsToken(string? given) =>
        given is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _token);

    private bool HasCookie(HttpRequest request) =>
        request.Cookies[_cookie] is { } ticket
        && ticket.Split('.') is [var until, _]
        && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && clock.GetUtcNow().ToUnixTimeSeconds() < seconds
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(ticket), Encoding.UTF8.GetBytes(Signed(until)));

    private string Ticket(DateTimeOffset until) => Signed(until.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));

    private string Signed(string until) =>
        $"{until}.{Convert.ToHexStringLower(HMACSHA256.HashData(_token, Encoding.UTF8.GetBytes($"dashboard until {until}")))}";
}
