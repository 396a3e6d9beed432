using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.State;

/// <summary>A record of the sandbox's own: in the file, but in no list and no answer.</summary>
internal abstract record SandboxRecord : StripeObject
{
    /// <inheritdoc/>
    public override bool IsListed => false;
}

/// <summary>An entry of the file: the object with this id is deleted.</summary>
internal sealed record Removed : SandboxRecord
{
    /// <summary>Its name in the file.</summary>
    public const string Name = "sandbox.removed";

    /// <inheritdoc/>
    public override string Object => Name;
}

/// <summary>The answer to a request with an idempotency key; its id is the key, prefixed.</summary>
internal sealed record IdempotentAnswer : SandboxRecord
{
    /// <summary>Its name in the file.</summary>
    public const string Name = "sandbox.idempotent_answer";

    /// <inheritdoc/>
    public override string Object => Name;

    /// <summary>The path that the key was used with.</summary>
    public required string Path { get; init; }

    /// <summary>SHA-256 of the parameters that the key was used with.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>The body, JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The id under which a key's answer is stored.</summary>
    public static string IdOf(string key) => "idem_" + key;
}
