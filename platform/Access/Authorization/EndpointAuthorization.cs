using Microsoft.AspNetCore.Builder;

namespace Community.Platform.Access.Authorization;

/// <summary>
/// Declares the authorization of an endpoint or a whole group. An endpoint for all callers declares ASP.NET Core's own
/// <c>AllowAnonymous()</c>.
/// </summary>
public static class EndpointAuthorization
{
    /// <summary>Only with a valid access token: <see cref="Policies.SignedIn"/>.</summary>
    public static TBuilder RequireSignedIn<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policies.SignedIn);

    /// <summary>Only administrators: <see cref="Policies.Admin"/>.</summary>
    public static TBuilder RequireAdmin<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policies.Admin);

    /// <summary>Moderators and administrators: <see cref="Policies.Moderator"/>.</summary>
    public static TBuilder RequireModerator<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policies.Moderator);

    /// <summary>Organizers and administrators: <see cref="Policies.Organizer"/>.</summary>
    public static TBuilder RequireOrganizer<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policies.Organizer);

    /// <summary>Only other services of the fleet: <see cref="Policies.Fleet"/>.</summary>
    public static TBuilder RequireFleet<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RequireAuthorization(Policies.Fleet);
}
