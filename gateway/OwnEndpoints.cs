namespace Community.Gateway;

/// <summary>Routes that the gateway answers by itself.</summary>
internal static class OwnEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>A public endpoint, for GET and HEAD (RFC 9110 section 9.1: every server has both).</summary>
    public static IEndpointConventionBuilder MapOwn(this IEndpointRouteBuilder app, string pattern, Delegate handler) =>
        app.MapMethods(pattern, Reading, handler).AllowAnonymous();
}
