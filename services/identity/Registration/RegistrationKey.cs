namespace Community.Identity.Registration;

/// <summary>The Idempotency-Key of a registration, or of a guest's upgrade; kept for a day.</summary>
internal sealed class RegistrationKey
{
    public required Guid UserId { get; init; }

    /// <summary>Derived from the key (<c>IdempotencyKeyId</c>).</summary>
    public required Guid KeyId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
