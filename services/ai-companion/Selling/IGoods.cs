namespace Community.Companion.Selling;

/// <summary>Something that is sold. What it does is part of the transaction in which the payment is heard of.</summary>
internal interface IGoods
{
    /// <summary>Its word in orders, as payments is told; unique in the fleet.</summary>
    string Purpose { get; }

    /// <summary>Gives what was paid for. Returns null, or why it cannot be given any more, as a code: then the money goes back.</summary>
    Task<string?> GiveAsync(Guid buyer, SaleOrder order);

    /// <summary>Takes back what was given: all of the money is back.</summary>
    Task TakeBackAsync(Guid buyer, SaleOrder order);
}
