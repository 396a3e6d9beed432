using Community.Events.CheckIn;
using Community.ServiceDefaults.Data;

namespace Community.Events.Registrations;

/// <summary>What an event promised at one time. The row is never changed; a changed event gets another one.</summary>
/// <param name="Seq">1 for the terms that the event was published with.</param>
/// <param name="At">Since when they hold.</param>
/// <param name="StartsAt">When the event begins.</param>
/// <param name="EndsAt">When it is over.</param>
/// <param name="RefundHours">Until so many hours before the start, cancelling gives all back.</param>
/// <param name="Venue">Where it takes place.</param>
internal sealed record SaleTerms(int Seq, DateTimeOffset At, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int RefundHours, Venue Venue)
{
    /// <summary>The last moment of a refund by these terms alone.</summary>
    public DateTimeOffset Deadline => StartsAt.AddHours(-RefundHours);
}

/// <summary>Where an event takes place; every part may be unknown.</summary>
/// <param name="Name">The place's name.</param>
/// <param name="Address">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
internal sealed record Venue(string? Name, string? Address, string? City, string? Country, double? Latitude, double? Longitude)
{
    /// <summary>A position that is corrected by less is the same place.</summary>
    public const double SamePlaceM = 500;

    /// <summary>
    /// Whether the event is elsewhere than was said. Something that was not said before is news, but no move; a place that keeps its
    /// address and only changes its name has not moved.
    /// </summary>
    public bool IsMovedTo(Venue now) =>
        Differs(Address, now.Address) || Differs(City, now.City) || Differs(Country, now.Country)
        || (Address is null && Differs(Name, now.Name))
        || (this is { Latitude: { } latitude, Longitude: { } longitude }
            && (now is not { Latitude: { } toLatitude, Longitude: { } toLongitude }
                || new Position(latitude, longitude, AccuracyM: 0).MetresTo(toLatitude, toLongitude) > SamePlaceM));

    private static bool Differs(string? said, string? now) => said is not null && SearchKey.Of(said) != SearchKey.OfOrNull(now);
}

/// <summary>
/// What a buyer gets back, and until when. The terms of the day of the sale stay the buyer's: a later change can only add time. An event
/// that moves opens a full refund until the new start, and for three days in any case, so that a sudden move leaves time to hear of it.
/// </summary>
internal static class RefundTerms
{
    /// <summary>A start, or an end, that moves by no more than this is no move.</summary>
    public static readonly TimeSpan SmallShift = TimeSpan.FromMinutes(30);

    /// <summary>How long a move opens a refund at least.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(3);

    /// <summary>The last moment at which cancelling gives everything back.</summary>
    /// <param name="terms">All terms of the event.</param>
    /// <param name="sold">The number of those that the registration was made under.</param>
    public static DateTimeOffset Until(IReadOnlyList<SaleTerms> terms, int sold)
    {
        var agreed = terms.First(t => t.Seq == sold);
        return terms.Where(t => t.Seq > sold)
            .Select(later => IsMove(agreed, later) ? Later(later.StartsAt, later.At + Notice) : later.Deadline)
            .Aggregate(agreed.Deadline, Later);
    }

    /// <summary>Whether a buyer of the one could not be expected to come to the other.</summary>
    public static bool IsMove(SaleTerms agreed, SaleTerms now) =>
        (now.StartsAt - agreed.StartsAt).Duration() > SmallShift || agreed.EndsAt - now.EndsAt > SmallShift || agreed.Venue.IsMovedTo(now.Venue);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>What a registration's owner gets back.</summary>
/// <param name="Cents">Minor units of the registration's currency; null: no money was paid.</param>
/// <param name="Credits">Null: no credits were paid.</param>
/// <param name="Until">Until when cancelling gives it back; null: the registration costs nothing, or has ended.</param>
internal sealed record RefundOffer(long? Cents, long? Credits, DateTimeOffset? Until)
{
    private const string InCredits = "credits";

    public static RefundOffer None { get; } = new(null, null, null);

    /// <summary>For a registration that has not ended, what cancelling it now gives back; for one that has, what goes back.</summary>
    public static RefundOffer Of(Registration registration, IReadOnlyList<SaleTerms> terms, DateTimeOffset now)
    {
        if (registration.OrderId is null || registration.Status == RegistrationStatus.Waitlisted)
        {
            return None;
        }

        var until = RefundTerms.Until(terms, registration.TermsSeq);
        var isDue = registration.IsActive
            ? now <= until && registration.Status != RegistrationStatus.CheckedIn
            : registration.RefundRequestedAt is not null || registration.RefundedAt is not null;
        var amount = registration.PaidAmount is { } paid ? (isDue ? paid : 0) : (long?)null;
        var inCredits = registration.PaidCurrency == InCredits;
        return new(
            inCredits ? null : amount, inCredits ? amount : null,
            registration.IsActive && registration.Status != RegistrationStatus.CheckedIn ? until : null);
    }
}
