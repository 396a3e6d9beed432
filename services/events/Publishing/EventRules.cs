using Community.Money;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;

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
    public static readonly Fault PriceWithoutCurrency = new(FaultCode.Required, "is required for a price");
    public static readonly Fault OtherCoordinate = new(FaultCode.Required, "is required where the other coordinate is given");

    // Wide enough for every event, and narrow enough that a time zone's offset cannot leave the calendar.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Refuses fields that are valid alone but contradict each other.</summary>
    public static void Require(CommunityEvent e, bool isPriceNew)
    {
        var faults = Faults(e, isPriceNew).ToList();
        if (faults.Count > 0)
        {
            throw Problem.Invalid(faults).ToException();
        }
    }

    public static IEnumerable<FieldFault> Faults(CommunityEvent e, bool isPriceNew)
    {
        if (isPriceNew && SaleRules.PriceFault(e) is { } fault)
        {
            yield return fault;
        }

        if (YearFault(e.StartsAt) is { } year)
        {
            yield return new("start_datetime", year);
        }

        if (EndFault(e.StartsAt, e.EndsAt) is { } end)
        {
            yield return new("end_datetime", end);
        }

        if (e.Latitude is null != e.Longitude is null)
        {
            yield return new(e.Latitude is null ? "latitude" : "longitude", OtherCoordinate);
        }

        if (e is { PriceCredits: not null, IsFree: true })
        {
            yield return new("price_credits", SalePrice.CreditsOfFree);
        }
        else if (isPriceNew && SalePrice.CreditsFault(e.PriceCredits, e.PriceCents, e.Currency) is { } credits)
        {
            yield return new("price_credits", credits);
        }
    }

    public static readonly Fault EndExpected = new(FaultCode.BeforeStart, "must be after start_datetime");

    public static readonly Fault YearsExpected = new(FaultCode.InvalidTime, "must be between the years 2000 and 2200");

    /// <summary>A start that is too early or too late for the calendar; null if the start is not known.</summary>
    public static Fault? YearFault(DateTimeOffset? start) => start < Earliest || start > Latest ? YearsExpected : null;

    /// <summary>An end that does not fit its start; null if one of them is not known.</summary>
    public static Fault? EndFault(DateTimeOffset? start, DateTimeOffset? end) =>
        end <= start ? EndExpected
        : end - start > TimeSpan.FromDays(MostDays)
            ? new(FaultCode.TooLate, $"must be at most {MostDays} days after start_datetime") { Max = MostDays }
        : null;

    public static string WordOf(Visibility visibility) =>
        visibility == Visibility.Public ? EventVisibility.Public : EventVisibility.Private;

    /// <summary>In the given spelling, without duplicates that differ only in case.</summary>
    public static string[] Distinct(IEnumerable<string>? interests) =>
        [.. (interests ?? []).DistinctBy(SearchKey.Of, StringComparer.Ordinal)];

    public static string[] KeysOf(IEnumerable<string>? interests) =>
        [.. (interests ?? []).Select(SearchKey.Of).Distinct(StringComparer.Ordinal)];
}
