using System.Text.Json;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;

namespace Community.Identity.Administration;

/// <summary>An action of an administrator. The table permits neither updates nor deletes.</summary>
internal sealed class AuditEntry
{
    public required Guid Id { get; init; }

    public required Guid ActorId { get; init; }

    /// <summary>Such as <c>roles_changed</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The user whom it concerned.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The state before and after, as JSON.</summary>
    public required string Details { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public static AuditEntry Of<TDetails>(Guid actorId, string action, Guid? userId, TDetails details, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            ActorId = actorId,
            Action = action,
            UserId = userId,
            Details = JsonSerializer.Serialize(details, ServiceJson.Options),
            OccurredAt = now,
        };
}

/// <param name="Id">The entry's id.</param>
/// <param name="ActorId">The administrator.</param>
/// <param name="Action">The action.</param>
/// <param name="UserId">The user whom it concerned.</param>
/// <param name="Details">The state before and after.</param>
/// <param name="OccurredAt">When it happened.</param>
internal sealed record AuditView(Guid Id, Guid ActorId, string Action, Guid? UserId, JsonElement Details, DateTimeOffset OccurredAt)
    : IHasExample<AuditView>
{
    public static AuditView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            "roles_changed",
            Guid.Parse("01938e7c-5a10-7c3e-9a44-2f6b8d1e7a90"),
            JsonElement.Parse("""{"before":["attendee"],"after":["attendee","moderator"]}"""),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );

    public static AuditView Of(AuditEntry entry) =>
        new(entry.Id, entry.ActorId, entry.Action, entry.UserId, JsonElement.Parse(entry.Details), entry.OccurredAt);
}
