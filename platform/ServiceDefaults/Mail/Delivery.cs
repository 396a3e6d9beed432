using System.Diagnostics;
using System.Text.Json;
using Community.ServiceDefaults.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Community.ServiceDefaults.Mail;

/// <summary>
/// A mail or text message that a committed change has promised: a row of <c>deliveries</c>, written in the change's own transaction and
/// sent by <see cref="DeliveryWorker{TDb}"/>, at least once. The content and the recipient are deleted once it is sent.
/// </summary>
public sealed class Delivery
{
    /// <summary>Its id, also the mail's Message-ID.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>"mail" or "sms".</summary>
    public required string Kind { get; init; }

    /// <summary>The message as JSON; null once it was sent.</summary>
    public string? Content { get; init; }

    /// <summary>The W3C trace context of the request that asked for it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>No attempt before this time: the time of the next attempt, or the end of the lease of the instance that is sending it.</summary>
    public DateTimeOffset AvailableAt { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was handed on.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the attempts ended without success; the row is kept for an operator.</summary>
    public DateTimeOffset? FailedAt { get; init; }
}

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

    /// <summary>Maps the table <c>deliveries</c>. Every service's DbContext does.</summary>
    public static ModelBuilder ConfigureDeliveries(this ModelBuilder model) => model.Entity<Delivery>(delivery =>
    {
        delivery.ToTable("deliveries");
        delivery.HasKey(d => d.Id);
        delivery.Property(d => d.Id).HasColumnName("id").ValueGeneratedNever();
        delivery.Property(d => d.Kind).HasColumnName("kind");
        delivery.Property(d => d.Content).HasColumnName("content").HasColumnType("jsonb");
        delivery.Property(d => d.TraceParent).HasColumnName("trace_parent");
        delivery.Property(d => d.CreatedAt).HasColumnName("created_at");
        delivery.Property(d => d.AvailableAt).HasColumnName("available_at");
        delivery.Property(d => d.Attempts).HasColumnName("attempts");
        delivery.Property(d => d.SentAt).HasColumnName("sent_at");
        delivery.Property(d => d.FailedAt).HasColumnName("failed_at");
    });

    private static Delivery Add(this ServiceDbContext db, string kind, string content)
    {
        var now = db.GetService<TimeProvider>().GetUtcNow();
        db.AfterCommit(db.GetService<DeliverySignal>().Wake);
        return db.Set<Delivery>().Add(new Delivery
        {
            Kind = kind,
            Content = content,
            TraceParent = Activity.Current?.Id,
            CreatedAt = now,
            AvailableAt = now,
        }).Entity;
    }
}
