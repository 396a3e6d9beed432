using Community.Events.Registrations;
using Community.ServiceDefaults.Lifetime;

namespace Community.Events.Mails;

/// <summary>Something to write to somebody about a registration. Committed with the change that it is about; mailed soon after.</summary>
internal sealed class MailNotice
{
    public required Guid Id { get; init; }

    /// <summary>To whom.</summary>
    public required Guid UserId { get; init; }

    public required Guid EventId { get; init; }

    public required Guid RegistrationId { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="MailLanguage"/>.</summary>
    public required string Language { get; init; }

    /// <summary>Why a registration ended, as <see cref="Registration.EndReason"/>, or <c>seat_given_away</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>What goes back, in minor units of <see cref="RefundCurrency"/>; 0: nothing of what was paid; null: nothing was paid.</summary>
    public long? RefundAmount { get; init; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? RefundCurrency { get; init; }

    /// <summary>The start before a change.</summary>
    public DateTimeOffset? WasStartsAt { get; init; }

    /// <summary>The end before a change.</summary>
    public DateTimeOffset? WasEndsAt { get; init; }

    /// <summary>The place before a change, in one line; null: it had none.</summary>
    public string? WasPlace { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not tried before.</summary>
    public required DateTimeOffset NextAt { get; set; }

    public int Attempts { get; set; }

    /// <summary>The mail that it became.</summary>
    public Guid? DeliveryId { get; set; }

    /// <summary>When it became a mail, or was found to need none.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    public static MailNotice About(Registration registration, string kind, DateTimeOffset now, string? reason = null, long? refund = null) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = registration.UserId,
        EventId = registration.EventId,
        RegistrationId = registration.Id,
        Kind = kind,
        Language = registration.Language ?? MailLanguage.English,
        Reason = reason,
        RefundAmount = refund,
        RefundCurrency = refund is null ? null : registration.PaidCurrency,
        CreatedAt = now,
        NextAt = now,
    };
}

/// <summary>Values of <see cref="MailNotice.Kind"/>.</summary>
internal static class MailKind
{
    /// <summary>A registration is confirmed.</summary>
    public const string Ticket = "ticket";

    /// <summary>A seat became free for the first in line, and has to be paid.</summary>
    public const string Offer = "offer";

    /// <summary>A registration ended.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The event has another time or place.</summary>
    public const string Changed = "changed";
}

/// <summary>The languages that mails are written in.</summary>
internal static class MailLanguage
{
    public const string English = "en";
    public const string Arabic = "ar";

    /// <summary>Whichever of ours the client likes best; null: it asks for none of them.</summary>
    public static string? Of(HttpRequest request) => request.GetTypedHeaders().AcceptLanguage
        .Where(language => language.Quality is not 0)
        .OrderByDescending(language => language.Quality ?? 1)
        .Select(language => language.Value.Value?.Split('-')[0].ToLowerInvariant())
        .FirstOrDefault(language => language is English or Arabic);
}

/// <summary>Wakes the sender of this process after a commit with notices.</summary>
internal sealed class MailSignal : WakeSignal;
