using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Configuration;

namespace Community.Identity.Mails;

/// <summary>
/// Addresses in the web client at <c>Identity:ClientUrl</c> (by default the gateway, which leads to its screens). The token of a mailed
/// link is in the fragment, which browsers do not send to servers. It therefore appears neither in access logs nor in Referer headers.
/// </summary>
internal sealed class ClientLinks(ClientOptions options, AccessTokenSettings tokens)
{
    private readonly string _base = (options.ClientUrl ?? tokens.Issuer).TrimEnd('/');

    public string VerifyEmail(string token) => $"{_base}/verify-email#token={token}";

    public string ResetPassword(string token) => $"{_base}/reset-password#token={token}";

    /// <summary>The same page: setting a new password takes a change back.</summary>
    public string TakeBack(string token) => ResetPassword(token);

    /// <summary>The screen to which identity providers lead browsers back; registered at each provider.</summary>
    public string SignedIn => $"{_base}/app/signed-in";

    public string WaitlistStatus(string token) => $"{_base}/waitlist#token={token}";
}

/// <summary>The web client.</summary>
[Settings("Identity")]
internal sealed class ClientOptions
{
    /// <summary>Its address; by default the gateway's, which leads each link to a screen of the web client.</summary>
    public string? ClientUrl { get; init; }
}
