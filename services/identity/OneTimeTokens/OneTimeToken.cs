namespace Community.Identity.OneTimeTokens;

/// <summary>
/// A token sent to a mail address or phone to prove that the account's owner can read it. It is used once, expires, and is stored as a
/// hash.
/// </summary>
internal sealed class OneTimeToken
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="Purposes"/>: a token is valid for no other purpose.</summary>
    public required string Purpose { get; init; }

    /// <summary>The address or number that it was sent to. It does not prove an address that was set in the meantime.</summary>
    public required string Target { get; init; }

    /// <summary>The session about which it was sent, if it was sent about one.</summary>
    public Guid? SessionId { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>Wrong codes given so far.</summary>
    public int Attempts { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

internal static class Purposes
{
    public const string VerifyEmail = "verify_email";
    public const string VerifyPhone = "verify_phone";
    public const string ChangeEmail = "change_email";
    public const string ChangePhone = "change_phone";
    public const string ResetPassword = "reset_password";

    /// <summary>Sets a new password, because the owner did not log in themselves.</summary>
    public const string RefuseLogin = "refuse_login";
}
