using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Community.Contracts.Identity;
using Community.Identity.Erasure;
using Community.Identity.Tests.Profiles;
using Community.Platform.Data.Erasure;
using Community.Testing;
using Npgsql;

namespace Community.Identity.Tests.Erasure;

public sealed class ErasureTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task AnErasedUserIsGoneAndTheirTokenIsRefusedAtOnce()
    {
        var person = await application.RegisterAsync(more: new { full_name = "Amal Haddad", city = "Dubai" });
        var elsewhere = await application.SignInAsync(person.Username);
        var other = await application.PersonAsync();

        await person.EraseAsync().ShouldBeAsync(HttpStatusCode.NoContent);

        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        await elsewhere.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.Unauthorized);
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/refresh", new { refresh_token = elsewhere.RefreshToken })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/login", new { identifier = person.Email, password = person.Password })
            .ShouldBeAsync(HttpStatusCode.Unauthorized);
        await other.Client.GetAsync($"/api/v1/users/{person.Id}").ShouldBeAsync(HttpStatusCode.NotFound);
        await other.Client.GetAsync($"/api/v1/users/by-username/{person.Username}").ShouldBeAsync(HttpStatusCode.NotFound);
        (await application.PublishedAsync<UserErased>(person.Id)).ShouldHaveSingleItem().Version.ShouldBe(2);
    }

    [Fact]
    public async Task NothingThatIdentifiesThePersonIsLeftInTheDatabase()
    {
        var phone = $"+9715{Random.Shared.NextInt64(10_000_000, 99_999_999)}";
        var name = application.NewName();
        var person = await application.RegisterAsync(
            name,
            $"{name}@example.org",
            phone,
            more: new { full_name = $"Full {name}", city = $"City {name}" }
        );
        using var anonymous = application.Anonymous();
        await anonymous.PostAsJsonAsync("/api/v1/waitlist", new { email = person.Email }).ShouldBeAsync(HttpStatusCode.Created);
        await anonymous
            .PostAsJsonAsync("/api/v1/auth/forgot-password", new { identifier = person.Email })
            .ShouldBeAsync(HttpStatusCode.Accepted);
        await application.Mailbox.WaitForMailAsync(person.Email!, "new password");
        await application.QueryAsync<int>("DELETE FROM outbox_messages"); // As if the bus had delivered them all.
        await application.QueryAsync<int>("DELETE FROM idempotency_keys");

        await person.EraseAsync().ShouldBeAsync(HttpStatusCode.NoContent);

        foreach (var table in await TablesAsync())
        {
            var found = await application.QueryAsync<string>(
                $"SELECT string_agg(t::text, chr(10)) FROM {table} t WHERE t::text ILIKE '%' || $1 || '%' OR t::text LIKE '%' || $2 || '%'",
                name,
                phone
            );
            found.ShouldBeNull(table);
        }
    }

    [Fact]
    public async Task UsernameAndMailAreFreeAgain()
    {
        var person = await application.RegisterAsync();
        await person.EraseAsync().ShouldBeAsync(HttpStatusCode.NoContent);

        var next = await application.RegisterAsync(person.Username, person.Email);

        next.Id.ShouldNotBe(person.Id);
    }

    [Fact]
    public async Task ASessionAloneErasesNothing()
    {
        using var stopped = application.Clock.Stop();
        var person = await application.RegisterAsync();
        using (var bare = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me"))
        {
            (await person.Client.SendAsync(bare).ShouldBeAsync(HttpStatusCode.Forbidden))["reason"]!
                .GetValue<string>()
                .ShouldBe("reauthentication_required");
        }

        (await person.EraseAsync("not the password").ShouldBeAsync(HttpStatusCode.Forbidden))["reason"]!
            .GetValue<string>()
            .ShouldBe("wrong_password");
        for (var i = 0; i < 4; i++)
        {
            await person.EraseAsync($"guess {i}");
        }

        await person.EraseAsync().ShouldBeAsync(HttpStatusCode.TooManyRequests);
        await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WithoutAPasswordASignInMustBeRecent()
    {
        var person = await application.PersonAsync();
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        (await person.EraseAsync(password: null).ShouldBeAsync(HttpStatusCode.Forbidden))["reason"]!
            .GetValue<string>()
            .ShouldBe("reauthentication_required");

        using var anonymous = application.Anonymous();
        var guest = application.PersonOf(
            await anonymous.PostAsync("/api/v1/auth/guest", content: null).ShouldBeAsync(HttpStatusCode.Created)
        );
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        using var bare = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/users/me");
        await guest.Client.SendAsync(bare).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ErasingTwentyTimesAtOnceIsErasingOnce()
    {
        var person = await application.PersonAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.EraseAsync()));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.NoContent || answer.StatusCode == HttpStatusCode.Unauthorized);
        (await application.PublishedAsync<UserErased>(person.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ThePictureLeavesTheStore()
    {
        var person = await application.PersonAsync();
        using var picture = new ByteArrayContent(Pictures.Png) { Headers = { ContentType = new MediaTypeHeaderValue("image/png") } };
        await person.Client.PutAsync("/api/v1/users/me/picture", picture).ShouldBeAsync(HttpStatusCode.OK);
        var folder = Path.Combine(application.StorageFolder, "pictures", person.Id.ToString("N"));
        Directory.GetFiles(folder).ShouldNotBeEmpty();

        await person.EraseAsync().ShouldBeAsync(HttpStatusCode.NoContent);

        await Poll.UntilAsync(() => !Directory.Exists(folder) || Directory.GetFiles(folder).Length == 0);
        using var anonymous = application.Anonymous();
        await anonymous.GetAsync($"/api/v1/users/{person.Id}/picture").ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task TheExportHoldsEverythingAndNoSecret()
    {
        var person = await application.RegisterAsync(more: new { full_name = "Amal Haddad" });
        using var anonymous = application.Anonymous();
        await anonymous
            .PostAsJsonAsync("/api/v1/waitlist", new { email = person.Email, source = "a friend" })
            .ShouldBeAsync(HttpStatusCode.Created);

        var response = await person.Client.GetAsync("/api/v1/users/me/export");
        var export = await response.ShouldBeAsync(HttpStatusCode.OK);

        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        export["user"]!["email"]!.GetValue<string>().ShouldBe(person.Email);
        export["account"]!["has_password"]!.GetValue<bool>().ShouldBeTrue();
        export["sessions"]!.AsArray().ShouldHaveSingleItem()!["ip_address"]!.GetValue<string>().ShouldNotBeEmpty();
        export["waitlist"]!.AsArray().ShouldHaveSingleItem()!["source"]!.GetValue<string>().ShouldBe("a friend");
        export["one_time_tokens"]!.AsArray().ShouldHaveSingleItem()!["purpose"]!.GetValue<string>().ShouldBe("verify_email");
        export.ToJsonString().ShouldNotContain("argon2");
        export.ToJsonString().ShouldNotContain("hash");
    }

    [Theory]
    [InlineData("GET", "/api/v1/users/me/export")]
    [InlineData("DELETE", "/api/v1/users/me")]
    public async Task StrangersCanNeitherExportNorErase(string method, string path)
    {
        using var stranger = application.Anonymous();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        await stranger.SendAsync(request).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task EveryTableThatKnowsPersonsSaysWhatBecomesOfThem()
    {
        await using var connection = await application.OpenDatabaseAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'
                AND column_name ~ '(^|_)(user|actor|referrer|referred|owner|member|blocker|blocked)(_id|_by|$)|email|phone|address|identifier|content|payload|answer|username'
            """,
            connection
        );
        await using var reader = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await reader.ReadAsync())
        {
            found.Add(reader.GetString(0));
        }

        found.Count.ShouldBeGreaterThan(8);
        found.Except(PersonalData.Tables.Select(table => table.Name)).ShouldBeEmpty("tables without an erasure policy in PersonalData");
        PersonalData.Tables.Where(table => (table.Policy == ErasurePolicy.Keep) != (table.Sql is null)).ShouldBeEmpty();
    }

    private async Task<List<string>> TablesAsync()
    {
        await using var connection = await application.OpenDatabaseAsync();
        await using var command = new NpgsqlCommand("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<string>();
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
