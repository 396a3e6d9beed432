using Community.Platform.Access.Authentication;

namespace Community.Identity.Sessions;

/// <summary>A login on a device. The row's id is the <c>sid</c> of every access token made for it.</summary>
internal sealed class Session
{
    /// <summary>How long a refresh token lives when it is not used.</summary>
    public static readonly TimeSpan IdleLifetime = TimeSpan.FromDays(7);

    /// <summary>After this time a user logs in again, however active the session was (RFC 9700 section 4.14.2 asks for an end).</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(90);

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of the current refresh token.</summary>
    public required byte[] RefreshHash { get; set; }

    /// <summary>
    /// SHA-256 of the previous refresh token, which is accepted for a short time (<see cref="RefreshToken.RepeatWindow"/>).
    /// </summary>
    public byte[]? PreviousHash { get; set; }

    /// <summary>Derives the current token from the previous one.</summary>
    public byte[]? RotationSalt { get; set; }

    public DateTimeOffset? RotatedAt { get; set; }

    public string? UserAgent { get; init; }

    public string? IpAddress { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the user last proved their identity in this session.</summary>
    public required DateTimeOffset AuthenticatedAt { get; set; }

    /// <summary>When the user proved two factors in this session; null: the session has only one.</summary>
    public DateTimeOffset? SecondFactorAt { get; set; }

    /// <summary>
    /// Since when the account knew the client that began the session, by its device's token or its address; a client that was new, since
    /// the session began. The client of the registration, and that of the last new password, count as known for ever.
    /// </summary>
    public DateTimeOffset KnownSince { get; init; } = DateTimeOffset.UnixEpoch;

    public required DateTimeOffset LastUsedAt { get; set; }

    public required DateTimeOffset ExpiresAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndReason { get; set; }

    /// <summary>How the session was proved, for its access tokens.</summary>
    public SessionProof Proof => new(AuthenticatedAt, SecondFactorAt is not null);

    /// <summary>When the last access token of an ended session expires.</summary>
    public static DateTimeOffset TokensExpireAt(DateTimeOffset endedAt) => endedAt + AccessToken.Lifetime;
}

/// <summary>The reasons for ending a session early.</summary>
internal static class EndReasons
{
    public const string Logout = "logout";
    public const string LogoutAll = "logout_all";
    public const string EndedElsewhere = "ended_elsewhere";
    public const string ReuseDetected = "reuse_detected";
    public const string PasswordChanged = "password_changed";
    public const string ContactChanged = "contact_changed";
    public const string RolesChanged = "roles_changed";
    public const string Suspended = "suspended";
    public const string Erased = "erased";
    public const string Revoked = "revoked";
    public const string SecondFactorRemoved = "second_factor_removed";
}
