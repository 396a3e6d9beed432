using Community.Platform.Access.Authentication;

namespace Community.Gateway.Pages;

/// <summary>
/// The origin of addresses for search engines and previews: that of <c>Authentication:Issuer</c>, the public URL. The <c>Host</c> of a
/// request is not used, because its sender chooses it.
/// </summary>
internal sealed class PublicOrigin(AccessTokenSettings settings)
{
    /// <summary>Such as <c>https://community.example.org</c>.</summary>
    public string Value { get; } =
        Uri.TryCreate(settings.Issuer, UriKind.Absolute, out var url)
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new InvalidOperationException($"Authentication:Issuer is {settings.Issuer}, and must be the gateway's public URL.");
}
