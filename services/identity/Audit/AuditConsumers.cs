using System.Text.Json;
using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Platform.Http.Json;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>Adds the acts of other services to the audit record. A repeated act is the same entry.</summary>
internal sealed class WhenStaffActed(IdentityDb db) : IConsumer<StaffActed>
{
    public Task Consume(ConsumeContext<StaffActed> context) => ApplyAsync(context.Message);

    internal Task ApplyAsync(StaffActed act)
    {
        var details = JsonSerializer.Serialize(new { act.Outcome }, ServiceJson.Options);
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO audit_entries (id, service, actor_id, action, user_id, object_id, details, occurred_at)
            VALUES ({act.EventId}, {act.Service}, {act.ActorId}, {act.Action}, {act.UserId}, {act.ObjectId}, {details}::jsonb,
                {act.OccurredAt.ToUniversalTime()}) ON CONFLICT (id) DO NOTHING
            """
        );
    }
}
