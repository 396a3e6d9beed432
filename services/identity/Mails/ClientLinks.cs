using Community.ServiceDefaults.Authentication;

namespace Community.Identity.Mails;

/// <summary>
/// Links that mails carry, into the web client at <c>Identity:ClientUrl</c> (by default the gateway, which has a page for each). A token
/// stands in the fragment, which browsers send to no server: it reaches neither access logs nor Referer headers.
/// </summary>
internal sealed class ClientLinks(IConfiguration configuration, AccessTokenSettings tokens)
{
    private readonly string _base = (configuration["Identity:ClientUrl"] ?? tokens.Issuer).TrimEnd('/');

    public string VerifyEmail(string token) => $"{_base}/verify-email#token={token}";

    public string ResetPassword(string token) => $"{_base}/reset-password#token={token}";

    /// <summary>The same page: a change is taken back by setting a new password.</summary>
    public string TakeBack(string token) => ResetPassword(token);

    public string WaitlistStatus(string token) => $"{_base}/waitlist#token={token}";
}
