namespace Community.Payments.Wallets;

/// <summary>A person's credits.</summary>
internal sealed class Wallet
{
    /// <summary>By which the ledger knows it.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose it is; null once that person is erased.</summary>
    public Guid? UserId { get; set; }

    /// <summary>In credits; never below 0. The sum of the wallet's entries, kept by the database.</summary>
    public long Balance { get; init; }

    /// <summary>Counts entries.</summary>
    public long Version { get; init; }

    /// <summary>Rewards that were taken back after they had been spent: the next ones pay for them.</summary>
    public long OwedCredits { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
