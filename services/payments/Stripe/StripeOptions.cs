using System.ComponentModel.DataAnnotations;

namespace Community.Payments.Stripe;

/// <summary>
/// The connection to Stripe. The API version is the package's. Section <c>Stripe</c> of the configuration; the service does not start
/// without its keys.
/// </summary>
internal sealed class StripeOptions : IValidatableObject
{
    private static readonly string[] KeyPrefixes = ["sk_", "rk_"];

    /// <summary>The address of the API: https, or http on this machine (the sandbox).</summary>
    public string ApiBase { get; set; } = "https://api.stripe.com";

    /// <summary>The account's secret (<c>sk_…</c>) or restricted (<c>rk_…</c>) key.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>
    /// The signing secrets (<c>whsec_…</c>) of the webhook endpoint: one, or the old and the new while a secret is rolled. As a list
    /// (<c>Stripe:WebhookSecrets:0</c>) or as one value, separated by commas.
    /// </summary>
    public string[] WebhookSecrets { get; set; } = [];

    /// <summary>Timeouts and retries.</summary>
    public StripeTimings Timings { get; set; } = new();

    // No message contains a value: a secret under the wrong name would end up in the logs.
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IsSafeAddress(ApiBase))
        {
            yield return new("Stripe:ApiBase must be an https address without a path (http only on this machine).", [nameof(ApiBase)]);
        }

        if (string.IsNullOrWhiteSpace(SecretKey))
        {
            yield return new("Stripe:SecretKey is missing: set it to the account's secret or restricted key.", [nameof(SecretKey)]);
        }
        else if (!KeyPrefixes.Any(prefix => SecretKey.StartsWith(prefix, StringComparison.Ordinal)) || !IsToken(SecretKey))
        {
            yield return new("Stripe:SecretKey must be a secret or restricted key (sk_… or rk_…).", [nameof(SecretKey)]);
        }

        if (WebhookSecrets.Length == 0 || WebhookSecrets.All(string.IsNullOrWhiteSpace))
        {
            yield return new(
                "Stripe:WebhookSecrets is missing: set it to the signing secret of the webhook endpoint.",
                [nameof(WebhookSecrets)]
            );
        }
        else if (!WebhookSecrets.All(secret => secret.Length > 6 && secret.StartsWith("whsec_", StringComparison.Ordinal)))
        {
            yield return new("Stripe:WebhookSecrets must be signing secrets of a webhook endpoint (whsec_…).", [nameof(WebhookSecrets)]);
        }

        foreach (var problem in Timings.Problems())
        {
            yield return new(problem, [nameof(Timings)]);
        }
    }

    private static bool IsSafeAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback))
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" };

    private static bool IsToken(string key) => key.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}

/// <summary>Limits of waiting and retrying; the defaults suit the real Stripe. Section <c>Stripe:Timings</c>.</summary>
internal sealed class StripeTimings
{
    /// <summary>For one attempt, from connecting to the last byte of the answer.</summary>
    public TimeSpan Attempt { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>For a call with all its attempts and pauses.</summary>
    public TimeSpan Total { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts after the first (0 to 10).</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The pause before the first retry; it doubles, with jitter.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause, unless Stripe asks for a longer one (<c>Retry-After</c>).</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The share of failed attempts that opens the circuit.</summary>
    public double BreakRatio { get; set; } = 0.5;

    /// <summary>The time over which that share is measured (from 500 ms).</summary>
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least number of attempts in it (from 2), so that one failure in a quiet hour opens nothing.</summary>
    public int BreakLeast { get; set; } = 10;

    /// <summary>How long the circuit stays open before one attempt is let through (from 500 ms).</summary>
    public TimeSpan Break { get; set; } = TimeSpan.FromSeconds(15);

    internal IEnumerable<string> Problems()
    {
        if (
            Attempt < TimeSpan.FromMilliseconds(10)
            || Attempt > TimeSpan.FromMinutes(2)
            || Total < Attempt
            || Total > TimeSpan.FromMinutes(10)
        )
        {
            yield return "Stripe:Timings needs 10 ms <= Attempt <= 2 min and Attempt <= Total <= 10 min.";
        }

        if (Retries is < 0 or > 10 || RetryDelay <= TimeSpan.Zero || MaxRetryDelay < RetryDelay)
        {
            yield return "Stripe:Timings needs Retries of 0 to 10 and 0 < RetryDelay <= MaxRetryDelay.";
        }

        var half = TimeSpan.FromMilliseconds(500);
        if (BreakRatio is <= 0 or > 1 || BreakWindow < half || BreakLeast < 2 || Break < half)
        {
            yield return "Stripe:Timings needs 0 < BreakRatio <= 1, BreakWindow and Break of 500 ms at least, and BreakLeast of 2 at least.";
        }
    }
}
