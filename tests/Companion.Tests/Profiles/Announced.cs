using System.Text.Json;
using Community.Contracts.Companion;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Profiles;

/// <summary>The published events about analyses: the outbox itself is soon empty.</summary>
internal static class Announced
{
    /// <summary>Keeps all events from now on.</summary>
    public static Task RecordAnalysesAsync(this CompanionApplication companion) =>
        companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                CREATE SCHEMA IF NOT EXISTS tests;
                CREATE TABLE IF NOT EXISTS tests.announced_analyses (seq bigint, aggregate_id uuid, payload text);
                CREATE OR REPLACE FUNCTION announce_analyses() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN INSERT INTO tests.announced_analyses VALUES (NEW.seq, NEW.aggregate_id, NEW.payload); RETURN NULL; END $$;
                CREATE OR REPLACE TRIGGER announce_analyses AFTER INSERT ON outbox_messages
                    FOR EACH ROW WHEN (NEW.type LIKE '%ProfileAnalysed') EXECUTE FUNCTION announce_analyses();
                """
            )
        );

    public static async Task<List<ProfileAnalysed>> AnalysesOfAsync(this CompanionApplication companion, Guid person)
    {
        var payloads = await companion.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT payload AS "Value" FROM tests.announced_analyses WHERE aggregate_id = {person} ORDER BY seq"""
                )
                .ToListAsync()
        );
        return payloads.ConvertAll(payload => JsonSerializer.Deserialize<ProfileAnalysed>(payload, ServiceJson.Options)!);
    }
}
