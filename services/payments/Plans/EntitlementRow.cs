namespace Community.Payments.Plans;

/// <summary>The state of a person's plan that was last published.</summary>
internal sealed class EntitlementRow
{
    public required Guid UserId { get; init; }

    /// <summary>The code of a <see cref="Plans.Plan"/>.</summary>
    public string Plan { get; init; } = Plans.Plan.Free.Code;

    /// <summary>When it ends unless something changes; null: no end.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Counts changes; the version of the integration events about it.</summary>
    public long Version { get; init; }
}
