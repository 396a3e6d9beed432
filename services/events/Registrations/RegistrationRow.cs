using Npgsql;

namespace Community.Events.Registrations;

/// <summary>Reads registrations without EF for reads of many rows.</summary>
internal static class RegistrationRow
{
    public const string Columns = """
        id, event_id, user_id, version, status, ticket_code, waitlist_number, hold_expires_at, order_id, amount_cents, currency, price_credits,
        paid_at, paid_amount, paid_currency, refund_requested_at, refunded_at, refunded_amount, end_reason, registered_at, confirmed_at, ended_at,
        checked_in_at, checked_in_by, check_in_nonce, arrival_method, arrival_flags, terms_seq, language
        """;

    public static Registration Read(NpgsqlDataReader row) =>
        new()
        {
            Id = row.GetGuid(0),
            EventId = row.GetGuid(1),
            UserId = row.GetGuid(2),
            Version = row.GetInt64(3),
            Status = row.GetString(4),
            TicketCode = Text(row, 5),
            WaitlistNumber = Number(row, 6),
            HoldExpiresAt = Time(row, 7),
            OrderId = Id(row, 8),
            AmountCents = Number(row, 9),
            Currency = Text(row, 10),
            PriceCredits = Number(row, 11),
            PaidAt = Time(row, 12),
            PaidAmount = Number(row, 13),
            PaidCurrency = Text(row, 14),
            RefundRequestedAt = Time(row, 15),
            RefundedAt = Time(row, 16),
            RefundedAmount = Number(row, 17),
            EndReason = Text(row, 18),
            RegisteredAt = row.GetFieldValue<DateTimeOffset>(19),
            ConfirmedAt = Time(row, 20),
            EndedAt = Time(row, 21),
            CheckedInAt = Time(row, 22),
            CheckedInBy = Id(row, 23),
            CheckInNonce = Text(row, 24),
            ArrivalMethod = Text(row, 25),
            ArrivalFlags = row.GetFieldValue<string[]>(26),
            TermsSeq = row.GetInt32(27),
            Language = Text(row, 28),
        };

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static Guid? Id(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetGuid(column);

    private static DateTimeOffset? Time(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
