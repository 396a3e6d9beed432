namespace Community.Platform.Access.Authorization;

/// <summary>Names of the policies that an endpoint may declare. An endpoint that declares none keeps the service from starting.</summary>
public static class Policies
{
    /// <summary>Every caller with a valid access token.</summary>
    public const string SignedIn = "SignedIn";

    /// <summary>Administrators.</summary>
    public const string Admin = "Admin";

    /// <summary>Moderators and administrators.</summary>
    public const string Moderator = "Moderator";

    /// <summary>Organizers and administrators.</summary>
    public const string Organizer = "Organizer";

    /// <summary>Only another service of the fleet, by the fleet's own credential: for <c>/internal</c>.</summary>
    public const string Fleet = "Fleet";
}
