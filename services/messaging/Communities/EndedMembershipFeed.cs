using Community.Contracts.Social;
using Community.Messaging.Realtime;
using Community.ServiceDefaults.Json;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Telemetry;

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
    private HashSet<(Guid Id, long Version)> _known = [];
    private DateTimeOffset? _until;

    protected override async Task RunOnceAsync(CancellationToken stopping)
    {
        using var quiet = Quiet.Begin();
        HashSet<(Guid, long)> seen = [];
        EndedMembershipsSnapshot ended;
        var (since, after) = ((_until ?? Clock.GetUtcNow() - FirstReach) - Overlap, (Guid?)null);
        do
        {
            ended = await AskAsync(since, after, stopping);
            await ApplyAsync(ended.Items.Where(membership => !_known.Contains(KeyOf(membership))));
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

    private async Task ApplyAsync(IEnumerable<MembershipSnapshot> ended)
    {
        await using var db = database.NewContext();
        foreach (var membership in ended)
        {
            await db.ApplySnapshotAsync(membership);
            notices.RightsChanged(membership.UserId);
        }
    }
}
