namespace Community.Identity.Login;

/// <summary>An address from which somebody has proved to be this person.</summary>
internal sealed class KnownAddress
{
    public required Guid UserId { get; init; }

    public required byte[] AddressHash { get; init; }

    public required DateTimeOffset SeenAt { get; set; }
}
