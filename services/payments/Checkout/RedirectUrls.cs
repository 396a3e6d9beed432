using Community.Platform.Http.Validation;
using Community.Platform.Text;

namespace Community.Payments.Checkout;

/// <summary>
/// The addresses that a checkout may lead back to: hosts named in <c>Payments:RedirectHosts</c>, by https, or by http on this machine only.
/// An open redirect from a payment page would help phishers.
/// </summary>
internal sealed class RedirectUrls(PaymentOptions options)
{
    public const int MaxLength = 2_000;

    /// <summary>The fault of an address; null: none.</summary>
    public Fault? FaultOf(string url)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            return new(FaultCode.InvalidUrl, "must be an absolute https URL of at most 2,000 characters");
        }

        if (uri.UserInfo.Length > 0 || url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
        {
            return new(FaultCode.InvalidUrl, "must be a plain URL, without credentials, spaces or backslashes");
        }

        if (!options.RedirectHosts.Contains(uri.AsciiHost(), StringComparer.OrdinalIgnoreCase))
        {
            return new(FaultCode.InvalidUrl, "leads to a host that is not allowed");
        }

        return uri.Scheme == "https" || uri.IsLoopback ? null : new(FaultCode.InvalidUrl, "must use https");
    }
}

/// <summary>An address that a checkout may lead back to, by the rule of <see cref="RedirectUrls"/>.</summary>
internal sealed class RedirectUrlAttribute : RuleAttribute
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <inheritdoc/>
    public override Fault? FaultOf(object? value, IServiceProvider services) =>
        value is string { Length: <= RedirectUrls.MaxLength } url ? services.GetRequiredService<RedirectUrls>().FaultOf(url) : null;
}
