using System.Text;
using Community.Platform.Data;
using Npgsql;

namespace Community.Events.Registrations;

/// <summary>The rows that a batch of commands needs: the registrations, and how much of the waitlist's head.</summary>
internal sealed class SeatSelection
{
    private readonly HashSet<Guid> _users = [];
    private readonly HashSet<Guid> _registering = [];
    private readonly HashSet<Guid> _ids = [];
    private readonly HashSet<Guid> _orders = [];
    private readonly HashSet<string> _tickets = new(StringComparer.Ordinal);
    private bool _allActive;
    private bool _allWaiting;

    // Counts the commands that could free a seat, or take a registration out of the head of the waitlist.
    private int _waiting;

    public Guid[] Users => [.. _users];

    /// <summary>The users that register.</summary>
    public Guid[] Registering => [.. _registering];

    public static SeatSelection By(IReadOnlyList<SeatCommand> commands)
    {
        var selection = new SeatSelection();
        foreach (var command in commands)
        {
            selection.Add(command);
        }

        return selection;
    }

    /// <summary>One statement with only the needed conditions, so that each uses its index.</summary>
    public NpgsqlBatchCommand Registrations(Guid eventId)
    {
        var command = Sql.Command("", eventId);
        var sql = new StringBuilder();
        Either(Users, "user_id");
        Either([.. _ids], "id");
        // All registrations of the buyer: if one order expired and they have another now, both can be paid.
        Either([.. _orders], "order_id", head: "user_id IN (SELECT user_id FROM registrations WHERE ", end: ")");
        Either([.. _tickets], "ticket_code");
        if (_allActive)
        {
            Union("event_id = $1 AND status IN ('pending', 'confirmed', 'waitlisted', 'checked_in')");
        }
        else if (_waiting > 0 || _allWaiting)
        {
            Union("event_id = $1 AND status = 'waitlisted' ORDER BY waitlist_number" + (_allWaiting ? "" : $" LIMIT {_waiting}"));
        }

        command.CommandText =
            sql.Length > 0 ? sql.ToString() : $"SELECT {RegistrationRow.Columns} FROM registrations WHERE event_id = $1 AND false";
        return command;

        void Either<T>(T[] values, string column, string head = "", string end = "")
            where T : notnull
        {
            // A single value, as in most batches, is compared as one. A list has an unknown length, and the planner would plan the
            // statement anew each time.
            var one = values.Length == 1;
            if (values.Length > 0)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = one ? values[0] : values });
                Union(
                    $"event_id = $1 AND {head}{column} = {(one ? $"${command.Parameters.Count}" : $"ANY (${command.Parameters.Count})")}{end}"
                );
            }
        }

        void Union(string condition) =>
            sql.Append(sql.Length > 0 ? " UNION " : "").Append($"(SELECT {RegistrationRow.Columns} FROM registrations WHERE {condition})");
    }

    private void Add(SeatCommand command)
    {
        switch (command)
        {
            case OfUser ofUser:
                if (command is Register)
                {
                    _registering.Add(ofUser.UserId);
                }

                _users.Add(ofUser.UserId);
                break;
            case OfOrder ofOrder:
                _orders.Add(ofOrder.OrderId);
                break;
            case ExpireHold expire:
                _ids.Add(expire.RegistrationId);
                break;
            case CheckInTicket scan:
                _tickets.Add(scan.TicketCode);
                break;
            case ChangeCapacity or OfferFreeSeats:
                _allWaiting = true;
                break;
            case CancelEvent:
                _allActive = true;
                break;
        }

        _waiting += command switch
        {
            CancelRegistration or RemoveAttendee or ForgetUser => 2,
            // The hold of a registering user may be over, and the payment of an order may have been refunded already. Each of these can
            // free one seat.
            Register or ExpireHold or OfOrder => 1,
            _ => 0,
        };
    }
}

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
            Id = row.Get<Guid>("id"),
            EventId = row.Get<Guid>("event_id"),
            UserId = row.Get<Guid>("user_id"),
            Version = row.Get<long>("version"),
            Status = row.Get<string>("status"),
            TicketCode = row.GetTextOrNull("ticket_code"),
            WaitlistNumber = row.GetOrNull<long>("waitlist_number"),
            HoldExpiresAt = row.GetOrNull<DateTimeOffset>("hold_expires_at"),
            OrderId = row.GetOrNull<Guid>("order_id"),
            AmountCents = row.GetOrNull<long>("amount_cents"),
            Currency = row.GetTextOrNull("currency"),
            PriceCredits = row.GetOrNull<long>("price_credits"),
            PaidAt = row.GetOrNull<DateTimeOffset>("paid_at"),
            PaidAmount = row.GetOrNull<long>("paid_amount"),
            PaidCurrency = row.GetTextOrNull("paid_currency"),
            RefundRequestedAt = row.GetOrNull<DateTimeOffset>("refund_requested_at"),
            RefundedAt = row.GetOrNull<DateTimeOffset>("refunded_at"),
            RefundedAmount = row.GetOrNull<long>("refunded_amount"),
            EndReason = row.GetTextOrNull("end_reason"),
            RegisteredAt = row.Get<DateTimeOffset>("registered_at"),
            ConfirmedAt = row.GetOrNull<DateTimeOffset>("confirmed_at"),
            EndedAt = row.GetOrNull<DateTimeOffset>("ended_at"),
            CheckedInAt = row.GetOrNull<DateTimeOffset>("checked_in_at"),
            CheckedInBy = row.GetOrNull<Guid>("checked_in_by"),
            CheckInNonce = row.GetTextOrNull("check_in_nonce"),
            ArrivalMethod = row.GetTextOrNull("arrival_method"),
            ArrivalFlags = row.Get<string[]>("arrival_flags"),
            TermsSeq = row.Get<int>("terms_seq"),
            Language = row.GetTextOrNull("language"),
        };
}
