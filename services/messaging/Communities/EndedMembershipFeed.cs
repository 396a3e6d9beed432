using System.Text.Json;
using Community.Contracts.Social;
using Community.Messaging.Realtime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Json;
using Community.Platform.Http.Pagination;
using Npgsql;

namespace Community.Messaging.Communities;

/// <summary>
/// Asks social twice a second which memberships have ended. As a rule the bus is sooner; but a right must end within moments also while the
/// broker is away, or has much to catch up with. The feed of ended sessions works in the same way, for the same reason:
/// docs/decisions/0017. It runs on a thread of its own that blocks, for the reason of <see cref="PermissionMonitor"/>.
/// </summary>
internal sealed partial class EndedMembershipFeed(
    IHttpClientFactory clients,
    RightsDatabase database,
    IRealtimePublisher realtime,
    TimeProvider clock,
    ILogger<EndedMembershipFeed> logger
) : BackgroundService
{
    private const string Apply = """
        INSERT INTO memberships (community_id, user_id, version, is_member, role)
        SELECT community_id, user_id, version, false, role FROM unnest($1, $2, $3, $4) AS ended (community_id, user_id, version, role)
        ON CONFLICT (community_id, user_id) DO UPDATE SET version = excluded.version, is_member = false, role = excluded.role
        WHERE memberships.version < excluded.version
        RETURNING user_id
        """;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    // Covers memberships that ended while this instance was down, and that the bus may not have brought.
    private static readonly TimeSpan FirstReach = TimeSpan.FromHours(1);
    private readonly Outage _outage = new(clock);
    private HashSet<(Guid Id, long Version)> _known = [];
    private DateTimeOffset? _until;

    /// <summary>
    /// Before any client is let in: asks for memberships that ended while no instance was running. If social is away, it is asked again and
    /// again.
    /// </summary>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        Try(cancellationToken);
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.Factory.StartNew(
            () =>
            {
                while (!stoppingToken.WaitHandle.WaitOne(Every))
                {
                    Try(stoppingToken);
                }
            },
            stoppingToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private void Try(CancellationToken cancellationToken)
    {
        try
        {
            using (Quiet.Begin())
            {
                Ask(cancellationToken);
            }

            _outage.End();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            if (_outage.Fail())
            {
                Log.Failed(logger, failure.GetBaseException().Message);
            }
        }
        catch (OperationCanceledException)
        {
            // The instance stops.
        }
    }

    private void Ask(CancellationToken cancellationToken)
    {
        HashSet<(Guid, long)> seen = [];
        EndedMembershipsSnapshot ended;
        var (since, after) = ((_until ?? clock.GetUtcNow() - FirstReach) - StampedFeed.Overlap, (Guid?)null);
        do
        {
            ended = Ask(since, after, cancellationToken);
            Keep([.. ended.Items.Where(membership => !_known.Contains(KeyOf(membership)))]);
            seen.UnionWith(ended.Items.Select(KeyOf));
            (since, after) = (ended.Until, ended.Next);
        } while (after is not null);

        (_known, _until) = (seen, ended.Until);
    }

    private static (Guid, long) KeyOf(MembershipSnapshot membership) => (membership.MembershipId!.Value, membership.Version);

    private EndedMembershipsSnapshot Ask(DateTimeOffset since, Guid? after, CancellationToken cancellationToken)
    {
        using var social = clients.CreateClient("social");
        var path = $"/internal/memberships/ended?since={Uri.EscapeDataString($"{since:O}")}{(after is null ? "" : $"&after={after}")}";
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        using var answer = social.Send(request, cancellationToken).EnsureSuccessStatusCode();
        return JsonSerializer.Deserialize<EndedMembershipsSnapshot>(answer.Content.ReadAsStream(cancellationToken), ServiceJson.Options)!;
    }

    private void Keep(MembershipSnapshot[] ended)
    {
        if (ended.Length == 0)
        {
            return;
        }

        using var connection = database.Open();
        using var command = new NpgsqlCommand(Apply, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(ended, membership => membership.CommunityId) },
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(ended, membership => membership.UserId) },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(ended, membership => membership.Version) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(ended, membership => membership.Role ?? "member") },
            },
        };
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            realtime.RightsChanged(row.GetGuid(0));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Social does not answer which memberships ended; only the bus brings them now. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
