using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.WebPush;

/// <summary>Whether devices are sent notifications, and as which application.</summary>
[Settings("WebPush")]
internal sealed class WebPushOptions : IValidatableObject
{
    /// <summary>32 characters or more; null: push is off.</summary>
    [MinLength(32)]
    public string? Secret { get; init; }

    /// <summary>A mailto or https address at which operators of push services can reach us.</summary>
    public string Subject { get; init; } = "mailto:postmaster@community.invalid";

    /// <summary>Whether a device's endpoint may be an address that is not of the public Internet: for tests.</summary>
    public bool PrivateAddresses { get; init; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Subject, UriKind.Absolute, out var address) || address.Scheme is not ("mailto" or "https"))
        {
            yield return new("WebPush:Subject must be a mailto or https address.");
        }
    }
}
