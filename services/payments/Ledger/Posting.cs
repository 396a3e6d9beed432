namespace Community.Payments.Ledger;

/// <summary>
/// Where value is. An account's balance is the sum of its entries. Every movement takes from one account and gives to another, so that the
/// sum over all accounts is always zero in every currency.
/// </summary>
internal static class Accounts
{
    /// <summary>Outside: minus the money that customers have paid in and not got back. It must agree with the provider's balance.</summary>
    public const string Customers = "customers";

    /// <summary>Paid; the seller has not handed over yet.</summary>
    public const string Unfulfilled = "unfulfilled";

    /// <summary>Paid and handed over.</summary>
    public const string Revenue = "revenue";

    /// <summary>On its way back; the provider has not confirmed it yet.</summary>
    public const string Refunding = "refunding";

    /// <summary>Paid twice; on its way back.</summary>
    public const string Surplus = "surplus";

    /// <summary>Minus the money that banks hold for undecided disputes.</summary>
    public const string Disputed = "disputed";

    /// <summary>Minus the lost money: refunded by us, and taken by the bank as well.</summary>
    public const string Losses = "losses";

    /// <summary>Money that is no longer owed to buyers: their banks did not take the refund, and they took credits instead.</summary>
    public const string Exchanged = "exchanged";

    /// <summary>Refunds that an operator has paid out by another way than the provider's.</summary>
    public const string PaidOut = "paid_out";

    /// <summary>Minus all credits ever given out: bought, earned, given back.</summary>
    public const string CreditsIssued = "credits_issued";

    /// <summary>A person's credits.</summary>
    public const string Wallet = "wallet";

    /// <summary>The currency of wallets; one is worth 0.10 USD.</summary>
    public const string Credits = "credits";
}

/// <summary>A movement of value. An account that is <see cref="Accounts.Wallet"/> is the posting's wallet.</summary>
/// <param name="From">The account that loses it.</param>
/// <param name="To">The account that gets it.</param>
/// <param name="Currency">ISO 4217 in upper case, or <see cref="Accounts.Credits"/>.</param>
/// <param name="Amount">In the currency's smallest unit; above 0.</param>
internal sealed record Transfer(string From, string To, string Currency, long Amount);

/// <summary>One ledger transaction.</summary>
/// <param name="Reference">The fact that is posted: the database refuses a second posting with the same reference.</param>
/// <param name="Kind">The kind of change, as the wallet's owner reads it.</param>
/// <param name="Transfer">The value that moves.</param>
/// <param name="OrderId">The order it belongs to.</param>
/// <param name="WalletId">The wallet, if one takes part.</param>
internal sealed record Posting(string Reference, string Kind, Transfer Transfer, Guid? OrderId = null, Guid? WalletId = null);
