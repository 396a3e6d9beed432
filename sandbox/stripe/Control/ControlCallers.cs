using System.Net;

namespace Community.StripeSandbox.Control;

/// <summary>
/// Allows the control calls only to programs of this machine. Otherwise any web page in a browser on this machine could send them: to the
/// address itself (<c>Origin</c> shows that), or by a name that resolves to this machine (<c>Host</c> shows that).
/// </summary>
internal static class ControlCallers
{
    /// <summary>403 for all other callers, with the reason.</summary>
    public static async ValueTask<object?> FilterAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        FaultOf(context.HttpContext) is { } fault
            ? Results.Json(new ControlError(fault), statusCode: StatusCodes.Status403Forbidden)
            : await next(context);

    private static string? FaultOf(HttpContext http) =>
        http switch
        {
            _ when http.Connection.RemoteIpAddress is not { } address || !IPAddress.IsLoopback(address) => "Only from this machine.",
            _ when !IsLoopback(http.Request.Host.Host) => "Only by this machine's own address: localhost, 127.0.0.1 or [::1].",
            _ when http.Request.Headers.Origin.Count > 0 => "Not from a page in a browser.",
            _ when http.Request.Headers["Sec-Fetch-Site"] is [{ } site] && site != "none" => "Not from a page in a browser.",
            _ => null,
        };

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
