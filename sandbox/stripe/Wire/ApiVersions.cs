namespace Community.StripeSandbox.Wire;

/// <summary>Versions of Stripe's API (https://docs.stripe.com/api/versioning).</summary>
internal static class ApiVersions
{
    /// <summary>The header that asks for one, and tells which was used.</summary>
    public const string Header = "Stripe-Version";

    /// <summary>The account's own version: that of requests which ask for none, and of webhooks.</summary>
    public const string Current = "2026-10-28.endive";
}
