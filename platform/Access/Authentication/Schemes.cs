namespace Community.Platform.Access.Authentication;

/// <summary>Names of the authentication schemes, which are also the first word of the <c>Authorization</c> header.</summary>
public static class Schemes
{
    /// <summary>An access token of a user. The default scheme.</summary>
    public const string Bearer = "Bearer";

    /// <summary>The credential that the services of the fleet share.</summary>
    public const string Fleet = "Fleet";
}
