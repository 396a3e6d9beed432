using System.Globalization;
using Community.Money;

namespace Community.Messaging.Notifications;

/// <summary>Amounts and times as text.</summary>
internal static class NotificationValues
{
    /// <summary><c>12.50 USD</c>, <c>1,099 JPY</c>, as on a receipt; null: the amount is not known.</summary>
    public static string? Amount(this NotificationFacts facts, string credits)
    {
        if (facts is not { AmountCents: { } amount, Currency: { } currency })
        {
            return null;
        }

        if (currency.Equals("credits", StringComparison.OrdinalIgnoreCase))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{amount} {credits}");
        }

        return Currencies.Format(amount, currency);
    }

    /// <summary>A time in the event's zone, with the zone's name; UTC if the zone is not known.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">IANA name; null: UTC.</param>
    /// <param name="months">The names of the twelve months.</param>
    public static string Time(DateTimeOffset time, string? zone, IReadOnlyList<string> months)
    {
        var (name, local) =
            zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found)
                ? (zone, TimeZoneInfo.ConvertTime(time, found))
                : ("UTC", time.ToUniversalTime());
        return string.Create(CultureInfo.InvariantCulture, $"{local.Day} {months[local.Month - 1]} {local.Year}, {local:HH:mm} ({name})");
    }
}
