namespace Community.Payments.CreditPacks;

/// <summary>Credits that are sold together; larger packs have a lower price for each credit.</summary>
/// <param name="Id">The name that clients use.</param>
/// <param name="ReferenceId">The id that orders use.</param>
/// <param name="Credits">How many.</param>
/// <param name="AmountCents">The price, in US cents.</param>
internal sealed record CreditPack(string Id, Guid ReferenceId, long Credits, long AmountCents)
{
    public const string Currency = "USD";

    /// <summary>
    /// All packs, the smallest first. A pack that was ever sold keeps its reference and its credits: an order for it may be paid long
    /// after. To sell other amounts, add packs.
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
