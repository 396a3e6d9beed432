namespace Community.Identity.Waitlist;

/// <summary>Somebody who waits for the product's launch.</summary>
internal sealed class WaitlistEntry
{
    /// <summary>The order of joining. Numbers may be missing; what people see is how many are in front.</summary>
    public long Position { get; init; }

    public required string Email { get; init; }

    public required string EmailKey { get; init; }

    /// <summary>Where they heard of it.</summary>
    public string? Source { get; init; }

    /// <summary>SHA-256 of the token by which they ask for their status, so that nobody can ask for another's by address.</summary>
    public required byte[] StatusTokenHash { get; init; }

    public DateTimeOffset? ConfirmationSentAt { get; set; }

    public required DateTimeOffset SubscribedAt { get; init; }

    /// <summary>When somebody last asked for the place.</summary>
    public DateTimeOffset? AskedAt { get; init; }
}
