using Community.Contracts.Social;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Social.Data;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Connections;

/// <summary>All connections, for services whose projections begin later than the connections.</summary>
internal static class ConnectionSnapshots
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/connections", ReadAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<SnapshotPage<ConnectionSnapshot>>> ReadAsync(
        SocialDb db,
        CancellationToken cancellationToken,
        Guid? after = null
    )
    {
        var connections = await db
            .Connections.Where(connection => connection.Status == ConnectionStatus.Accepted && (after == null || connection.Id > after))
            .OrderBy(connection => connection.Id)
            .Take(PageSize)
            .Select(connection => new ConnectionSnapshot(connection.Id, connection.Version, connection.FromId, connection.ToId))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new SnapshotPage<ConnectionSnapshot>(connections, connections.Count < PageSize ? null : connections[^1].ConnectionId.ToString())
        );
    }
}
