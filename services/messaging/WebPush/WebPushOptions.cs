namespace Community.Messaging.WebPush;

/// <summary>
/// <c>WebPush:Secret</c> (32 characters or more; without it there is no push), <c>:Subject</c> (a mailto or https address that push services' operators
/// may turn to), <c>:PrivateAddresses</c> (false; whether a device's endpoint may be an address that is not of the public Internet: for tests).
/// </summary>
internal sealed record WebPushOptions(string? Secret, string Subject, bool PrivateAddresses)
{
    public static WebPushOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("WebPush");
        var (secret, subject) = (section["Secret"], section["Subject"] ?? "mailto:postmaster@community.invalid");
        if (secret is { Length: < 32 })
        {
            throw new InvalidOperationException("WebPush:Secret must have 32 characters or more.");
        }

        return Uri.TryCreate(subject, UriKind.Absolute, out var address) && address.Scheme is "mailto" or "https"
            ? new(secret, subject, section.GetValue("PrivateAddresses", false))
            : throw new InvalidOperationException("WebPush:Subject must be a mailto or https address.");
    }
}
