namespace Community.Payments.Wallets;

/// <summary>A person's credits.</summary>
internal sealed class Wallet
{
    /// <summary>The wallet's id in the ledger.</summary>
    public required Guid Id { get; init; }

    /// <summary>The user; null once that person is erased.</summary>
    public Guid? UserId { get; set; }

    /// <summary>In credits; never below 0. The sum of the wallet's entries, maintained by the database.</summary>
    public long Balance { get; init; }

    /// <summary>Counts entries.</summary>
    public long Version { get; init; }

    /// <summary>Rewards that were taken back after they had been spent: later rewards are used to pay for them.</summary>
    public long OwedCredits { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
