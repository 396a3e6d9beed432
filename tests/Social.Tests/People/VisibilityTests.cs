using Community.Social.Data;
using Community.Social.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Tests.People;

/// <summary>The rule of visibility between people is the same in LINQ, in each of its forms in SQL, and in the test's own words.</summary>
public sealed class VisibilityTests(TestServers servers)
{
    private const int Worlds = 40;
    private const int PeopleOfAWorld = 12;
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task EveryFormOfTheRuleAgreesInEveryWorld()
    {
        await using var database = await servers.CreateBareDatabaseAsync("visibility", typeof(SocialDb).Assembly);
        var seen = 0;
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new Random(seed);
            Someone[] people = [.. Enumerable.Range(0, PeopleOfAWorld).Select(_ => Someone.Drawn(random))];
            var blocks = (
                from one in people
                from other in people
                where one != other && random.Next(8) == 0
                select (one.Id, other.Id)
            ).ToHashSet();
            await WriteAsync(database, people, blocks);
            await using var db = new SocialDb(
                new DbContextOptionsBuilder<SocialDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options
            );
            foreach (var viewer in people.Select(person => person.Id))
            {
                Guid[] expected =
                [
                    .. from person in people
                    where
                        person.HasProfile
                        && !person.IsGuest
                        && !person.IsSuspendedAt(Now)
                        && !blocks.Contains((viewer, person.Id))
                        && !blocks.Contains((person.Id, viewer))
                    select person.Id,
                ];
                (await db.SeenBy(viewer, Now).Select(person => person.Id).ToListAsync()).ShouldBe(
                    expected,
                    ignoreOrder: true,
                    $"LINQ, seed {seed}"
                );
                (await ReadAsync(database, Visibility.IsSeen("p", "$1", "$2"), viewer)).ShouldBe(
                    expected,
                    ignoreOrder: true,
                    $"IsSeen, seed {seed}"
                );
                (
                    await ReadAsync(database, $"{Visibility.IsListed("p")} AND p.id NOT IN ({Visibility.Unseen("$1", "$2")})", viewer)
                ).ShouldBe(expected, ignoreOrder: true, $"IsListed without Unseen, seed {seed}");
                seen += expected.Length;
            }

            await database.ExecuteAsync("TRUNCATE people, blocks CASCADE");
        }

        // Some people are visible and some are not: the worlds test the rule.
        seen.ShouldBeInRange(Worlds * PeopleOfAWorld * PeopleOfAWorld / 10, Worlds * PeopleOfAWorld * PeopleOfAWorld * 9 / 10);
    }

    private static async Task<List<Guid>> ReadAsync(NpgsqlDataSource database, string condition, Guid viewer)
    {
        await using var command = database.CreateCommand($"SELECT p.id FROM people p WHERE {condition}");
        command.Parameters.Add(new() { Value = viewer });
        command.Parameters.Add(new() { Value = Now });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static async Task WriteAsync(NpgsqlDataSource database, Someone[] people, HashSet<(Guid, Guid)> blocks)
    {
        await using var batch = database.CreateBatch();
        foreach (var person in people)
        {
            batch.BatchCommands.Add(
                new(
                    """
                    INSERT INTO people (id, profile_version, username, created_at, is_guest, is_suspended, suspended_until)
                    VALUES ($1, $2, 'name', $3, $4, $5, $6)
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = person.Id },
                        new() { Value = person.HasProfile ? 1L : 0L },
                        new() { Value = Now },
                        new() { Value = person.IsGuest },
                        new() { Value = person.IsSuspended },
                        new() { Value = (object?)person.SuspendedUntil ?? DBNull.Value },
                    },
                }
            );
        }

        foreach (var (blocker, blocked) in blocks)
        {
            batch.BatchCommands.Add(
                new("INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since) VALUES ($1, $2, $3, 1, $4, $5)")
                {
                    Parameters =
                    {
                        new() { Value = Guid.CreateVersion7() },
                        new() { Value = blocker },
                        new() { Value = blocked },
                        new() { Value = true },
                        new() { Value = Now },
                    },
                }
            );
        }

        await batch.ExecuteNonQueryAsync();
    }

    private sealed record Someone(Guid Id, bool HasProfile, bool IsGuest, bool IsSuspended, DateTimeOffset? SuspendedUntil)
    {
        public bool IsSuspendedAt(DateTimeOffset now) => IsSuspended && (SuspendedUntil is null || SuspendedUntil > now);

        public static Someone Drawn(Random random) =>
            new(
                Guid.CreateVersion7(),
                random.Next(6) > 0,
                random.Next(6) == 0,
                random.Next(3) == 0,
                random.Next(3) switch
                {
                    0 => null,
                    1 => Now.AddHours(random.Next(-1, 2)),
                    _ => Now.AddDays(-3),
                }
            );
    }
}
