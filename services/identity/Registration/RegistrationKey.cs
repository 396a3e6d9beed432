namespace Community.Identity.Registration;

/// <summary>The Idempotency-Key under which somebody registered, or a guest upgraded; kept for a day.</summary>
internal sealed class RegistrationKey
{
    public required Guid UserId { get; init; }

    /// <summary>Derived from the key (<c>IdempotencyKeyId</c>).</summary>
    public required Guid KeyId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
