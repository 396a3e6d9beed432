namespace Community.Platform.Access.Authentication;

/// <summary>Names of an access token's claims, on the wire and in the principal alike: nothing is renamed on the way.</summary>
public static class AccessTokenClaims
{
    /// <summary>The user's id, a UUID.</summary>
    public const string Subject = "sub";

    /// <summary>The session's id, a UUID.</summary>
    public const string Session = "sid";

    /// <summary>An array of role names; in the principal one claim each.</summary>
    public const string Roles = "roles";

    /// <summary>When the user last proved their identity in the session, in Unix seconds; a refresh does not change it.</summary>
    public const string AuthenticatedAt = "auth_time";

    /// <summary>
    /// The scopes of a program of the user, names with blanks between (RFC 9068); absent: all that
    /// the user may.
    /// </summary>
    public const string Scope = "scope";

    /// <summary>Whether the account is a bot's: <c>true</c>, or absent. The gateway refuses operations that are closed to bots.</summary>
    public const string Bot = "bot";

    /// <summary>When it was issued, in Unix seconds.</summary>
    public const string IssuedAt = "iat";

    /// <summary>When it stops being valid, in Unix seconds.</summary>
    public const string ExpiresAt = "exp";

    /// <summary>Start of validity, in Unix seconds; optional.</summary>
    public const string NotBefore = "nbf";

    /// <summary>The issuer.</summary>
    public const string Issuer = "iss";

    /// <summary>The intended recipients.</summary>
    public const string Audience = "aud";

    /// <summary>The token's own id.</summary>
    public const string TokenId = "jti";
}
