using Community.Events.Data;
using Community.Events.Discovery;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tickets;
using Community.Platform.Access.Fleet;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;
using QRCoder;

namespace Community.Events.Mails;

/// <summary>Writes a queued mail from the current state of the event and the registration.</summary>
internal sealed class EventMailComposer(
    IServiceScopeFactory scopes,
    OwnerClient owners,
    TicketKeyRing keys,
    MailSignal signal,
    TimeProvider clock,
    ILogger<EventMailComposer> logger
) : MailComposer<EventsDb, EventMail>(scopes, owners, signal, clock, logger)
{
    private const int PixelsPerModule = 6;

    /// <summary>Null: the mail no longer applies, for example because the ticket was cancelled within the second.</summary>
    protected override async Task<MailMessage?> ComposeAsync(
        EventsDb db,
        EventMail queued,
        string address,
        CancellationToken cancellationToken
    )
    {
        var now = Clock.GetUtcNow();
        var registration = await db
            .Registrations.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == queued.RegistrationId, cancellationToken);
        var communityEvent = await db.Events.AsNoTracking().SingleOrDefaultAsync(e => e.Id == queued.EventId, cancellationToken);
        if (registration is null || communityEvent is null || registration.UserId != queued.UserId)
        {
            return null;
        }

        var refund = await db.RefundAsync(registration, now);
        var texts = new EventMailTexts(queued, communityEvent, registration, refund, now);
        return queued.Kind switch
        {
            MailKind.Ticket when registration.Status is RegistrationStatus.Confirmed => Ticket(
                address,
                texts,
                communityEvent,
                registration
            ),
            MailKind.Offer when registration.Status is RegistrationStatus.Pending && registration.HoldExpiresAt > now => texts
                .Offer()
                .To(address),
            MailKind.Cancelled when !registration.IsActive || queued.Reason == EventMailTexts.SeatGivenAway => texts
                .Cancelled()
                .To(address, communityEvent.Status == EventStatus.Cancelled ? [Calendar(communityEvent)] : []),
            MailKind.Changed when registration.IsActive && communityEvent.Status == EventStatus.Published && !texts.IsAsBefore() => texts
                .Changed()
                .To(address, Calendar(communityEvent)),
            MailKind.Announced
                when registration.IsActive
                    && communityEvent is { Status: EventStatus.Published, RemovedAt: null }
                    && await db.Announcements.AsNoTracking().SingleOrDefaultAsync(a => a.Id == queued.AnnouncementId, cancellationToken)
                        is { } announcement => texts.Announced(announcement.Text).To(address),
            _ => null,
        };
    }

    private MailMessage Ticket(string address, EventMailTexts texts, CommunityEvent communityEvent, Registration registration)
    {
        var payload = keys.Sign(new TicketPayload(communityEvent.Id, registration.Id, registration.TicketCode!));
        using var data = QRCodeGenerator.GenerateQrCode(payload, QRCodeGenerator.ECCLevel.Q);
        using var drawing = new PngByteQRCode(data);
        var code = new MailAttachment("ticket.png", "image/png", drawing.GetGraphic(PixelsPerModule), $"{registration.Id:N}@ticket");
        return texts.Ticket().To(address, code, Calendar(communityEvent));
    }

    private static MailAttachment Calendar(CommunityEvent communityEvent) =>
        new("event.ics", "text/calendar; charset=utf-8; method=PUBLISH", EventCalendar.Of(communityEvent));
}
