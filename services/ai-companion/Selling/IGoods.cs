namespace Community.Companion.Selling;

/// <summary>A kind of goods that this service sells. It works in the transaction in which the payment arrives.</summary>
internal interface IGoods
{
    /// <summary>Its name in orders, as payments knows it; unique in the fleet.</summary>
    string Purpose { get; }

    /// <summary>
    /// Gives the paid goods. Returns null, or the reason why they cannot be given any more, as a code: then the money goes back.
    /// </summary>
    Task<string?> GiveAsync(Guid buyer, SaleOrder order);

    /// <summary>Takes the goods back, because all of the money is back.</summary>
    Task TakeBackAsync(Guid buyer, SaleOrder order);
}
