using System.Security.Cryptography;
using Community.Messaging.Data;
using Community.Platform.Data;
using Community.Testing;
using Npgsql;

namespace Community.Messaging.Tests.Notifications;

/// <summary>The table of facts that users were notified of, which is partitioned by the time in the facts' ids.</summary>
public sealed class NotifiedFactsTests(TestServers servers, ITestOutputHelper output)
{
    private const string Partitioned = "0034_";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task FactsFromBeforeAreKnownAfterwardsExceptThoseThatWereTooOld()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("facts"));
        await MigrateAsync(database, name => string.CompareOrdinal(name, Partitioned) < 0);
        Guid[] facts =
        [
            .. Enumerable.Range(0, 200).Select(day => Guid.CreateVersion7(Now.AddDays(-2 * day))),
            .. Enumerable.Range(0, 20).Select(_ => Random()),
        ];
        await SendAsync(database, facts);
        await database.ExecuteAsync($"UPDATE notified_facts SET told_at = now() - interval '401 days' WHERE fact_id = '{facts[199]}'");

        await MigrateAsync(database, name => name.StartsWith(Partitioned, StringComparison.Ordinal));

        (await SendAsync(database, facts)).ShouldBe(1);
        (await SendAsync(database, facts)).ShouldBe(0);
    }

    [Fact]
    public async Task AFactIsLookedUpInOnePartitionAndThoseOfAnErasedUserInAll()
    {
        await using var database = await servers.CreateBareDatabaseAsync("facts", typeof(MessagingDb).Assembly);
        var fact = Guid.CreateVersion7(Now.AddDays(30));
        await SendAsync(database, Guid.CreateVersion7(Now), fact);
        (await PartitionsOfAsync(database, $"SELECT FROM notified_facts WHERE user_id = '{Guid.Empty}' AND fact_id = '{fact}'")).ShouldBe(
            1
        );
        await database.ExecuteAsync($"DELETE FROM notified_facts WHERE user_id = '{Guid.Empty}'");
        (await SendAsync(database, fact)).ShouldBe(1);
    }

    /// <summary>An id that says no time, such as those of version 4.</summary>
    private static Guid Random() => new(RandomNumberGenerator.GetBytes(16));

    private async Task<int> PartitionsOfAsync(NpgsqlDataSource database, string sql) =>
        (await database.ExplainAsync(new(sql), output, "COSTS OFF"))
            .Split('\n')
            .Count(line => line.Contains(" on notified_facts", StringComparison.Ordinal));

    private static async Task MigrateAsync(NpgsqlDataSource database, Func<string, bool> isChosen)
    {
        foreach (var assembly in new[] { typeof(ServiceDbContext).Assembly, typeof(MessagingDb).Assembly })
        {
            const string Folder = ".Migrations.";
            foreach (
                var (file, name) in assembly
                    .GetManifestResourceNames()
                    .Where(file => file.Contains(Folder, StringComparison.Ordinal))
                    .Select(file => (file, file[(file.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..]))
                    .Where(found => isChosen(found.Item2))
                    .OrderBy(found => found.Item2, StringComparer.Ordinal)
            )
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
                await database.ExecuteAsync(await reader.ReadToEndAsync());
            }
        }
    }

    /// <summary>Does as the notifier; returns how many of the facts were new.</summary>
    private static async Task<int> SendAsync(NpgsqlDataSource database, params Guid[] facts)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO notified_facts (user_id, fact_id, kind, told_at) SELECT $1, id, 'message', now() FROM unnest($2) AS id ON CONFLICT DO NOTHING"
        );
        command.Parameters.Add(new() { Value = Guid.Empty });
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = facts });
        return await command.ExecuteNonQueryAsync();
    }
}
