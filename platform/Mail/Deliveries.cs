using System.Diagnostics;
using System.Text.Json;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Community.Platform.Mail;

/// <summary>Adds mails and text messages to a transaction.</summary>
public static class Deliveries
{
    internal const string Mail = "mail";
    internal const string Sms = "sms";

    /// <summary>
    /// Adds a mail to the unit of work; it is sent soon after the next SaveChanges commits, and never if the change is rolled back.
    /// </summary>
    public static Delivery Deliver(this ServiceDbContext db, MailMessage message) => db.Add(Mail, JsonSerializer.Serialize(message));

    /// <summary>
    /// Adds a text message to the unit of work; it is sent soon after the next SaveChanges commits, and never if the change is rolled back.
    /// </summary>
    public static Delivery Deliver(this ServiceDbContext db, TextMessage message) => db.Add(Sms, JsonSerializer.Serialize(message));

    private static Delivery Add(this ServiceDbContext db, string kind, string content)
    {
        var now = db.GetService<TimeProvider>().GetUtcNow();
        db.AfterCommit(db.GetService<DeliverySignal>().Wake);
        return db.Set<Delivery>()
            .Add(
                new Delivery
                {
                    Kind = kind,
                    Content = content,
                    TraceParent = Activity.Current?.Id,
                    CreatedAt = now,
                    AvailableAt = now,
                }
            )
            .Entity;
    }
}

/// <summary>
/// Wakes the delivery worker of this process. Set by every commit that contains a delivery; a sweep finds deliveries without a signal.
/// </summary>
public sealed class DeliverySignal : WakeSignal;
