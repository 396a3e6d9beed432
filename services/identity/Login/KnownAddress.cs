namespace Community.Identity.Login;

/// <summary>An address from which the user has proved their identity.</summary>
internal sealed class KnownAddress
{
    public required Guid UserId { get; init; }

    public required byte[] AddressHash { get; init; }

    /// <summary>Since when the account knows a client at this address.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
}
