namespace Community.StripeSandbox;

/// <summary>Configuration, section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions
{
    /// <summary>The API key that callers present; the sandbox does not start without one, or with a live one.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>The key that signs webhooks; required when there is a <see cref="WebhookUrl"/>.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>The address to which events are posted; without it none are posted.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>The types of event that are posted, separated by commas; by default all (Stripe's <c>enabled_events</c>).</summary>
    public string WebhookEvents { get; set; } = "*";

    /// <summary>Base of the hosted pages' addresses; by default that of the request.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The file of the state; by default the state is only in memory.</summary>
    public string? File { get; set; }

    /// <summary>Why the sandbox cannot start with this, or null.</summary>
    public string? Fault() =>
        this switch
        {
            { SecretKey: "" } => "Sandbox:SecretKey is missing: the key that callers present, such as sk_test_….",
            { SecretKey: var key } when key.Contains("_live_", StringComparison.Ordinal) =>
                "Sandbox:SecretKey is a live key: the sandbox is for tests.",
            { WebhookUrl.Length: > 0 }
                when !Uri.TryCreate(WebhookUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") =>
                "Sandbox:WebhookUrl is no absolute http or https URL.",
            { WebhookUrl.Length: > 0, WebhookSecret: "" } => "Sandbox:WebhookSecret is missing: webhooks are signed with it.",
            { PublicUrl.Length: > 0 } when !Uri.TryCreate(PublicUrl, UriKind.Absolute, out _) => "Sandbox:PublicUrl is no absolute URL.",
            _ => null,
        };
}
