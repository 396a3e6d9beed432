using Community.Messaging.Data;
using Community.Platform.Data;

namespace Community.Messaging.Webhooks;

/// <summary>The acts of administrators on endpoints that get the whole fleet's events, for the audit record.</summary>
internal static class StaffActs
{
    public const string WebhookCreated = "webhook_created";
    public const string WebhookChanged = "webhook_changed";
    public const string WebhookDeleted = "webhook_deleted";
    public const string WebhookSecretRotated = "webhook_secret_rotated";

    /// <summary>Adds the act to the unit of work. An organizer's own endpoint is no act of staff.</summary>
    public static void RecordAct(this MessagingDb db, string action, WebhookEndpoint endpoint, Guid actorId, DateTimeOffset now)
    {
        if (endpoint.IsFleetWide)
        {
            db.RecordAct(action, actorId, now, endpoint.UserId, endpoint.Id);
        }
    }
}
