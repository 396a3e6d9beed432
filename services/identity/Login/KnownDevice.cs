namespace Community.Identity.Login;

/// <summary>A device on which a user has logged in.</summary>
internal sealed class KnownDevice
{
    /// <summary>SHA-256 of the device's token.</summary>
    public required byte[] TokenHash { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Since when the account knows the client that has it.</summary>
    public required DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When the user last logged in with it.</summary>
    public required DateTimeOffset SeenAt { get; set; }
}
