namespace Community.Platform.Data.Erasure;

/// <summary>The platform's tables in a service's database, for the service's list of its tables.</summary>
public static class PlatformTables
{
    /// <summary>Of the outbox.</summary>
    public static PersonalTable Outbox { get; } =
        new("outbox_messages", ErasurePolicy.Keep, "events on their way to the bus, gone within seconds");

    /// <summary>Of idempotency keys.</summary>
    public static PersonalTable IdempotencyKeys { get; } =
        new("idempotency_keys", ErasurePolicy.Keep, "answers encrypted with a key that only the client has, gone within a day");

    /// <summary>Of files in the object store that are still to be deleted.</summary>
    public static PersonalTable DroppedObjects { get; } =
        new("dropped_objects", ErasurePolicy.Keep, "names of files to delete, gone within minutes");

    /// <summary>Of a service that sends no mail.</summary>
    public static PersonalTable UnusedDeliveries { get; } = new("deliveries", ErasurePolicy.Keep, "this service sends no mail");

    /// <summary>Of a service all of whose mails are queued; erased before <see cref="QueuedMails"/>.</summary>
    public static PersonalTable Deliveries { get; } =
        new(
            "deliveries",
            ErasurePolicy.Delete,
            "mails to the person that are unsent or were given up",
            "DELETE FROM deliveries WHERE content IS NOT NULL AND id IN (SELECT delivery_id FROM mail_notices WHERE user_id = @id)"
        );

    /// <summary>Of mails that are still to be written.</summary>
    public static PersonalTable QueuedMails { get; } =
        new("mail_notices", ErasurePolicy.Delete, "there is no address left to write to", "DELETE FROM mail_notices WHERE user_id = @id");
}
