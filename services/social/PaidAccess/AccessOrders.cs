using Community.Contracts;

namespace Community.Social.PaidAccess;

/// <summary>The facts of a community that an offer for paid access repeats.</summary>
/// <param name="CommunityId">The community.</param>
/// <param name="Name">The name that the buyer reads.</param>
/// <param name="PriceCents">Minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted.</param>
/// <param name="Billing">One of <see cref="PaidAccess.Billing"/>.</param>
/// <param name="SellerId">The seller: the community's first owner; null: it has none.</param>
internal sealed record AccessPrice(
    Guid CommunityId,
    string Name,
    long PriceCents,
    string Currency,
    long? PriceCredits,
    string Billing,
    Guid? SellerId = null
);

/// <summary>
/// The orders of some users for one community, while commands are applied to them. It has the rows that were read and collects the changes.
/// </summary>
internal sealed partial class AccessOrders(IEnumerable<AccessOrder> orders)
{
    private readonly Dictionary<Guid, AccessOrder> _orders = orders.ToDictionary(order => order.Id);
    private readonly HashSet<AccessOrder> _changed = [];
    private readonly List<IIntegrationEvent> _announced = [];

    public IEnumerable<AccessOrder> All => _orders.Values;

    public IReadOnlyCollection<AccessOrder> Changed => _changed;

    public IReadOnlyList<IIntegrationEvent> Announced => _announced;

    public AccessOrder? ById(Guid id) => _orders.GetValueOrDefault(id);

    public IEnumerable<AccessOrder> Of(Guid userId) => _orders.Values.Where(order => order.UserId == userId);

    public void Add(AccessOrder order)
    {
        _orders.Add(order.Id, order);
        Change(order);
    }

    public void Change(AccessOrder order) => _changed.Add(order);

    /// <summary>Publishes an integration event for payments; the order's version rises by one.</summary>
    public void Announce(AccessOrder order, Func<long, IIntegrationEvent> integrationEvent)
    {
        _announced.Add(integrationEvent(++order.Version));
        Change(order);
    }
}
