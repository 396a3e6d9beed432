using Community.Identity.Login;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passkeys;

/// <summary>The public half of a credential on a user's device.</summary>
internal sealed class Passkey : IWayIn
{
    /// <summary>Chosen by the device.</summary>
    public required byte[] CredentialId { get; init; }

    /// <summary>Names it in our API.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The session that added it; null: not known.</summary>
    public Guid? AddedBy { get; init; }

    /// <summary>Chosen by the user.</summary>
    public required string Name { get; set; }

    /// <summary>COSE_Key (RFC 9052).</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>The device's counter; 0: it has none. A count that does not rise is a sign of a copied device, and refused.</summary>
    public required long SignCount { get; set; }

    /// <summary>How the device is reached, such as <c>internal</c> or <c>usb</c>; a hint for browsers.</summary>
    public required string[] Transports { get; init; }

    public required bool IsBackupEligible { get; init; }

    public required bool IsBackedUp { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastUsedAt { get; set; }

    /// <summary>The form that the framework's verification takes. Attestations are not asked for, and not kept.</summary>
    public UserPasskeyInfo ToInfo() =>
        new(
            CredentialId,
            PublicKey,
            CreatedAt,
            (uint)SignCount,
            Transports,
            isUserVerified: true,
            IsBackupEligible,
            IsBackedUp,
            attestationObject: [],
            clientDataJson: []
        );
}

/// <summary>A challenge that waits for a passkey's answer, once.</summary>
internal sealed class PasskeyCeremony
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>Not a secret: the challenge in the state is random.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user, if a passkey is added; null: the ceremony is a login.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The framework's state: the challenge and the options.</summary>
    public required string State { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
