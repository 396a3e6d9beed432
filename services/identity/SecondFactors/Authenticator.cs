using Community.Identity.Login;

namespace Community.Identity.SecondFactors;

/// <summary>A user's authenticator app. The secret that it shares with us is sealed and bound to the user.</summary>
internal sealed class Authenticator : IWayIn
{
    public required Guid UserId { get; init; }

    public required byte[] SealedSecret { get; set; }

    /// <summary>The session that set it up; null: not known.</summary>
    public Guid? AddedBy { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    /// <summary>When its first code was right; null: it is being set up and counts for nothing.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>The time step (RFC 6238) of the last code that was accepted: no code is accepted twice.</summary>
    public long LastStep { get; set; }
}

/// <summary>A code for one login without the app; the code itself is shown once and not stored.</summary>
internal sealed class RecoveryCode : IWayIn
{
    public required Guid UserId { get; init; }

    public required byte[] Hash { get; init; }

    /// <summary>The session to which it was shown; null: not known.</summary>
    public Guid? AddedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>A login whose first factor was right and that waits for the second.</summary>
internal sealed class LoginChallenge
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>After so many codes the first factor is needed again.</summary>
    public const int MaxAttempts = 5;

    /// <summary>SHA-256 of the challenge, which the client has.</summary>
    public required byte[] Hash { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Counted before a code is compared.</summary>
    public int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
