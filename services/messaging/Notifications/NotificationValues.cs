using System.Collections.Frozen;
using System.Globalization;

namespace Community.Messaging.Notifications;

/// <summary>Amounts and times as text.</summary>
internal static class NotificationValues
{
    // ISO 4217; all other currencies have two decimals. ISK and UGX have none any more, but are counted in hundredths.
    private static readonly FrozenSet<string> NoDecimals = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "bif",
        "clp",
        "djf",
        "gnf",
        "jpy",
        "kmf",
        "krw",
        "mga",
        "pyg",
        "rwf",
        "vnd",
        "vuv",
        "xaf",
        "xof",
        "xpf"
    );

    private static readonly FrozenSet<string> ThreeDecimals = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "bhd",
        "jod",
        "kwd",
        "omr",
        "tnd"
    );

    /// <summary><c>12.50 USD</c>, <c>1099 JPY</c>; null: the amount is not known.</summary>
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

        var decimals =
            NoDecimals.Contains(currency) ? 0
            : ThreeDecimals.Contains(currency) ? 3
            : 2;
        var units = amount / decimal.CreateChecked(Math.Pow(10, decimals));
        return $"{units.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)} {currency.ToUpperInvariant()}";
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
