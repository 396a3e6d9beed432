namespace Community.Identity.Waitlist;

/// <summary>An entry of the waitlist for the product's launch.</summary>
internal sealed class WaitlistEntry
{
    /// <summary>The order of joining. Numbers may have gaps; clients see the number of entries in front.</summary>
    public long Position { get; init; }

    public required string Email { get; init; }

    public required string EmailKey { get; init; }

    /// <summary>Where the person heard of us.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// SHA-256 of the token by which the status is read, so that an address alone does not show the status of another person.
    /// </summary>
    public required byte[] StatusTokenHash { get; init; }

    public DateTimeOffset? ConfirmationSentAt { get; set; }

    public required DateTimeOffset SubscribedAt { get; init; }

    /// <summary>When the confirmation was last requested.</summary>
    public DateTimeOffset? AskedAt { get; init; }
}
