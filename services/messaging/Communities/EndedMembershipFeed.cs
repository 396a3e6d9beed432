using Community.Contracts.Social;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;
using Npgsql;

namespace Community.Messaging.Communities;

/// <summary>
/// Asks social once a second which memberships have ended. As a rule the bus tells it sooner; but a right must end within moments also while the broker is
/// away, or has much to catch up with. Ended sessions are heard of in the same way, and for the same reason: docs/decisions/0017.
/// </summary>
internal sealed class EndedMembershipFeed(
    IHttpClientFactory clients, RightsDatabase database, INotices notices, TimeProvider clock, ILogger<EndedMembershipFeed> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    // Longer than any transaction that ends a membership takes to commit.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    // What ended while this instance was not there, and the bus may not have brought.
    private static readonly TimeSpan FirstReach = TimeSpan.FromHours(1);
    private const string Apply =
        """
        INSERT INTO memberships (community_id, user_id, version, is_member, role)
        SELECT community_id, user_id, version, false, role FROM unnest($1, $2, $3, $4) AS ended (community_id, user_id, version, role)
        ON CONFLICT (community_id, user_id) DO UPDATE SET version = excluded.version, is_member = false, role = excluded.role
        WHERE memberships.version < excluded.version
        RETURNING user_id
        """;

    private HashSet<(Guid Id, long Version)> _known = [];
    private DateTimeOffset? _until;

    /// <summary>Before anybody is let in: what ended while no instance was there.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RunOnceAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Social is away, as when all of the fleet starts: it is asked again every second.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        HashSet<(Guid, long)> seen = [];
        EndedMembershipsSnapshot ended;
        var (since, after) = ((_until ?? Clock.GetUtcNow() - FirstReach) - Overlap, (Guid?)null);
        do
        {
            ended = await AskAsync(since, after, stopping);
            await ApplyAsync([.. ended.Items.Where(membership => !_known.Contains(KeyOf(membership)))], stopping);
            seen.UnionWith(ended.Items.Select(KeyOf));
            (since, after) = (ended.Until, ended.Next);
        }
        while (after is not null);

        (_known, _until) = (seen, ended.Until);
    }

    private static (Guid, long) KeyOf(MembershipSnapshot membership) => (membership.MembershipId!.Value, membership.Version);

    private async Task<EndedMembershipsSnapshot> AskAsync(DateTimeOffset since, Guid? after, CancellationToken stopping)
    {
        using var social = clients.CreateClient("social");
        var path = $"/internal/memberships/ended?since={Uri.EscapeDataString($"{since:O}")}{(after is null ? "" : $"&after={after}")}";
        return (await social.GetFromJsonAsync<EndedMembershipsSnapshot>(new Uri(path, UriKind.Relative), ServiceJson.Options, stopping))!;
    }

    private async Task ApplyAsync(MembershipSnapshot[] ended, CancellationToken stopping)
    {
        if (ended.Length == 0)
        {
            return;
        }

        await using var connection = await database.OpenAsync(stopping);
        await using var command = new NpgsqlCommand(Apply, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(ended, membership => membership.CommunityId) },
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(ended, membership => membership.UserId) },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(ended, membership => membership.Version) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(ended, membership => membership.Role ?? "member") },
            },
        };
        await using var row = await command.ExecuteReaderAsync(stopping);
        while (await row.ReadAsync(stopping))
        {
            notices.RightsChanged(row.GetGuid(0));
        }
    }
}
