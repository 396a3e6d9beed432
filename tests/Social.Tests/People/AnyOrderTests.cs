using Community.Contracts;
using Community.Contracts.Identity;
using Community.People;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.People;

/// <summary>
/// A person's history of identity's events results in the same row when it is shuffled and repeated as when it is in order.
/// </summary>
[Collection(nameof(SocialTests))]
public sealed class AnyOrderTests(SocialApplication social)
{
    /// <summary>The events of a person after registration: p(rofile), s(uspended), l(ifted), e(rased).</summary>
    private static readonly Gen<string> Lives = Gen.Elements('p', 'p', 's', 'l', 'p', 's', 'l', 'e')
        .ListOf()
        .Select(steps => string.Concat(steps.Take(8)))
        .Select(UntilErased);

    [Fact]
    public async Task EndsInTheSameRow()
    {
        // FsCheck's generator makes the cases; the database is queried here, because its properties cannot await.
        foreach (var seed in Enumerable.Range(1, 60))
        {
            var (life, order) = Lives
                .SelectMany(steps => Gen.Shuffle(Repeated(steps.Length + 1)).Select(shuffled => (steps, shuffled.ToArray())))
                .Sample(1, new Rnd((ulong)seed * 7919, 1), 20)
                .Single();
            var id = Guid.CreateVersion7();
            var twin = Guid.CreateVersion7();
            var events = Announced(id, life);
            var same = Announced(twin, life);

            foreach (var integrationEvent in events)
            {
                await ApplyAsync(integrationEvent);
            }
            foreach (var index in order)
            {
                await ApplyAsync(same[index]);
            }

            (await RowAsync(twin)).ShouldBe(await RowAsync(id), $"life r{life}, order {string.Join(' ', order)}");
        }
    }

    private static string UntilErased(string life) =>
        life.IndexOf('e', StringComparison.Ordinal) is >= 0 and var end ? life[..(end + 1)] : life;

    private static int[] Repeated(int count) =>
        [.. Enumerable.Range(0, count), .. Enumerable.Range(0, count), .. Enumerable.Range(0, count)];

    private static List<IIntegrationEvent> Announced(Guid id, string life)
    {
        var created = new DateTimeOffset(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
        UserProfile Profile(int version) =>
            Users.Profile($"name{version}", $"Region {version}", [$"interest{version}"], createdAt: created);
        var events = new List<IIntegrationEvent> { Users.Registered(Profile(1), id, isGuest: true) };
        foreach (var step in life)
        {
            var version = events.Count + 1;
            events.Add(
                step switch
                {
                    'p' => Users.Updated(id, version, Profile(version)),
                    's' => Users.Suspended(id, version, until: created.AddDays(version)),
                    'l' => Users.Suspended(id, version, isSuspended: false),
                    _ => Users.Erased(id, version),
                }
            );
        }

        return events;
    }

    private Task<int> ApplyAsync(IIntegrationEvent integrationEvent) =>
        social.WithDbAsync(async db =>
        {
            await (
                integrationEvent switch
                {
                    UserRegistered e => db.ApplyProfileAsync(e.UserId, e.Version, e.Profile, e.IsGuest),
                    UserProfileUpdated e => db.ApplyProfileAsync(e.UserId, e.Version, e.Profile, e.IsGuest),
                    UserSuspended e => db.ApplySuspensionAsync(e.UserId, e.Version, e.IsSuspended, e.Until),
                    UserErased e => db.ApplyErasureAsync(e.UserId),
                    _ => throw new ArgumentOutOfRangeException(nameof(integrationEvent)),
                }
            );
            return 0;
        });

    private Task<string> RowAsync(Guid id) =>
        social.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT (to_jsonb(people) - 'id')::text AS "Value" FROM people WHERE id = {id}""").SingleAsync()
        );
}
