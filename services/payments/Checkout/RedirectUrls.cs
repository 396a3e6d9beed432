using System.ComponentModel.DataAnnotations;
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
    public string? FaultOf(string url)
    {
        if (url.Length > MaxLength || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
        {
            return "must be an absolute https URL of at most 2,000 characters";
        }

        if (uri.UserInfo.Length > 0 || url.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
        {
            return "must be a plain URL, without credentials, spaces or backslashes";
        }

        if (!options.RedirectHosts.Contains(uri.AsciiHost(), StringComparer.OrdinalIgnoreCase))
        {
            return "leads to a host that is not allowed";
        }

        return uri.Scheme == "https" || uri.IsLoopback ? null : "must use https";
    }
}

/// <summary>An address that a checkout may lead back to, by the rule of <see cref="RedirectUrls"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class RedirectUrlAttribute() : ValidationAttribute("must be a return address that this server allows")
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: <= RedirectUrls.MaxLength } url
        && validationContext.GetRequiredService<RedirectUrls>().FaultOf(url) is { } fault
            ? new ValidationResult(fault)
            : ValidationResult.Success;
}
