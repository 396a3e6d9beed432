using Community.Contracts;
using Community.Events.Mails;
using Community.Events.Publishing;
using Community.Events.SeatLedger;

namespace Community.Events.Registrations;

/// <summary>The facts of an event that <see cref="Seats"/> needs.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="OrganizerId">The organizer.</param>
/// <param name="Name">The name that the buyer reads.</param>
/// <param name="Status">One of <see cref="EventStatus"/>.</param>
/// <param name="EndsAt">From then on no registration and no promotion is possible.</param>
/// <param name="PriceCents">0: free.</param>
/// <param name="PriceCredits">The price in credits, if they are accepted.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Terms">The terms so far, oldest first; the last ones apply now.</param>
/// <param name="IsPaused">
/// A moderator removed it, or its organizer is suspended: no seat is given until it is shown again. Registrations stay as they are.
/// </param>
internal sealed record EventFacts(
    Guid Id,
    Guid OrganizerId,
    string Name,
    string Status,
    DateTimeOffset EndsAt,
    long PriceCents,
    long? PriceCredits,
    string Currency,
    IReadOnlyList<SaleTerms> Terms,
    bool IsPaused = false
);

/// <summary>How long a seat is held until it is paid.</summary>
/// <param name="Hold">For a new registration.</param>
/// <param name="Offer">For a user promoted from the waitlist; they have to notice first.</param>
internal sealed record HoldTimes(TimeSpan Hold, TimeSpan Offer)
{
    public static HoldTimes Default { get; } = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(2));
}

/// <summary>
/// An event's seats while a batch of commands is applied to them. It has the rows that were read: every registration that the commands are
/// about, and as much of the waitlist's head as they could free seats for. It collects the changes, which are written together.
/// </summary>
internal sealed partial class Seats
{
    private readonly Dictionary<Guid, Registration> _byId = [];
    private readonly Dictionary<Guid, Registration> _latestByUser = [];
    private readonly Dictionary<Guid, Registration> _byOrder = [];
    private readonly Dictionary<string, Registration> _byTicket = new(StringComparer.Ordinal);
    private readonly SortedDictionary<long, Registration> _waitlist = [];
    private readonly HashSet<Registration> _changed = [];
    private readonly List<SeatLedgerEntry> _ledger = [];
    private readonly List<IIntegrationEvent> _announced = [];
    private readonly List<EventMail> _mails = [];

    public Seats(EventFacts facts, EventSeats seats, HoldTimes holds, IEnumerable<Registration> registrations, Func<Guid, bool> mayRegister)
    {
        (Event, Counts, Holds, MayRegister, IsClosed) = (facts, seats, holds, mayRegister, facts.Status != EventStatus.Published);
        foreach (var registration in registrations.OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id))
        {
            Add(registration);
        }
    }

    public EventFacts Event { get; }

    public EventSeats Counts { get; }

    public HoldTimes Holds { get; }

    /// <summary>Whether a user may know of the event; checked only for users without a registration.</summary>
    public Func<Guid, bool> MayRegister { get; }

    /// <summary>No more seats are given.</summary>
    public bool IsClosed { get; set; }

    public IReadOnlyCollection<Registration> Changed => _changed;

    public IReadOnlyList<SeatLedgerEntry> Ledger => _ledger;

    public IReadOnlyList<IIntegrationEvent> Announced => _announced;

    /// <summary>The mails to be sent.</summary>
    public IReadOnlyList<EventMail> Mails => _mails;

    public IEnumerable<Registration> Active =>
        _byId.Values.Where(registration => registration.IsActive).OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id);

    /// <summary>The active registration of a user, or else their last one.</summary>
    public Registration? LatestOf(Guid userId) => _latestByUser.GetValueOrDefault(userId);

    public Registration? ActiveOf(Guid userId) => LatestOf(userId) is { IsActive: true } active ? active : null;

    public IEnumerable<Registration> AllOf(Guid userId) => _byId.Values.Where(registration => registration.UserId == userId);

    public Registration? ById(Guid id) => _byId.GetValueOrDefault(id);

    public Registration? ByOrder(Guid orderId) => _byOrder.GetValueOrDefault(orderId);

    public Registration? ByTicket(string code) => _byTicket.GetValueOrDefault(code);

    /// <summary>The first registration of the waitlist.</summary>
    public Registration? FirstWaiting => _waitlist.Count > 0 ? _waitlist.First().Value : null;

    public void Add(Registration registration)
    {
        _byId[registration.Id] = registration;
        if (LatestOf(registration.UserId) is not { IsActive: true } || registration.IsActive)
        {
            _latestByUser[registration.UserId] = registration;
        }

        Index(registration);
    }

    /// <summary>Marks a registration as changed.</summary>
    public void Change(Registration registration)
    {
        registration.Version++;
        _changed.Add(registration);
        Index(registration);
    }

    /// <summary>Removes a registration from the waitlist and clears its number.</summary>
    public void LeaveWaitlist(Registration registration)
    {
        _waitlist.Remove(registration.WaitlistNumber!.Value);
        registration.WaitlistNumber = null;
        Counts.Waitlisted--;
    }

    public void Record(string kind, DateTimeOffset now)
    {
        var entry = SeatChain.Next(Counts, kind, now);
        (Counts.LedgerSeq, Counts.LedgerHash) = (entry.Seq, entry.Hash);
        _ledger.Add(entry);
    }

    public void Announce(IIntegrationEvent integrationEvent) => _announced.Add(integrationEvent);

    public void Notify(EventMail queued) => _mails.Add(queued);

    private void Index(Registration registration)
    {
        if (registration.OrderId is { } order)
        {
            _byOrder[order] = registration;
        }

        if (registration.TicketCode is { } code)
        {
            _byTicket[code] = registration;
        }

        if (registration.WaitlistNumber is { } number)
        {
            _waitlist[number] = registration;
        }
    }
}

/// <summary>The counts of an event's seats. Every change of a seat locks this row.</summary>
internal sealed class EventSeats
{
    public required Guid EventId { get; init; }

    /// <summary>The number of seats; null: no limit.</summary>
    public int? Capacity { get; set; }

    /// <summary>Seats of pending registrations.</summary>
    public int Held { get; set; }

    /// <summary>Seats of confirmed registrations, including those that are checked in.</summary>
    public int Confirmed { get; set; }

    public int Waitlisted { get; set; }

    /// <summary>The number of the registration that last joined the waitlist.</summary>
    public long LastWaitlistNumber { get; set; }

    public long LedgerSeq { get; set; }

    /// <summary>The hash of the ledger's last entry; empty before the first.</summary>
    public byte[] LedgerHash { get; set; } = [];

    /// <summary>The number of free seats; null: no limit.</summary>
    public int? Remaining => Capacity - Held - Confirmed;
}
