namespace Community.StripeSandbox.Wire;

/// <summary>Versions of Stripe's API (https://docs.stripe.com/api/versioning).</summary>
internal static class ApiVersions
{
    /// <summary>The header that requests a version, and names the used one in the answer.</summary>
    public const string Header = "Stripe-Version";

    /// <summary>The account's own version: used for requests without the header, and for webhooks.</summary>
    public const string Current = "2026-10-28.endive";
}
