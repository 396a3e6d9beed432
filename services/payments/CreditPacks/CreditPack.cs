namespace Community.Payments.CreditPacks;

/// <summary>Credits that are sold together; the more, the cheaper each.</summary>
/// <param name="Id">By which a client names it.</param>
/// <param name="ReferenceId">By which its orders name it.</param>
/// <param name="Credits">How many.</param>
/// <param name="AmountCents">The price, in US cents.</param>
internal sealed record CreditPack(string Id, Guid ReferenceId, long Credits, long AmountCents)
{
    public const string Currency = "USD";

    /// <summary>
    /// All of them, the smallest first. A pack that was ever sold keeps its reference and its credits: an order for it may be paid
    /// long after. To sell other amounts, add packs.
    /// </summary>
    public static IReadOnlyList<CreditPack> All { get; } =
    [
        new("credits_100", Guid.Parse("0198c0de-0000-7000-8000-000000000100"), 100, 999),
        new("credits_250", Guid.Parse("0198c0de-0000-7000-8000-000000000250"), 250, 2_399),
        new("credits_500", Guid.Parse("0198c0de-0000-7000-8000-000000000500"), 500, 4_499),
        new("credits_1000", Guid.Parse("0198c0de-0000-7000-8000-000000001000"), 1_000, 8_499),
    ];

    public static CreditPack? Find(string id) => All.FirstOrDefault(pack => pack.Id == id);
}
