namespace Community.Contracts.Identity;

/// <summary>
/// A user's mail address, for a service that sends them a mail. A service asks for it when it is needed and does not store it.
/// </summary>
/// <param name="Address">Verified by its owner.</param>
public sealed record MailAddressSnapshot(string Address);
