using Community.Events.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Registrations;

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
