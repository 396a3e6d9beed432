using System.Data;
using System.Text.Json;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Events.SeatLedger;
using Community.Platform.Data;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Events.Registrations;

/// <summary>
/// Applies a batch of commands to one event's seats in the open transaction. One round trip locks the users that register and the seats,
/// and reads the rows that the commands are about, <see cref="Seats"/> decides, and one round trip writes the changes. The lock is held
/// until the transaction ends, so that any number of writers, in any number of instances, run one after the other.
/// </summary>
internal sealed class SeatStore(TimeProvider clock, RegistrationOptions options, MailSignal mails)
{
    private const string AddPeople = """
        INSERT INTO people (id) SELECT u.id FROM unnest($1) AS u (id) WHERE NOT EXISTS (SELECT FROM people WHERE people.id = u.id)
        ORDER BY 1 ON CONFLICT DO NOTHING
        """;

    // Prevents an erasure of these users until the transaction ends. An erasure locks the same rows before it locks seats.
    private const string HoldPeople = "SELECT id, is_erased FROM people WHERE id = ANY ($1) ORDER BY id FOR SHARE";

    private const string LockSeats = """
        SELECT event_id, capacity, held, confirmed, waitlisted, last_waitlist_number, ledger_seq, ledger_hash
        FROM event_seats WHERE event_id = $1 FOR UPDATE
        """;

    private const string ReadEvent = """
        SELECT organizer_id, name, status, ends_at, price_cents, price_credits, currency,
            visibility = 'public' AS is_public, organizer_hidden, removed_at IS NOT NULL AS is_removed
        FROM events WHERE id = $1
        """;

    private const string ReadTerms = $"SELECT {SaleTermsRow.Columns} FROM event_terms WHERE event_id = $1 ORDER BY seq";

    // Uses the SQL of the rule itself, so that a user who can open an event can also register for it.
    private static readonly string ReadRelations =
        $"SELECT u.id, {EventAccess.RelationColumns("u.id")} FROM events e CROSS JOIN unnest($2) AS u (id) WHERE e.id = $1";

    private const string WriteRegistrations = $"""
        INSERT INTO registrations ({RegistrationRow.Columns})
        SELECT {RegistrationRow.Columns} FROM json_populate_recordset(NULL::registrations, $1::json)
        ON CONFLICT (id) DO UPDATE SET
            user_id = excluded.user_id, version = excluded.version, status = excluded.status, ticket_code = excluded.ticket_code,
            waitlist_number = excluded.waitlist_number, hold_expires_at = excluded.hold_expires_at, order_id = excluded.order_id,
            amount_cents = excluded.amount_cents, currency = excluded.currency, price_credits = excluded.price_credits,
            paid_at = excluded.paid_at, paid_amount = excluded.paid_amount, paid_currency = excluded.paid_currency,
            refund_requested_at = excluded.refund_requested_at, refunded_at = excluded.refunded_at,
            refunded_amount = excluded.refunded_amount, end_reason = excluded.end_reason, confirmed_at = excluded.confirmed_at,
            ended_at = excluded.ended_at, checked_in_at = excluded.checked_in_at, checked_in_by = excluded.checked_in_by,
            check_in_nonce = excluded.check_in_nonce, arrival_method = excluded.arrival_method, arrival_flags = excluded.arrival_flags,
            terms_seq = excluded.terms_seq
        """;

    private const string MailColumns = """
        id, user_id, event_id, registration_id, kind, language, reason, refund_amount, refund_currency, was_starts_at, was_ends_at, was_place,
        created_at, next_at, attempts, delivery_id, done_at
        """;

    private const string WriteMails = $"""
        INSERT INTO mail_notices ({MailColumns})
        SELECT {MailColumns} FROM json_populate_recordset(NULL::mail_notices, $1::json)
        """;

    private const string WriteSeats = """
        UPDATE event_seats SET capacity = $2, held = $3, confirmed = $4, waitlisted = $5, last_waitlist_number = $6, ledger_seq = $7, ledger_hash = $8
        WHERE event_id = $1
        """;

    private const string WriteLedger = """
        INSERT INTO seat_ledger (event_id, seq, kind, capacity, held, confirmed, at, hash)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8)
        """;

    private static readonly JsonSerializerOptions Columns = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Adds the row with the seats of a new event; the caller saves.</summary>
    public static void AddSeats(EventsDb db, Guid eventId) => db.Seats.Add(new EventSeats { EventId = eventId });

    /// <summary>The commands' results in their order; <see cref="SeatOutcome.NotFound"/> for all if there is no such event.</summary>
    public async Task<IReadOnlyList<SeatResult>> ApplyAsync(EventsDb db, Guid eventId, params IReadOnlyList<SeatCommand> commands)
    {
        var transaction = db.Database.CurrentTransaction ?? throw new InvalidOperationException("Seats must be changed in a transaction.");
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        if (await ReadAsync(connection, (NpgsqlTransaction)transaction.GetDbTransaction(), eventId, commands) is not { } state)
        {
            return [.. commands.Select(_ => new SeatResult(SeatOutcome.NotFound))];
        }

        var now = clock.GetKeptNow();
        var lastWaiting = state.Counts.LastWaitlistNumber;
        var results = commands.Select(command => Seats.Apply(state, command, now)).ToArray();
        await WriteAsync(db, connection, (NpgsqlTransaction)transaction.GetDbTransaction(), state);
        var granted = state.Ledger.Count(entry => entry.Kind == "confirmed");
        var (isPaid, waitlisted) = (state.Event.PriceCents > 0, state.Counts.LastWaitlistNumber - lastWaiting);
        db.AfterCommit(() => SeatMetrics.Changed(granted, isPaid, waitlisted));
        return results;
    }

    private async Task<Seats?> ReadAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid eventId,
        IReadOnlyList<SeatCommand> commands
    )
    {
        var selection = SeatSelection.By(commands);
        var registering = selection.Registering;
        await using var batch = new NpgsqlBatch(connection, transaction);
        if (registering.Length > 0)
        {
            batch.BatchCommands.Add(Command(AddPeople, registering));
            batch.BatchCommands.Add(Command(HoldPeople, registering));
        }

        batch.BatchCommands.Add(Command(LockSeats, eventId));
        // A separate statement, so that it sees the rows that were committed while it waited for the lock.
        batch.BatchCommands.Add(Command(ReadEvent, eventId));
        batch.BatchCommands.Add(Command(ReadTerms, eventId));
        batch.BatchCommands.Add(Command(ReadRelations, eventId, selection.Users));
        batch.BatchCommands.Add(selection.Registrations(eventId));
        await using var reader = await batch.ExecuteReaderAsync();
        var erased = registering.Length > 0 ? await ErasedAsync(reader) : [];
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var seats = SeatsOf(reader);
        await reader.NextResultAsync();
        await reader.ReadAsync();
        var facts = FactsOf(eventId, reader);
        var openness = new EventOpenness(
            facts.OrganizerId,
            facts.Status == EventStatus.Draft,
            IsPublic: reader.Get<bool>("is_public"),
            IsOrganizerHidden: reader.Get<bool>("organizer_hidden"),
            IsRemoved: reader.Get<bool>("is_removed")
        );
        await reader.NextResultAsync();
        facts = facts with { Terms = await SaleTermsRow.ReadAllAsync(reader), IsPaused = openness.IsOrganizerHidden || openness.IsRemoved };
        await reader.NextResultAsync();
        var relations = new Dictionary<Guid, CallerRelation>();
        while (await reader.ReadAsync())
        {
            relations.Add(reader.GetGuid(0), new(reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3), reader.GetBoolean(4)));
        }

        await reader.NextResultAsync();
        var registrations = new List<Registration>();
        while (await reader.ReadAsync())
        {
            registrations.Add(RegistrationRow.Read(reader));
        }

        return new Seats(
            facts,
            seats,
            options.Holds,
            registrations,
            user => !erased.Contains(user) && EventAccess.MaySee(openness, user, relations.GetValueOrDefault(user, CallerRelation.None))
        );
    }

    private static async Task<HashSet<Guid>> ErasedAsync(NpgsqlDataReader reader)
    {
        var erased = new HashSet<Guid>();
        while (await reader.ReadAsync())
        {
            if (reader.Get<bool>("is_erased"))
            {
                erased.Add(reader.Get<Guid>("id"));
            }
        }

        await reader.NextResultAsync();
        return erased;
    }

    private async Task WriteAsync(EventsDb db, NpgsqlConnection connection, NpgsqlTransaction transaction, Seats state)
    {
        if (state.Changed.Count == 0 && state.Ledger.Count == 0)
        {
            return;
        }

        var seats = state.Counts;
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                // Released seats come first: a registration must end before another one of the same user begins (one active registration a
                // user).
                Command(WriteRegistrations, JsonSerializer.Serialize(state.Changed.OrderBy(r => r.IsActive), Columns)),
                new NpgsqlBatchCommand(WriteSeats)
                {
                    Parameters =
                    {
                        new() { Value = seats.EventId },
                        new() { Value = seats.Capacity ?? (object)DBNull.Value, DbType = DbType.Int32 },
                        new() { Value = seats.Held },
                        new() { Value = seats.Confirmed },
                        new() { Value = seats.Waitlisted },
                        new() { Value = seats.LastWaitlistNumber },
                        new() { Value = seats.LedgerSeq },
                        new() { Value = seats.LedgerHash },
                    },
                },
            },
        };
        if (state.Ledger.Count > 0)
        {
            batch.BatchCommands.Add(LedgerRows(seats.EventId, [.. state.Ledger]));
        }

        if (state.Mails.Count > 0)
        {
            batch.BatchCommands.Add(Command(WriteMails, JsonSerializer.Serialize(state.Mails, Columns)));
            db.AfterCommit(mails.Wake);
        }

        if (state.Announced.Count > 0)
        {
            batch.BatchCommands.Add(db.Publishing(state.Announced));
        }

        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand LedgerRows(Guid eventId, SeatLedgerEntry[] entries) =>
        new(WriteLedger)
        {
            Parameters =
            {
                new() { Value = eventId },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Seq) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Kind) },
                new NpgsqlParameter<int?[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Capacity) },
                new NpgsqlParameter<int[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Held) },
                new NpgsqlParameter<int[]> { TypedValue = Array.ConvertAll(entries, entry => entry.Confirmed) },
                new NpgsqlParameter<DateTimeOffset[]> { TypedValue = Array.ConvertAll(entries, entry => entry.At) },
                new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(entries, entry => entry.Hash) },
            },
        };

    private static EventSeats SeatsOf(NpgsqlDataReader row) =>
        new()
        {
            EventId = row.Get<Guid>("event_id"),
            Capacity = row.GetOrNull<int>("capacity"),
            Held = row.Get<int>("held"),
            Confirmed = row.Get<int>("confirmed"),
            Waitlisted = row.Get<int>("waitlisted"),
            LastWaitlistNumber = row.Get<long>("last_waitlist_number"),
            LedgerSeq = row.Get<long>("ledger_seq"),
            LedgerHash = row.Get<byte[]>("ledger_hash"),
        };

    private static EventFacts FactsOf(Guid eventId, NpgsqlDataReader row) =>
        new(
            eventId,
            row.Get<Guid>("organizer_id"),
            row.Get<string>("name"),
            row.Get<string>("status"),
            row.Get<DateTimeOffset>("ends_at"),
            row.Get<long>("price_cents"),
            row.GetOrNull<long>("price_credits"),
            row.Get<string>("currency"),
            Terms: []
        );
}
