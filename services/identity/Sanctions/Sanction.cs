namespace Community.Identity.Sanctions;

/// <summary>A suspension that moderators imposed, as social published it.</summary>
internal sealed class Sanction
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    public required long Version { get; init; }

    /// <summary>False: it was lifted, by social or by an administrator.</summary>
    public required bool Suspends { get; init; }

    /// <summary>When it ends by itself; null: when it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public required string Reason { get; init; }
}
