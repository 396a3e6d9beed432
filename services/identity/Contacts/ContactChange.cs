using Community.Identity.Login;

namespace Community.Identity.Contacts;

/// <summary>A change of a user's mail address or phone number, from the request until it can no longer be undone.</summary>
internal sealed class ContactChange : IWayIn
{
    /// <summary>How long a request waits until the new address is proved.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>
    /// How long after the confirmation the old address can take the change back. The old address stays reserved for that time.
    /// </summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary><c>email</c> or <c>phone</c>.</summary>
    public required string Channel { get; init; }

    /// <summary>The account's value before the change; null: it had none.</summary>
    public string? OldValue { get; init; }

    /// <summary>The old value in the form in which it is compared.</summary>
    public string? OldKey { get; init; }

    public required string NewValue { get; init; }

    /// <summary>The session that requested the change; it continues when the others end.</summary>
    public required Guid SessionId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When the new address was proved and became the account's.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    public DateTimeOffset? UndoneAt { get; set; }

    /// <summary>Whether it waits for the proof of the new address.</summary>
    public bool IsPending(DateTimeOffset now) => ConfirmedAt is null && UndoneAt is null && ExpiresAt > now;

    /// <summary>Whether the old address can still take it back.</summary>
    public bool CanBeUndone(DateTimeOffset now) => UndoneAt is null && now < ((ConfirmedAt + UndoTime) ?? ExpiresAt);
}
