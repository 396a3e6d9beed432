using System.Net.Http.Headers;
using System.Security.Cryptography;
using Community.Messaging.Channels;
using Community.Messaging.Data;
using Community.Messaging.Encryption;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Community.Messaging.Tests.Encryption;

[Collection(nameof(MessagingTests))]
public sealed class EncryptionTests(MessagingApplication app)
{
    private static readonly (string Id, string Secret) One = ("one", NewSecret());
    private static readonly (string Id, string Secret) Two = ("two", NewSecret());

    [Fact]
    public async Task AMessageIsReadByItsParticipantsAndIsNotPlainTextInTheDatabase()
    {
        await using var instance = await app.StartAsync(Settings("direct", One));
        var people = await app.PeopleAsync(2);
        var said = $"meet me at the old mill {Guid.CreateVersion7()}";
        var posted = await As(instance, people[0])
            .SendAsync("POST", $"/direct/{people[1]}/messages", new { content = said, client_id = "1" })
            .ShouldAnswerAsync(201);
        await As(instance, people[0])
            .SendAsync("POST", $"/direct/{people[1]}/messages", new { content = said, client_id = "1" })
            .ShouldAnswerAsync(200);
        await As(instance, people[0])
            .SendAsync("PATCH", $"/messages/{posted.Id()}", new { content = said + ", later" })
            .ShouldAnswerAsync(200);

        var page = await As(instance, people[1]).GetPathAsync($"/direct/{people[0]}/messages").ShouldAnswerAsync(200);
        page.Items().Single()["content"]!.GetValue<string>().ShouldBe(said + ", later");
        (await KeptAsync(posted.Id())).ShouldAllBe(kept => !kept.Contains("mill") && kept.StartsWith("one:"));
        (await As(instance, people[1]).GetPathAsync("/messages/search?q=mill").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();

        // A thread is not encrypted.
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var open = await As(instance, people[0])
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = said })
            .ShouldAnswerAsync(201);
        (await KeptAsync(open.Id())).ShouldAllBe(kept => kept.Contains("mill"));
    }

    [Fact]
    public async Task ANewMessageWaitsUntilNoneCanComeBeforeIt()
    {
        var people = await app.PeopleAsync(2);
        var id = (await app.WriteAsync(people[0], people[1], "plain")).Id();
        await using var instance = await app.StartAsync(Settings("direct", One));

        await SweepAsync(instance, TimeSpan.Zero);
        (await KeptAsync(id)).ShouldBe([":plain"]);

        await SweepAsync(instance, 2 * Resealing.Settled);
        (await KeptAsync(id)).ShouldAllBe(kept => kept.StartsWith("one:"));
    }

    [Fact]
    public async Task AKeyIsReplacedAndEncryptionTurnedOffWithoutLosingAWord()
    {
        var people = await app.PeopleAsync(2);
        var said = $"the lighthouse {Guid.CreateVersion7()}";
        Guid id;
        await using (var first = await app.StartAsync(Settings("all", One)))
        {
            var posted = await As(first, people[0])
                .SendAsync("POST", $"/direct/{people[1]}/messages", new { content = "before" })
                .ShouldAnswerAsync(201);
            id = posted.Id();
            await As(first, people[0]).SendAsync("PATCH", $"/messages/{id}", new { content = said }).ShouldAnswerAsync(200);
        }

        await using (var second = await app.StartAsync(Settings("direct", Two, One)))
        {
            await SweepAsync(second);
            (await KeptAsync(id)).ShouldAllBe(kept => kept.StartsWith("two:"));
        }

        await using (var third = await app.StartAsync(Settings("none", Two)))
        {
            (await ReadAsync(third, people[1], id)).ShouldBe(said);
            await SweepAsync(third);
            (await KeptAsync(id)).Order(StringComparer.Ordinal).ShouldBe([":before", $":{said}"]);
            (await As(third, people[1]).GetPathAsync("/messages/search?q=lighthouse").ShouldAnswerAsync(200))
                .Items()
                .ShouldHaveSingleItem();
        }
    }

    [Fact]
    public async Task AMessageThatCannotBeDecryptedStaysAsItIsAndHoldsUpNoOther()
    {
        var people = await app.PeopleAsync(2);
        var broken = (await app.WriteAsync(people[0], people[1], "first")).Id();
        var other = (await app.WriteAsync(people[0], people[1], "second")).Id();
        await app.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE messages SET key_id = 'one', content = 'AAAA' WHERE id = {broken}")
        );
        await using var instance = await app.StartAsync(Settings("direct", One));
        await SweepAsync(instance);

        await using var second = await app.StartAsync(Settings("direct", Two, One));
        await SweepAsync(second);
        (await KeptAsync(other)).ShouldAllBe(kept => kept.StartsWith("two:"));
        (await KeptAsync(broken)).ShouldBe(["one:AAAA"]);

        // The other tests do not have this key.
        await using var third = await app.StartAsync(Settings("none", Two));
        await SweepAsync(third);
        (await KeptAsync(other)).ShouldBe([":second"]);
    }

    [Fact]
    public void ATextIsBoundToItsPlace()
    {
        var vault = new TextVault(new() { Channels = "all", Keys = [new() { Id = "one", Secret = One.Secret }] });
        var (mine, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var kept = vault.Seal(vault.KeyFor(ChannelKind.Thread), mine, TextVault.Content, "hello");
        vault.Open("one", mine, TextVault.Content, kept).ShouldBe("hello");
        vault.Seal("one", mine, TextVault.Content, "hello").ShouldNotBe(kept, "each has a nonce of its own");
        Should.Throw<CryptographicException>(() => vault.Open("one", other, TextVault.Content, kept));
        Should.Throw<CryptographicException>(() => vault.Open("one", mine, TextVault.Html, kept));
        Should.Throw<CryptographicException>(() => vault.Open("one", mine, TextVault.Content, "AAAA"));
        Should.Throw<CryptographicException>(() => vault.Open("one", mine, TextVault.Content, "plain text"));
        Should.Throw<InvalidOperationException>(() => vault.Open("gone", mine, TextVault.Content, kept)).Message.ShouldContain("gone");
    }

    [Theory]
    [InlineData("some", "one", null)]
    [InlineData("all", null, null)]
    [InlineData("all", "o n e", null)]
    [InlineData("all", "one", "c2hvcnQ=")]
    public void WrongSettingsAreNamedAtTheStart(string channels, string? id, string? secret)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Messaging:Encryption:Channels"] = channels };
        if (id is not null)
        {
            settings["Messaging:Encryption:Keys:0:Id"] = id;
            settings["Messaging:Encryption:Keys:0:Secret"] = secret ?? One.Secret;
        }

        Should
            .Throw<OptionsValidationException>(() =>
                new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSettings<EncryptionOptions>()
            )
            .Message.ShouldStartWith("Messaging:Encryption:");
    }

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static (string Name, string Value)[] Settings(string channels, params (string Id, string Secret)[] keys) =>
        [
            ("Messaging:Encryption:Channels", channels),
            .. keys.SelectMany(
                (key, index) =>
                    new[] { ($"Messaging:Encryption:Keys:{index}:Id", key.Id), ($"Messaging:Encryption:Keys:{index}:Secret", key.Secret) }
            ),
        ];

    private HttpClient As(WebApplicationFactory<MessagingDb> instance, Guid person)
    {
        var http = instance.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Identity.TokenFor(person));
        return http;
    }

    private async Task<string> ReadAsync(WebApplicationFactory<MessagingDb> instance, Guid person, Guid id) =>
        (await As(instance, person).GetPathAsync($"/messages/{id}").ShouldAnswerAsync(200))["content"]!.GetValue<string>();

    private static Task SweepAsync(WebApplicationFactory<MessagingDb> instance) => SweepAsync(instance, 2 * Resealing.Settled);

    private static Task SweepAsync(WebApplicationFactory<MessagingDb> instance, TimeSpan later) =>
        instance
            .Services.GetRequiredService<IEnumerable<IHostedService>>()
            .OfType<Resealing>()
            .Single()
            .SweepAsync(TimeProvider.System.GetUtcNow() + later, CancellationToken.None);

    /// <summary>The message's text and its earlier versions, as the database has them, each after the key's id.</summary>
    private Task<List<string>> KeptAsync(Guid id) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT coalesce(key_id, '') || ':' || content AS "Value" FROM messages WHERE id = {id}
                    UNION ALL SELECT coalesce(key_id, '') || ':' || content FROM message_edits WHERE message_id = {id}
                    """
                )
                .ToListAsync()
        );
}
