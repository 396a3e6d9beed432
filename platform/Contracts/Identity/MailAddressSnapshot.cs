namespace Community.Contracts.Identity;

/// <summary>Where a person reads mail, for a service that has something to say to them; it is asked for when it is needed and kept by nobody.</summary>
/// <param name="Address">Verified by its owner.</param>
public sealed record MailAddressSnapshot(string Address);
