using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Tests.Passkeys;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace Community.Identity.Tests.Audit;

/// <summary>The audit record: each act is one entry, and the entries are one chain.</summary>
public sealed class AuditTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task EveryActIsOneEntryUnderItsName()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var person = await application.RegisterAsync();
        var moderator = await application.PersonAsync(roles: ["attendee"]);

        await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{moderator.Id}/roles", new { roles = new[] { "attendee", "moderator" } })
            .ShouldBeAsync(HttpStatusCode.OK);
        await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{moderator.Id}/roles", new { roles = new[] { "attendee", "moderator" } })
            .ShouldBeAsync(HttpStatusCode.OK);
        await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{moderator.Id}/suspend", new { reason = "Insulted Jane Smith" })
            .ShouldBeAsync(HttpStatusCode.OK);
        await admin.Client.DeleteAsync($"/api/v1/users/{moderator.Id}/suspend").ShouldBeAsync(HttpStatusCode.OK);
        await admin.Client.DeleteAsync($"/api/v1/users/{moderator.Id}/suspend").ShouldBeAsync(HttpStatusCode.OK);
        await admin.Client.PostAsync("/api/v1/auth/signing-keys/rotate", null).ShouldBeAsync(HttpStatusCode.OK);

        await person
            .Client.PutAsJsonAsync(
                "/api/v1/users/me/password",
                new { current_password = person.Password, new_password = "five loud yellow trains" }
            )
            .ShouldBeAsync(HttpStatusCode.NoContent);
        await ProtectAsync(person);
        await AddAndRemovePasskeyAsync(person);
        var token = await person
            .Client.PostAsJsonAsync("/api/v1/users/me/api-tokens", new { name = "backup", scopes = new[] { "events:read" } })
            .ShouldBeAsync(HttpStatusCode.Created);
        await person
            .Client.DeleteAsync($"/api/v1/users/me/api-tokens/{token["api_token"]!["id"]!.GetValue<Guid>()}")
            .ShouldBeAsync(HttpStatusCode.NoContent);
        await person.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);
        await person.EraseAsync("five loud yellow trains").ShouldBeAsync(HttpStatusCode.NoContent);

        (await ActionsAsync(admin, $"user_id={moderator.Id}")).ShouldBe(
            ["roles_changed", "signed_in", "suspended", "suspension_lifted"],
            ignoreOrder: true
        );
        (await ActionsAsync(admin, $"actor_id={person.Id}")).ShouldBe(
            [
                "account_erased",
                "api_token_made",
                "api_token_revoked",
                "data_exported",
                "passkey_added",
                "passkey_removed",
                "password_changed",
                "recovery_codes_renewed",
                "second_factor_added",
                "second_factor_removed",
                "signed_in",
            ],
            ignoreOrder: true
        );
        (await ActionsAsync(admin, $"actor_id={admin.Id}&action=signing_key_rotated")).ShouldHaveSingleItem();
        // The refusal to suspend an administrator is in SanctionTests.
        string[] seen = [.. await ActionsAsync(admin, "limit=100"), AuditActions.SuspensionRefused];
        // ExternalLoginTests have a provider, and BotTests have bots.
        string[] elsewhere = [AuditActions.ProviderLinked, AuditActions.ProviderUnlinked, AuditActions.BotMade, AuditActions.BotDeleted];
        AllActions().Except([.. seen, .. elsewhere], StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheWordsOfAnEntryAreErasedWithTheUserAndTheChainStays()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var person = await application.RegisterAsync();
        await admin
            .Client.PostAsJsonAsync($"/api/v1/users/{person.Id}/suspend", new { reason = "Insulted Jane Smith" })
            .ShouldBeAsync(HttpStatusCode.OK);
        await SealAsync();
        (await ItemsAsync(admin, $"user_id={person.Id}&action=suspended")).Single()!["note"]!.GetValue<string>().ShouldContain("Jane");
        await admin.Client.DeleteAsync($"/api/v1/users/{person.Id}/suspend").ShouldBeAsync(HttpStatusCode.OK);

        var again = await application.SignInAsync(person.Username);
        await again.EraseAsync().ShouldBeAsync(HttpStatusCode.NoContent);

        var entry = (await ItemsAsync(admin, $"user_id={person.Id}&action=suspended")).Single()!;
        entry["note"].ShouldBeNull();
        entry["seq"].ShouldNotBeNull();
        (await application.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE details::text LIKE '%Jane%'")).ShouldBe(0);
        await SealAsync();
        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AnActOfAnotherServiceIsAnEntry()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var (actor, about, course) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await ConsumeAsync(
            new StaffActed(
                Guid.CreateVersion7(),
                application.Clock.GetUtcNow(),
                actor,
                1,
                "ai-companion",
                "course_published",
                about,
                course,
                "7"
            )
        );

        var entry = (await ItemsAsync(admin, $"object_id={course}&service=ai-companion")).Single()!;

        entry["action"]!.GetValue<string>().ShouldBe("course_published");
        entry["actor_id"]!.GetValue<Guid>().ShouldBe(actor);
        entry["user_id"]!.GetValue<Guid>().ShouldBe(about);
        entry["details"]!["outcome"]!.GetValue<string>().ShouldBe("7");
        var at = Uri.EscapeDataString(entry["occurred_at"]!.GetValue<string>());
        (await ItemsAsync(admin, $"object_id={course}&since={at}")).Count.ShouldBe(1);
        (await ItemsAsync(admin, $"object_id={course}&until={at}")).ShouldBeEmpty();
    }

    /// <summary>
    /// A banned person, or one of whom a report was dismissed, must not learn from the export who decided, or that there was a report.
    /// </summary>
    [Fact]
    public async Task TheExportNamesNoOtherPersonBehindAnActAndNoActOfAnotherServiceOnTheUser()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        var person = await application.PersonAsync();
        var (moderator, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var now = application.Clock.GetUtcNow();
        StaffActed ActOf(string action, Guid actor, Guid user) =>
            new(Guid.CreateVersion7(), now, actor, 1, "social", action, user, Guid.CreateVersion7(), "dismiss");
        await ConsumeAsync(ActOf("community_member_banned", moderator, person.Id));
        await ConsumeAsync(ActOf("appeal_answered", moderator, person.Id));
        await ConsumeAsync(ActOf("join_request_accepted", person.Id, other));
        await admin
            .Client.PutAsJsonAsync($"/api/v1/users/{person.Id}/roles", new { roles = new[] { "attendee", "organizer" } })
            .ShouldBeAsync(HttpStatusCode.OK);

        var export = await person.Client.GetAsync("/api/v1/users/me/export").ShouldBeAsync(HttpStatusCode.OK);

        export.ToJsonString().ShouldNotContain(moderator.ToString());
        export.ToJsonString().ShouldNotContain(admin.Id.ToString());
        var acts = export["audit"]!.AsArray().ToDictionary(act => act!["action"]!.GetValue<string>(), act => act!);
        acts.Keys.ShouldNotContain("community_member_banned");
        acts.Keys.ShouldNotContain("appeal_answered");
        acts["roles_changed"]["actor_id"].ShouldBeNull();
        acts["roles_changed"]["user_id"]!.GetValue<Guid>().ShouldBe(person.Id);
        acts["join_request_accepted"]["actor_id"]!.GetValue<Guid>().ShouldBe(person.Id);
    }

    [Fact]
    public async Task ManyInstancesMakeOneChain()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    for (var i = 0; i < 10; i++)
                    {
                        var now = application.Clock.GetUtcNow();
                        await ConsumeAsync(
                            new StaffActed(Guid.CreateVersion7(), now, admin.Id, 1, "social", "case_decided", null, Guid.CreateVersion7())
                        );
                        await application.Services.GetRequiredService<AuditSealer>().SealAsync(CancellationToken.None);
                    }
                })
        );

        await SealAsync();

        (await CheckAsync(admin))["is_intact"]!.GetValue<bool>().ShouldBeTrue();
        (await application.QueryAsync<long>("SELECT count(*) FROM audit_entries WHERE action = 'case_decided'")).ShouldBe(80);
        (
            await application.QueryAsync<long>(
                "SELECT count(*) FROM audit_entries e JOIN audit_seals s ON s.entry_id = e.id WHERE e.action = 'case_decided'"
            )
        ).ShouldBe(80);
    }

    [Fact]
    public async Task AKeyIsNotRotatedWithoutItsEntry()
    {
        var admin = await application.PersonAsync(roles: ["admin", "attendee"]);
        const string Keys = "SELECT count(*) FROM signing_keys";
        var before = await application.QueryAsync<long>(Keys);
        await application.QueryAsync<int>(
            "ALTER TABLE audit_entries ADD CONSTRAINT no_rotation CHECK (action <> 'signing_key_rotated') NOT VALID"
        );
        try
        {
            await admin.Client.PostAsync("/api/v1/auth/signing-keys/rotate", null).ShouldBeAsync(HttpStatusCode.InternalServerError);
        }
        finally
        {
            await application.QueryAsync<int>("ALTER TABLE audit_entries DROP CONSTRAINT no_rotation");
        }

        (await application.QueryAsync<long>(Keys)).ShouldBe(before);
    }

    [Theory]
    [InlineData("UPDATE audit_entries SET action = 'none'")]
    [InlineData("DELETE FROM audit_entries")]
    [InlineData("TRUNCATE audit_entries")]
    [InlineData("UPDATE audit_seals SET hash = ''")]
    [InlineData("DELETE FROM audit_seals")]
    [InlineData("TRUNCATE audit_seals")]
    public async Task TheDatabaseRefusesToForget(string statement)
    {
        await application.PersonAsync();
        await SealAsync();

        (await Should.ThrowAsync<Npgsql.PostgresException>(() => application.QueryAsync<int>(statement))).Message.ShouldContain(
            "cannot be changed"
        );
    }

    internal static IEnumerable<string> AllActions() =>
        typeof(AuditActions).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

    private async Task ProtectAsync(Person person)
    {
        const string Factor = "/api/v1/users/me/second-factor";
        var secret = await person.Client.PostAsync(Factor, null).ShouldBeAsync(HttpStatusCode.OK);
        var app = new Totp(Base32Encoding.ToBytes(secret["secret"]!.GetValue<string>()));
        var code = app.ComputeTotp(application.Clock.GetUtcNow().UtcDateTime);
        await person.Client.PostAsJsonAsync($"{Factor}/confirm", new { code }).ShouldBeAsync(HttpStatusCode.OK);
        await person.Client.PostAsync($"{Factor}/recovery-codes", null).ShouldBeAsync(HttpStatusCode.OK);
        await person.Client.DeleteAsync(Factor).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private static async Task AddAndRemovePasskeyAsync(Person person)
    {
        const string Mine = "/api/v1/users/me/passkeys";
        using var device = new Device();
        var begun = await person.Client.PostAsync($"{Mine}/options", null).ShouldBeAsync(HttpStatusCode.OK);
        var passkey = await person
            .Client.PostAsJsonAsync(
                Mine,
                new
                {
                    ceremony_id = begun["ceremony_id"],
                    credential = device.Create(begun["options"]!),
                    name = "My phone",
                }
            )
            .ShouldBeAsync(HttpStatusCode.Created);
        await person.Client.DeleteAsync($"{Mine}/{passkey["id"]!.GetValue<Guid>()}").ShouldBeAsync(HttpStatusCode.NoContent);
    }

    private async Task ConsumeAsync(StaffActed act)
    {
        await using var scope = application.Services.CreateAsyncScope();
        await new WhenStaffActed(scope.ServiceProvider.GetRequiredService<IdentityDb>()).ApplyAsync(act);
    }

    private async Task SealAsync()
    {
        while (await application.Services.GetRequiredService<AuditSealer>().SealAsync(CancellationToken.None) > 0) { }
    }

    private static async Task<JsonArray> ItemsAsync(Person admin, string query) =>
        (await admin.Client.GetAsync($"/api/v1/audit?{query}").ShouldBeAsync(HttpStatusCode.OK))["items"]!.AsArray();

    private static async Task<List<string>> ActionsAsync(Person admin, string query) =>
        [.. (await ItemsAsync(admin, query)).Select(entry => entry!["action"]!.GetValue<string>())];

    private static Task<JsonNode> CheckAsync(Person admin) => admin.Client.GetAsync("/api/v1/audit/check").ShouldBeAsync(HttpStatusCode.OK);
}
