using Community.Contracts.Identity;
using Community.Payments.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.AuditHeads;

/// <summary>Keeps the hash of the audit record. The first hash with a number stays: a second one would be of another record.</summary>
internal sealed class WhenAuditSealed(PaymentsDb db, TimeProvider clock) : IConsumer<AuditSealed>
{
    public Task Consume(ConsumeContext<AuditSealed> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(AuditSealed grown) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO audit_heads (seq, hash, received_at)
            VALUES ({grown.Version}, {Convert.FromHexString(grown.Hash)}, {clock.GetUtcNow()}) ON CONFLICT (seq) DO NOTHING
            """
        );
}
