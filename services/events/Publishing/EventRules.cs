using Community.Money;
using Community.Platform.Data;
using Community.Platform.Http.Problems;

namespace Community.Events.Publishing;

/// <summary>The rules for new and changed events: limits, and rules between fields.</summary>
internal static class EventRules
{
    public const int NameLength = 255;
    public const int DescriptionLength = 10_000;
    public const int WordLength = 50;
    public const int PlaceLength = 255;
    public const int CityLength = 100;
    public const int MostInterests = 50;
    public const int LeastGeofenceM = 10;
    public const int MostGeofenceM = 10_000;
    public const int DefaultGeofenceM = 150;
    public const int MostAttendees = 1_000_000;
    public const int MostCents = 100_000_000;
    public const int MostRefundHours = 8760;
    public const int DefaultRefundHours = 24;
    public const int MostDays = 31;
    public const string CurrencyOfFree = "USD";
    public const string OtherCoordinate = "is required where the other coordinate is given";

    // Wide enough for every event, and narrow enough that a time zone's offset cannot leave the calendar.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Refuses fields that are valid alone but contradict each other.</summary>
    public static void Require(CommunityEvent e, bool isPriceNew)
    {
        var faults = Faults(e, isPriceNew).ToDictionary(fault => fault.Field, fault => (string[])[fault.Error], StringComparer.Ordinal);
        if (faults.Count > 0)
        {
            throw Problem.Invalid(faults).ToException();
        }
    }

    public static IEnumerable<(string Field, string Error)> Faults(CommunityEvent e, bool isPriceNew)
    {
        if (isPriceNew && SaleRules.PriceFault(e) is { } fault)
        {
            yield return fault;
        }

        if (YearFault(e.StartsAt) is { } year)
        {
            yield return ("start_datetime", year);
        }

        if (EndFault(e.StartsAt, e.EndsAt) is { } end)
        {
            yield return ("end_datetime", end);
        }

        if (e.Latitude is null != e.Longitude is null)
        {
            yield return (e.Latitude is null ? "latitude" : "longitude", OtherCoordinate);
        }

        if (e is { PriceCredits: not null, IsFree: true })
        {
            yield return ("price_credits", "must be absent where price_cents is 0");
        }
        else if (isPriceNew && SalePrice.CreditsFault(e.PriceCredits, e.PriceCents, e.Currency) is { } credits)
        {
            yield return ("price_credits", credits);
        }
    }

    public const string YearsExpected = "must be between the years 2000 and 2200";

    /// <summary>A start that is too early or too late for the calendar; null if the start is not known.</summary>
    public static string? YearFault(DateTimeOffset? start) => start < Earliest || start > Latest ? YearsExpected : null;

    /// <summary>An end that does not fit its start; null if one of them is not known.</summary>
    public static string? EndFault(DateTimeOffset? start, DateTimeOffset? end) =>
        end <= start ? "must be after start_datetime"
        : end - start > TimeSpan.FromDays(MostDays) ? $"must be at most {MostDays} days after start_datetime"
        : null;

    public static string WordOf(Visibility visibility) =>
        visibility == Visibility.Public ? EventVisibility.Public : EventVisibility.Private;

    /// <summary>In the given spelling, without duplicates that differ only in case.</summary>
    public static string[] Distinct(IEnumerable<string>? interests) =>
        [.. (interests ?? []).DistinctBy(SearchKey.Of, StringComparer.Ordinal)];

    public static string[] KeysOf(IEnumerable<string>? interests) =>
        [.. (interests ?? []).Select(SearchKey.Of).Distinct(StringComparer.Ordinal)];
}
