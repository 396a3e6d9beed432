using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Data;

/// <summary>
/// A mail or text message that a committed change has promised: a row of <c>deliveries</c>, written in the change's own transaction and
/// sent by the mail library's worker, at least once. The content and the recipient are deleted once it is sent.
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

    /// <summary>
    /// No attempt before this time: the time of the next attempt, or the end of the lease of the instance that is sending it.
    /// </summary>
    public DateTimeOffset AvailableAt { get; init; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was handed on.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the attempts ended without success; the row is kept for an operator.</summary>
    public DateTimeOffset? FailedAt { get; init; }
}

/// <summary>The mapping of the table <c>deliveries</c>.</summary>
internal static class DeliveryModel
{
    public static void ConfigureDeliveries(this ModelBuilder model) =>
        model.Entity<Delivery>(delivery =>
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
}
