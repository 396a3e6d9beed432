namespace Community.StripeSandbox;

/// <summary>Configuration, section <c>Sandbox</c>.</summary>
internal sealed class SandboxOptions
{
    /// <summary>The API key that callers present; the sandbox does not start without one, nor with a live one.</summary>
    public string SecretKey { get; set; } = "";

    /// <summary>What webhooks are signed with; needed when there is a <see cref="WebhookUrl"/>.</summary>
    public string WebhookSecret { get; set; } = "";

    /// <summary>Where events are posted; without one none are.</summary>
    public string? WebhookUrl { get; set; }

    /// <summary>Which types of event are posted, separated by commas; all unless told (Stripe's <c>enabled_events</c>).</summary>
    public string WebhookEvents { get; set; } = "*";

    /// <summary>Base of the hosted pages' addresses; that of the request unless told.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Where the state is kept; in memory only unless told.</summary>
    public string? File { get; set; }

    /// <summary>Why the sandbox cannot start with this, or null.</summary>
    public string? Fault() => this switch
    {
        { SecretKey: "" } => "Sandbox:SecretKey is missing: the key that callers present, such as sk_test_….",
        { SecretKey: var key } when key.Contains("_live_", StringComparison.Ordinal) => "Sandbox:SecretKey is a live key: the sandbox is for tests.",
        { WebhookUrl.Length: > 0 } when !Uri.TryCreate(WebhookUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") =>
            "Sandbox:WebhookUrl is no absolute http or https URL.",
        { WebhookUrl.Length: > 0, WebhookSecret: "" } => "Sandbox:WebhookSecret is missing: webhooks are signed with it.",
        { PublicUrl.Length: > 0 } when !Uri.TryCreate(PublicUrl, UriKind.Absolute, out _) => "Sandbox:PublicUrl is no absolute URL.",
        _ => null,
    };
}
