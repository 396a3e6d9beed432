using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Community.Identity.Tests.Audit;

/// <summary>The owner of the database changes the record, and the check names the first entry that is not as it was.</summary>
public sealed class TamperingTests(TestServers servers)
{
    private readonly ConcurrentDictionary<long, string> _witnessed = [];

    [Theory]
    [InlineData("UPDATE audit_entries SET action = 'nothing' WHERE id = $1")]
    [InlineData("UPDATE audit_entries SET actor_id = gen_random_uuid() WHERE id = $1")]
    [InlineData("""UPDATE audit_entries SET details = '{"by":"nobody"}' WHERE id = $1""")]
    [InlineData("UPDATE audit_entries SET occurred_at = occurred_at + interval '1 microsecond' WHERE id = $1")]
    [InlineData("DELETE FROM audit_entries WHERE id = $1")]
    [InlineData("DELETE FROM audit_seals WHERE entry_id = $1")]
    public async Task AChangedOrRemovedEntryIsNamed(string change)
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);
        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();

        await ChangeAsync(identity, change, await EntryAsync(identity, 3));

        var check = await CheckAsync(admin);
        check["is_intact"]!.GetValue<bool>().ShouldBeFalse();
        check["first_fault"]!.GetValue<long>().ShouldBe(3);
    }

    [Fact]
    public async Task ARecordThatIsCutOffIsFoundByTheWitness()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);

        var last = await EntryAsync(identity, 6);
        await ChangeAsync(identity, "DELETE FROM audit_seals WHERE entry_id = $1", last);
        await ChangeAsync(identity, "DELETE FROM audit_entries WHERE id = $1", last);

        (await CheckAsync(admin))["first_fault"]!.GetValue<long>().ShouldBe(6);
    }

    [Fact]
    public async Task ARecordThatIsMadeAnewIsFoundByTheWitness()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);

        var second = await EntryAsync(identity, 2);
        await ChangeAsync(identity, "UPDATE audit_entries SET action = 'nothing' WHERE id = $1", second);
        await ChangeAsync(identity, "DELETE FROM audit_seals WHERE entry_id <> $1 OR true", second);
        await identity.QueryAsync<int>("INSERT INTO audit_unsealed (entry_id) SELECT id FROM audit_entries ON CONFLICT DO NOTHING");
        await SealAsync(identity);

        var check = await CheckAsync(admin);
        check["is_intact"]!.GetValue<bool>().ShouldBeFalse();
        check["witnessed_through"]!.GetValue<long>().ShouldBeGreaterThanOrEqualTo(6);
    }

    [Fact]
    public async Task AnEntryWithoutAPlaceInTheChainIsNamed()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);
        await identity.PersonAsync();
        var hidden = await identity.QueryAsync<Guid>("SELECT entry_id FROM audit_unsealed");
        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();

        await identity.QueryAsync<int>("DELETE FROM audit_unsealed");

        var check = await CheckAsync(admin);
        check["is_intact"]!.GetValue<bool>().ShouldBeFalse();
        check["first_unsealed"]!.GetValue<Guid>().ShouldBe(hidden);
    }

    [Fact]
    public async Task AnEntryThatWaitsTooLongForItsPlaceIsNamed()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);
        await identity.PersonAsync();
        var waiting = await identity.QueryAsync<Guid>("UPDATE audit_unsealed SET since = since - interval '6 minutes' RETURNING entry_id");

        (await CheckAsync(admin))["first_unsealed"]!.GetValue<Guid>().ShouldBe(waiting);
    }

    [Fact]
    public async Task AnActThatArrivesLateIsNoFault()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);
        await using (var scope = identity.Services.CreateAsyncScope())
        {
            var old = identity.Clock.GetUtcNow() - TimeSpan.FromHours(1);
            await new WhenStaffActed(scope.ServiceProvider.GetRequiredService<IdentityDb>()).ApplyAsync(
                new StaffActed(Guid.CreateVersion7(old), old, admin.Id, 1, "social", "case_decided", null, Guid.CreateVersion7())
            );
        }

        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();

        await SealAsync(identity);
        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task ALongRecordIsVerifiedPartByPart(int limit)
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);

        var parts = await PartsAsync(admin, limit);
        parts.ShouldAllBe(part => part["is_intact"]!.GetValue<bool>());
        parts.Sum(part => part["entries"]!.GetValue<long>()).ShouldBe(6);
        parts[^1]["verified_through"]!.GetValue<long>().ShouldBe(6);

        await ChangeAsync(identity, "UPDATE audit_entries SET action = 'nothing' WHERE id = $1", await EntryAsync(identity, 5));
        (await PartsAsync(admin, limit))[^1]["first_fault"]!.GetValue<long>().ShouldBe(5);

        await admin.Client.GetAsync("/api/v1/audit/check?cursor=none").ShouldBeAsync(HttpStatusCode.BadRequest);
        await admin.Client.GetAsync("/api/v1/audit/check?limit=0").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TheServiceVerifiesTheRecordByItselfAndAgainEachHour()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        var admin = await ActAsync(identity);
        (await CheckAsync(admin))["whole_at"].ShouldBeNull();

        await VerifyAsync(identity);
        (await CheckAsync(admin))["whole_through"]!.GetValue<long>().ShouldBe(6);

        // It was verified already in this round; the next one begins with the first entry.
        var second = await EntryAsync(identity, 2);
        await ChangeAsync(identity, "UPDATE audit_entries SET action = 'nothing' WHERE id = $1", second);
        await VerifyAsync(identity);
        (await FaultAsync(identity)).ShouldBe(0);
        identity.Clock.Advance(TimeSpan.FromMinutes(61));
        await UntilFaultAsync(identity, 2);

        await ChangeAsync(identity, "UPDATE audit_entries SET action = 'signed_in' WHERE id = $1", second);
        await UntilFaultAsync(identity, 0);
        (await identity.QueryAsync<bool>("SELECT whole_at >= begun_at FROM audit_progress")).ShouldBeTrue();
    }

    [Fact]
    public async Task WhatWasVerifiedIsNotOlderThanItSays()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        await ActAsync(identity);
        await VerifyAsync(identity);
        var begun = await identity.QueryAsync<DateTime>("SELECT begun_at FROM audit_progress");

        var second = await EntryAsync(identity, 2);
        await ChangeAsync(identity, "UPDATE audit_entries SET action = 'nothing' WHERE id = $1", second);
        identity.Clock.Advance(TimeSpan.FromMinutes(30));
        await identity.PersonAsync();
        await SealAsync(identity);
        await VerifyAsync(identity);

        // New entries were verified since, which says nothing of the changed one.
        (await identity.QueryAsync<DateTime>("SELECT whole_at FROM audit_progress")).ShouldBe(begun);
        // One change of the row by hand does not keep the next round from beginning.
        await identity.QueryAsync<int>("UPDATE audit_progress SET begun_at = '2100-01-01', whole_at = '2100-01-01'");
        await UntilFaultAsync(identity, 2);
        (await identity.QueryAsync<bool>("SELECT begun_at < '2100-01-01' FROM audit_progress")).ShouldBeTrue();
    }

    [Fact]
    public async Task OfMissingPlacesBeforeTheKeptPositionTheFirstIsReported()
    {
        await using var witness = await StartWitnessAsync();
        await using var identity = await StartAsync(witness);
        await ActAsync(identity);
        await VerifyAsync(identity);

        await ChangeAsync(identity, "DELETE FROM audit_seals WHERE seq >= 3 AND $1::uuid IS NOT NULL", await EntryAsync(identity, 2));
        await VerifyAsync(identity);

        (await FaultAsync(identity)).ShouldBe(3);
    }

    [Fact]
    public async Task WithoutTheWitnessNothingCountsAsVerified()
    {
        await using var identity = new IdentityApplication(servers);
        identity.Settings["services:payments:http:0"] = "http://127.0.0.1:1";
        await identity.InitializeAsync();
        var admin = await ActAsync(identity);

        await Should.ThrowAsync<HttpRequestException>(() => VerifyAsync(identity));

        (await CheckAsync(admin))["whole_at"].ShouldBeNull();
    }

    [Fact]
    public async Task WithoutTheWitnessTheChainIsCheckedAlone()
    {
        await using var identity = new IdentityApplication(servers);
        identity.Settings["services:payments:http:0"] = "http://127.0.0.1:1";
        await identity.InitializeAsync();
        var admin = await ActAsync(identity);

        var check = await CheckAsync(admin);

        check["is_intact"]!.GetValue<bool>().ShouldBeTrue();
        check["entries"]!.GetValue<long>().ShouldBe(6);
        check["witnessed_through"].ShouldBeNull();
    }

    /// <summary>Six entries, sealed; the administrator who reads them.</summary>
    private async Task<Person> ActAsync(IdentityApplication identity)
    {
        var admin = await identity.PersonAsync(roles: ["admin", "attendee"]);
        for (var i = 0; i < 5; i++)
        {
            await identity.PersonAsync();
        }

        await SealAsync(identity);
        return admin;
    }

    private async Task SealAsync(IdentityApplication identity)
    {
        while (await identity.Services.GetRequiredService<AuditSealer>().SealAsync(CancellationToken.None) > 0) { }

        var record = await identity.QueryAsync<Guid>(
            "SELECT aggregate_id FROM outbox_messages WHERE type LIKE '%AuditSealed' ORDER BY seq LIMIT 1"
        );
        foreach (var grown in await identity.PublishedAsync<AuditSealed>(record))
        {
            _witnessed.TryAdd(grown.Version, grown.Hash);
        }
    }

    private static async Task<List<JsonNode>> PartsAsync(Person admin, int limit)
    {
        var parts = new List<JsonNode>();
        for (string? cursor = ""; cursor is not null; cursor = (string?)parts[^1]["next_cursor"])
        {
            var next = cursor.Length > 0 ? $"&cursor={cursor}" : "";
            parts.Add(await admin.Client.GetAsync($"/api/v1/audit/check?limit={limit}{next}").ShouldBeAsync(HttpStatusCode.OK));
        }

        return parts;
    }

    private static async Task VerifyAsync(IdentityApplication identity)
    {
        while (await identity.Services.GetRequiredService<AuditVerifier>().VerifyAsync(limit: 2, CancellationToken.None)) { }
    }

    // The service's own timer may verify at the same moment.
    private static Task UntilFaultAsync(IdentityApplication identity, long fault) =>
        Poll.UntilAsync(async () =>
        {
            await VerifyAsync(identity);
            return await FaultAsync(identity) == fault;
        });

    private static Task<long> FaultAsync(IdentityApplication identity) =>
        identity.QueryAsync<long>("SELECT coalesce(first_fault, 0) FROM audit_progress");

    private static Task<Guid> EntryAsync(IdentityApplication identity, long seq) =>
        identity.QueryAsync<Guid>("SELECT entry_id FROM audit_seals WHERE seq = $1", seq);

    private static async Task ChangeAsync(IdentityApplication identity, string change, Guid entry)
    {
        await identity.QueryAsync<int>("ALTER TABLE audit_entries DISABLE TRIGGER USER");
        await identity.QueryAsync<int>("ALTER TABLE audit_seals DISABLE TRIGGER USER");
        await identity.QueryAsync<int>(change, entry);
        await identity.QueryAsync<int>("ALTER TABLE audit_entries ENABLE TRIGGER USER");
        await identity.QueryAsync<int>("ALTER TABLE audit_seals ENABLE TRIGGER USER");
    }

    private static Task<JsonNode> CheckAsync(Person admin) => admin.Client.GetAsync("/api/v1/audit/check").ShouldBeAsync(HttpStatusCode.OK);

    private async Task<IdentityApplication> StartAsync(WebApplication witness)
    {
        var identity = new IdentityApplication(servers);
        identity.Settings["services:payments:http:0"] = witness.Urls.First();
        await identity.InitializeAsync();
        return identity;
    }

    /// <summary>Payments, as far as identity asks it here.</summary>
    private async Task<WebApplication> StartWitnessAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(http =>
        {
            var after = long.Parse(http.Request.Query["after"]!, System.Globalization.CultureInfo.InvariantCulture);
            return http.Response.WriteAsJsonAsync(
                _witnessed
                    .Where(head => head.Key > after)
                    .OrderBy(head => head.Key)
                    .Select(head => new { seq = head.Key, hash = head.Value })
            );
        });
        await app.StartAsync();
        return app;
    }
}
