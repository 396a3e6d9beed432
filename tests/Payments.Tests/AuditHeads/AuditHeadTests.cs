using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Payments.AuditHeads;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.AuditHeads;

/// <summary>Payments keeps hashes of identity's audit record.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class AuditHeadTests(PaymentsApplication app)
{
    private static readonly string First = new('a', 64);
    private static readonly string Second = new('b', 64);

    [Fact]
    public async Task TheFirstHashOfANumberStays()
    {
        var seq = Seller.Now.Ticks;
        await ReceiveAsync(seq, First);
        await ReceiveAsync(seq, Second);

        using var fleet = app.HttpAs(Guid.CreateVersion7());
        fleet.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        var heads = await fleet.GetFromJsonAsync<JsonElement>($"/internal/audit-heads?after={seq - 1}");

        var head = heads.EnumerateArray().First();
        head.GetProperty("seq").GetInt64().ShouldBe(seq);
        head.GetProperty("hash").GetString().ShouldBe(First);
        (await app.HttpAs(Guid.CreateVersion7(), "admin").GetAsync("/internal/audit-heads")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
    }

    [Fact]
    public async Task AKeptHashCannotBeChanged()
    {
        await ReceiveAsync(Seller.Now.Ticks, First);

        await RefusedAsync($"UPDATE audit_heads SET seq = -seq");
        await RefusedAsync($"DELETE FROM audit_heads");
        await RefusedAsync($"TRUNCATE audit_heads");
    }

    private async Task RefusedAsync(FormattableString statement) =>
        (
            await Should.ThrowAsync<Npgsql.PostgresException>(() => app.WithDbAsync(db => db.Database.ExecuteSqlAsync(statement)))
        ).Message.ShouldContain("cannot be changed");

    private Task<bool> ReceiveAsync(long seq, string hash) =>
        app.WithDbAsync(async db =>
        {
            var grown = new AuditSealed(Guid.CreateVersion7(), Seller.Now, Guid.CreateVersion7(), seq, hash);
            await new WhenAuditSealed(db, TimeProvider.System).ApplyAsync(grown);
            return true;
        });
}
