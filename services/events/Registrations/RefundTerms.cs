using Community.Events.CheckIn;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Registrations;

/// <summary>The terms of an event at one time. The row is never changed; a changed event gets another one.</summary>
/// <param name="Seq">1 for the terms that the event was published with.</param>
/// <param name="At">The time from which they apply.</param>
/// <param name="StartsAt">When the event begins.</param>
/// <param name="EndsAt">When it is over.</param>
/// <param name="RefundHours">A cancellation at least this many hours before the start is refunded in full.</param>
/// <param name="Venue">The place of the event.</param>
internal sealed record SaleTerms(int Seq, DateTimeOffset At, DateTimeOffset StartsAt, DateTimeOffset EndsAt, int RefundHours, Venue Venue)
{
    /// <summary>The terms that an event has at a moment, without a number.</summary>
    public static SaleTerms Of(CommunityEvent e, DateTimeOffset now) =>
        new(
            0,
            now,
            e.StartsAt,
            e.EndsAt,
            e.RefundHours,
            new Venue(e.LocationName, e.LocationAddress, e.LocationCity, e.LocationCountry, e.Latitude, e.Longitude)
        );

    /// <summary>The last moment of a refund under these terms alone.</summary>
    public DateTimeOffset Deadline => StartsAt.AddHours(-RefundHours);
}

/// <summary>The place of an event; every part may be unknown.</summary>
/// <param name="Name">The place's name.</param>
/// <param name="Address">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Latitude">WGS 84 degrees.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
internal sealed record Venue(string? Name, string? Address, string? City, string? Country, double? Latitude, double? Longitude)
{
    /// <summary>A position that is corrected by less than this is the same place.</summary>
    public const double SamePlaceM = 500;

    /// <summary>
    /// Whether the event has moved to another place: its name or a part of its address is another one, apart from case and spaces, or its
    /// position is farther away than <see cref="SamePlaceM"/>. A detail that was not known before is not a move.
    /// </summary>
    public bool IsMovedTo(Venue now) =>
        Differs(Name, now.Name)
        || Differs(Address, now.Address)
        || Differs(City, now.City)
        || Differs(Country, now.Country)
        || (
            this is { Latitude: { } latitude, Longitude: { } longitude }
            && (
                now is not { Latitude: { } toLatitude, Longitude: { } toLongitude }
                || new Position(latitude, longitude, AccuracyM: 0).MetresTo(toLatitude, toLongitude) > SamePlaceM
            )
        );

    /// <summary>Whether a detail that was not known before is known now; a position alone is none.</summary>
    public bool IsLessThan(Venue now) =>
        (Name is null && now.Name is not null)
        || (Address is null && now.Address is not null)
        || (City is null && now.City is not null)
        || (Country is null && now.Country is not null);

    private static bool Differs(string? said, string? now) => said is not null && SearchKey.Of(said) != SearchKey.OfOrNull(now);
}

/// <summary>
/// The amount and the deadline of a buyer's refund. The terms at the time of sale stay valid for the buyer: a later change can only extend
/// the deadline. If the event moves, a full refund is possible until the new start, and for three days in any case, so that buyers have
/// time to read of a sudden move.
/// </summary>
internal static class RefundTerms
{
    /// <summary>A start or an end that changes by no more than this is not a move.</summary>
    public static readonly TimeSpan SmallShift = TimeSpan.FromMinutes(30);

    /// <summary>How long a move makes a refund possible at least.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(3);

    /// <summary>The last moment at which a cancellation is refunded in full.</summary>
    /// <param name="terms">All terms of the event.</param>
    /// <param name="sold">The number of the terms that the registration was made under.</param>
    public static DateTimeOffset Until(IReadOnlyList<SaleTerms> terms, int sold)
    {
        var agreed = terms.First(t => t.Seq == sold);
        return terms
            .Where(t => t.Seq > sold)
            .Select(later => IsMove(agreed, later) ? Later(later.StartsAt, later.At + Notice) : later.Deadline)
            .Aggregate(agreed.Deadline, Later);
    }

    /// <summary>Whether a buyer of the first terms could not be expected to attend under the second.</summary>
    public static bool IsMove(SaleTerms agreed, SaleTerms now) =>
        (now.StartsAt - agreed.StartsAt).Duration() > SmallShift
        || (now.EndsAt - agreed.EndsAt).Duration() > SmallShift
        || agreed.Venue.IsMovedTo(now.Venue);

    /// <summary>
    /// Whether registered users are told of a change: of every <see cref="IsMove"/>, and of two changes that open no refund: a small shift
    /// of the time, and a detail of the place that was not known before.
    /// </summary>
    public static bool IsNotified(SaleTerms before, SaleTerms now) =>
        IsMove(before, now) || (before.StartsAt, before.EndsAt) != (now.StartsAt, now.EndsAt) || before.Venue.IsLessThan(now.Venue);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>The refund of a registration's owner.</summary>
/// <param name="Cents">Minor units of the registration's currency; null: no money was paid.</param>
/// <param name="Credits">Null: no credits were paid.</param>
/// <param name="Until">The deadline for a cancellation with this refund; null: the registration costs nothing, or has ended.</param>
internal sealed record RefundOffer(long? Cents, long? Credits, DateTimeOffset? Until)
{
    private const string InCredits = "credits";

    public static RefundOffer None { get; } = new(null, null, null);

    /// <summary>
    /// For an active registration, the refund that a cancellation would give now; for one that has ended, the refund on its way, and then
    /// all that went back. A part that went back before is not promised again.
    /// </summary>
    public static RefundOffer Of(Registration registration, IReadOnlyList<SaleTerms> terms, DateTimeOffset now)
    {
        if (registration.OrderId is null || registration.Status == RegistrationStatus.Waitlisted)
        {
            return None;
        }

        var until = RefundTerms.Until(terms, registration.TermsSeq);
        var amount = registration switch
        {
            { PaidAmount: null } => (long?)null,
            { IsActive: true } => now <= until && registration.Status != RegistrationStatus.CheckedIn ? registration.Refundable() : 0,
            { RefundRequestedAt: not null, Status: not RegistrationStatus.Refunded } => registration.Refundable(),
            _ => registration.RefundedAmount ?? 0,
        };
        var inCredits = registration.PaidCurrency == InCredits;
        return new(
            inCredits ? null : amount,
            inCredits ? amount : null,
            registration.IsActive && registration.Status != RegistrationStatus.CheckedIn ? until : null
        );
    }
}

/// <summary>Reads an event's terms.</summary>
internal static class SaleTermsRow
{
    public const string Columns =
        "seq, at, starts_at, ends_at, refund_hours, location_name, location_address, location_city, location_country, latitude, longitude";

    /// <summary>All terms of an event so far, oldest first; empty for a draft.</summary>
    public static async Task<IReadOnlyList<SaleTerms>> TermsAsync(this EventsDb db, Guid eventId)
    {
        await db.Database.OpenConnectionAsync();
        try
        {
            await using var command = new NpgsqlCommand(
                $"SELECT {Columns} FROM event_terms WHERE event_id = $1 ORDER BY seq",
                (NpgsqlConnection)db.Database.GetDbConnection()
            )
            {
                Parameters = { new() { Value = eventId } },
            };
            await using var reader = await command.ExecuteReaderAsync();
            return await ReadAllAsync(reader);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    /// <summary>Reads all rows of the reader's present result.</summary>
    public static async Task<IReadOnlyList<SaleTerms>> ReadAllAsync(NpgsqlDataReader reader)
    {
        var terms = new List<SaleTerms>();
        while (await reader.ReadAsync())
        {
            terms.Add(Read(reader));
        }

        return terms;
    }

    private static SaleTerms Read(NpgsqlDataReader row) =>
        new(
            row.GetInt32(row.GetOrdinal("seq")),
            row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("at")),
            row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("starts_at")),
            row.GetFieldValue<DateTimeOffset>(row.GetOrdinal("ends_at")),
            row.GetInt32(row.GetOrdinal("refund_hours")),
            new Venue(
                Text(row, "location_name"),
                Text(row, "location_address"),
                Text(row, "location_city"),
                Text(row, "location_country"),
                Number(row, "latitude"),
                Number(row, "longitude")
            )
        );

    private static string? Text(NpgsqlDataReader row, string column) =>
        row.GetOrdinal(column) is var at && row.IsDBNull(at) ? null : row.GetString(at);

    private static double? Number(NpgsqlDataReader row, string column) =>
        row.GetOrdinal(column) is var at && row.IsDBNull(at) ? null : row.GetDouble(at);
}
