using System.Buffers;
using System.Globalization;
using System.Text;

namespace Community.Events.Stats;

/// <summary>Attendees as CSV (RFC 4180), written row by row as they are read.</summary>
internal static class AttendeesCsv
{
    private const string Header =
        "registration_id,user_id,username,full_name,status,ticket_code,waitlist_position,paid_amount,paid_currency,refunded_amount,registered_at,confirmed_at,checked_in_at,arrival_method";

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");

    // Characters that spreadsheets treat as the beginning of a formula, in full width too (OWASP, CSV injection).
    private static readonly SearchValues<char> Formula = SearchValues.Create("=+-@\t\r\n＝＋－＠|%");

    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<AttendeeView> attendees)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        await writer.WriteLineAsync(Header);
        await foreach (var attendee in attendees)
        {
            await writer.WriteLineAsync(string.Join(',', Fields(attendee).Select(Field)));
        }
    }

    /// <summary>A text as one field: not a formula, and quoted if needed.</summary>
    internal static string Field(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var harmless = Formula.Contains(text.AsSpan().TrimStart(' ') is [var first, ..] ? first : ' ') ? $"'{text}" : text;
        return harmless.AsSpan().ContainsAny(Quoted) ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }

    private static string?[] Fields(AttendeeView a) =>
        [
            a.RegistrationId.ToString(),
            a.UserId.ToString(),
            a.Username,
            a.FullName,
            a.Status,
            a.TicketCode,
            Number(a.WaitlistPosition),
            Number(a.PaidAmount),
            a.PaidCurrency,
            Number(a.RefundedAmount),
            Time(a.RegisteredAt),
            Time(a.ConfirmedAt),
            Time(a.CheckedInAt),
            a.ArrivalMethod,
        ];

    private static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
