using System.ComponentModel.DataAnnotations;
using Community.Payments.Data;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.AuditHeads;

/// <summary>
/// Payments is the witness of identity's audit record: it keeps the hashes that identity published, and identity compares them with the
/// record. A change of the record needs both databases to stay without a trace.
/// </summary>
internal static class AuditHeadEndpoints
{
    private const int PageSize = 10_000;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/audit-heads", ListAsync).RequireFleet().ExcludeFromDescription();

    /// <summary>Lists the hashes behind an entry, at most 10,000, in order.</summary>
    /// <param name="after">The number of the entry.</param>
    private static async Task<Ok<IReadOnlyList<AuditHeadView>>> ListAsync(
        PaymentsDb db,
        CancellationToken cancellationToken,
        [Range(0, long.MaxValue)] long after = 0
    ) =>
        TypedResults.Ok<IReadOnlyList<AuditHeadView>>(
            await db
                .AuditHeads.AsNoTracking()
                .Where(head => head.Seq > after)
                .OrderBy(head => head.Seq)
                .Take(PageSize)
                .Select(head => new AuditHeadView(head.Seq, Convert.ToHexStringLower(head.Hash)))
                .ToListAsync(cancellationToken)
        );
}

/// <summary>A hash of the audit record.</summary>
internal sealed class AuditHead
{
    /// <summary>The number of the last entry under the hash.</summary>
    public required long Seq { get; init; }

    public required byte[] Hash { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <param name="Seq">The number of the last entry under the hash.</param>
/// <param name="Hash">64 hexadecimal digits.</param>
internal sealed record AuditHeadView(long Seq, string Hash);
