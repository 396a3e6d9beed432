using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Erasure;
using Community.Companion.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Erasure;

[Collection(nameof(CompanionTests))]
public sealed class ErasureTests(CompanionApplication companion)
{
    /// <summary>Tables without personal data.</summary>
    private static readonly string[] OfNobody = ["inbox_messages", "backfills", "schema_migrations", "communities"];

    [Fact]
    public async Task EveryTableSaysWhatBecomesOfAPerson()
    {
        var tables = await companion.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT table_name::text AS "Value" FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
                    """
                )
                .ToListAsync()
        );

        tables
            .Except(PersonalData.Tables.Select(table => table.Name), StringComparer.Ordinal)
            .Except(OfNobody, StringComparer.Ordinal)
            .ShouldBeEmpty("tables that PersonalData does not name");
        PersonalData.Tables.Select(table => table.Name).ShouldBeUnique();
        PersonalData.Tables.Where(table => !tables.Contains(table.Name)).ShouldBeEmpty("tables that are not there");
    }

    [Fact]
    public async Task AnExportHasWhatIsHeldAndAnErasureLeavesATombstone()
    {
        var person = await companion.PersonAsync();
        await companion.PlanAsync(person, "premium");
        using var http = companion.HttpAs(person);
        (
            await http.PutAsJsonAsync(
                "/api/v1/companion/settings",
                new
                {
                    time_zone = "Asia/Dubai",
                    country = "AE",
                    age = 20,
                }
            )
        ).EnsureSuccessStatusCode();
        var export = await ExportAsync(person);
        export.GetProperty("profile")[0].GetProperty("time_zone").GetString().ShouldBe("Asia/Dubai");
        export.GetProperty("plan")[0].GetProperty("plan").GetString().ShouldBe("premium");

        await companion.EraseAsync(person);

        (await ExportAsync(person)).EnumerateObject().ShouldAllBe(rows => rows.Value.GetArrayLength() == 0);
        var row = await companion.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT jsonb_strip_nulls(to_jsonb(people))::text AS "Value" FROM people WHERE id = {person}""")
                .SingleAsync()
        );
        row.ShouldContain("\"is_erased\": true");
        row.ShouldNotContain("Dubai");
        await companion.PublishAsync(Users.Updated(person, 9, Users.Profile("back")));
        await companion.AddAsync(Users.Registered(Users.Profile()));
        (await companion.FindAsync(person))!.Username.ShouldBeNull();
    }

    private async Task<JsonElement> ExportAsync(Guid person)
    {
        using var fleet = companion.HttpAsFleet();
        return await fleet.GetFromJsonAsync<JsonElement>($"/internal/people/{person}/export");
    }
}
