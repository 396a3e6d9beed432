using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Social.Tests.Communities;

/// <summary>The right to know of a community is the same in C#, in SQL and in the lists made with it.</summary>
public sealed class CommunityAccessTests(TestServers servers)
{
    private const int Worlds = 40;
    private const int People = 6;
    private const int Communities = 20;

    [Fact]
    public async Task TheRuleInMemoryAndTheRuleInTheDatabaseAgreeInEveryWorld()
    {
        await using var database = await servers.CreateBareDatabaseAsync("access", typeof(SocialDb).Assembly);
        var known = 0;
        for (var seed = 0; seed < Worlds; seed++)
        {
            var world = new World(new Random(seed));
            await world.WriteAsync(database);
            foreach (var viewer in world.People)
            {
                var expected = world.KnownTo(viewer);
                (await ReadAsync(database, $"SELECT c.id FROM communities c WHERE {CommunityAccess.IsSeen("c", "$1")}", viewer)).ShouldBe(
                    expected,
                    ignoreOrder: true,
                    $"SQL, seed {seed}"
                );
                await using var db = new SocialDb(
                    new DbContextOptionsBuilder<SocialDb>().UseNpgsql(database).UseSnakeCaseNamingConvention().Options
                );
                (await db.CommunitiesSeenBy(viewer).Select(community => community.Id).ToListAsync()).ShouldBe(
                    expected,
                    ignoreOrder: true,
                    $"LINQ, seed {seed}"
                );
                (await ListedAsync(database, viewer)).ShouldBe(
                    world.ListedFor(viewer),
                    ignoreOrder: true,
                    $"GET /communities, seed {seed}"
                );
                known += expected.Count;
            }

            await database.ExecuteAsync("TRUNCATE communities, community_members, community_invitations, blocks CASCADE");
        }

        // Some communities are known and some are not: the worlds test the rule.
        known.ShouldBeInRange(Worlds * People * Communities / 10, Worlds * People * Communities * 9 / 10);
    }

    private static async Task<List<Guid>> ListedAsync(NpgsqlDataSource database, Guid viewer)
    {
        var page = await new CommunitySearch(database).FindAsync(viewer, new CommunityFilter(), new() { Limit = 100 }, default);
        return [.. page.Items.Select(community => community.Id)];
    }

    private static async Task<List<Guid>> ReadAsync(NpgsqlDataSource database, string sql, Guid viewer)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = viewer });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>Some people and communities with states and relations by the seed, all of them possible in the service.</summary>
    private sealed class World(Random random)
    {
        private static readonly DateTimeOffset At = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);
        private readonly List<CommunityFacts> _communities = [.. Enumerable.Range(0, Communities).Select(_ => CommunityOf(random))];
        private readonly Dictionary<(Guid Community, Guid Person), CommunityMember> _members = [];
        private readonly Dictionary<(Guid Community, Guid Person), (Guid By, bool IsDeclined)> _invitations = [];
        private readonly HashSet<(Guid Blocker, Guid Blocked)> _blocks = [];

        public Guid[] People { get; } = [.. Enumerable.Range(0, CommunityAccessTests.People).Select(_ => Guid.CreateVersion7(At))];

        public List<Guid> KnownTo(Guid viewer) =>
            [
                .. _communities
                    .Where(community =>
                        CommunityAccess.IsKnownTo(community, Membership(community, viewer), IsInvited(community.Id, viewer))
                    )
                    .Select(community => community.Id),
            ];

        /// <summary>
        /// Like <see cref="KnownTo"/>, without the private communities to which the viewer is invited: they are in the list of invitations.
        /// </summary>
        public List<Guid> ListedFor(Guid viewer) =>
            [
                .. _communities
                    .Where(community => CommunityAccess.IsKnownTo(community, Membership(community, viewer), isInvited: false))
                    .Select(community => community.Id),
            ];

        public async Task WriteAsync(NpgsqlDataSource database)
        {
            Draw();
            await using var batch = database.CreateBatch();
            foreach (var c in _communities)
            {
                Add(
                    batch,
                    """
                    INSERT INTO communities (id, version, kind, name, visibility, price_cents, currency, billing, member_count, created_by, created_at, updated_at,
                        deleted_at, removed_at, held_at, name_key, search_name)
                    VALUES ($1, 1, 'group', 'Name', $2, $3, $4, $5, 0, $1, $6, $6, $7, $8, $9, 'name', 'name')
                    """,
                    c.Id,
                    c.Visibility,
                    c.PriceCents,
                    c.Currency,
                    c.Billing,
                    At,
                    c.DeletedAt,
                    c.RemovedAt,
                    c.HeldAt
                );
            }

            foreach (var m in _members.Values)
            {
                Add(
                    batch,
                    """
                    INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at, left_at) VALUES ($1, $2, $3, 1, $4, $5, $6, $7)
                    """,
                    m.Id,
                    m.CommunityId,
                    m.UserId,
                    m.IsMember,
                    m.Role,
                    At,
                    m.IsMember ? null : At
                );
            }

            foreach (var ((community, person), (by, isDeclined)) in _invitations)
            {
                Add(
                    batch,
                    """
                    INSERT INTO community_invitations (id, community_id, user_id, version, invited_by, created_at, declined_at) VALUES ($1, $2, $3, 1, $4, $5, $6)
                    """,
                    Guid.CreateVersion7(At),
                    community,
                    person,
                    by,
                    At,
                    isDeclined ? At : null
                );
            }

            foreach (var (blocker, blocked) in _blocks)
            {
                Add(
                    batch,
                    """
                    INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since) VALUES ($1, $2, $3, 1, true, $4)
                    """,
                    Guid.CreateVersion7(At),
                    blocker,
                    blocked,
                    At
                );
            }

            await batch.ExecuteNonQueryAsync();
        }

        private void Draw()
        {
            foreach (var (community, person) in from community in _communities from person in People select (community.Id, person))
            {
                if (random.Next(3) == 0)
                {
                    _members[(community, person)] = new CommunityMember
                    {
                        Id = Guid.CreateVersion7(At),
                        CommunityId = community,
                        UserId = person,
                        Version = 1,
                        IsMember = random.Next(3) > 0,
                        JoinedAt = At,
                        Role = random.GetItems([MemberRole.Owner, MemberRole.Moderator, MemberRole.Member], 1)[0],
                    };
                }

                if (random.Next(3) == 0)
                {
                    _invitations[(community, person)] = (random.GetItems(People, 1)[0], random.Next(3) == 0);
                }
            }

            foreach (var pair in from one in People from other in People where one != other && random.Next(6) == 0 select (one, other))
            {
                _blocks.Add(pair);
            }
        }

        private CommunityMember? Membership(CommunityFacts community, Guid person) => _members.GetValueOrDefault((community.Id, person));

        private bool IsInvited(Guid community, Guid person) =>
            _invitations.TryGetValue((community, person), out var invitation)
            && !invitation.IsDeclined
            && !_blocks.Contains((person, invitation.By))
            && !_blocks.Contains((invitation.By, person));

        private static CommunityFacts CommunityOf(Random random)
        {
            var visibility = random.GetItems(
                [CommunityVisibility.Public, CommunityVisibility.Private, CommunityVisibility.Private, CommunityVisibility.Paid],
                1
            )[0];
            var isPaid = visibility == CommunityVisibility.Paid;
            return new(
                Guid.CreateVersion7(At),
                "Name",
                CommunityKind.Group,
                visibility,
                isPaid ? 500 : null,
                isPaid ? "USD" : null,
                null,
                isPaid ? CommunityBilling.Monthly : null,
                0,
                Rarely(random),
                Rarely(random),
                Rarely(random)
            );
        }

        private static DateTimeOffset? Rarely(Random random) => random.Next(5) == 0 ? At : null;

        private static void Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<object?> values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value ?? DBNull.Value });
            }

            batch.BatchCommands.Add(command);
        }
    }
}
