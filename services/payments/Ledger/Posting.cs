namespace Community.Payments.Ledger;

/// <summary>
/// Where value is. An account's balance is the sum of its entries; what moves is taken from one and given to another, so that all
/// of them together are always zero in every currency.
/// </summary>
internal static class Accounts
{
    /// <summary>Outside: minus what customers have paid in and not got back. With the provider's balance it must agree.</summary>
    public const string Customers = "customers";

    /// <summary>Paid, and the seller has not handed over yet.</summary>
    public const string Unfulfilled = "unfulfilled";

    /// <summary>Paid and handed over.</summary>
    public const string Revenue = "revenue";

    /// <summary>On its way back; the provider has not confirmed it.</summary>
    public const string Refunding = "refunding";

    /// <summary>Paid twice; on its way back.</summary>
    public const string Surplus = "surplus";

    /// <summary>Minus what banks have taken for disputes that nothing has decided yet.</summary>
    public const string Disputed = "disputed";

    /// <summary>Minus what was lost: given back, and taken by the bank as well.</summary>
    public const string Losses = "losses";

    /// <summary>What is owed to buyers no more: their banks did not take it, and they took credits.</summary>
    public const string Exchanged = "exchanged";

    /// <summary>What an operator has paid out by another way than the provider's.</summary>
    public const string PaidOut = "paid_out";

    /// <summary>Minus the credits ever given out: bought, earned, given back.</summary>
    public const string CreditsIssued = "credits_issued";

    /// <summary>A person's credits.</summary>
    public const string Wallet = "wallet";

    /// <summary>The currency of wallets; one is worth 0.10 USD.</summary>
    public const string Credits = "credits";
}

/// <summary>Value that moves. An account that is <see cref="Accounts.Wallet"/> is the posting's wallet.</summary>
/// <param name="From">Loses it.</param>
/// <param name="To">Gets it.</param>
/// <param name="Currency">ISO 4217 in upper case, or <see cref="Accounts.Credits"/>.</param>
/// <param name="Amount">In the currency's smallest unit; above 0.</param>
internal sealed record Transfer(string From, string To, string Currency, long Amount);

/// <summary>One ledger transaction.</summary>
/// <param name="Reference">What happened, once: a second posting of the same is refused by the database.</param>
/// <param name="Kind">The kind of it, as the wallet's owner reads it.</param>
/// <param name="Transfer">What moves.</param>
/// <param name="OrderId">The order it belongs to.</param>
/// <param name="WalletId">The wallet, where one takes part.</param>
internal sealed record Posting(string Reference, string Kind, Transfer Transfer, Guid? OrderId = null, Guid? WalletId = null);
