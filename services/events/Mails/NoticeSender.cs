using Community.Events.Data;
using Community.Platform.Access.Fleet;
using Community.Platform.Mail;

namespace Community.Events.Mails;

/// <summary>Mails notices about registrations.</summary>
internal sealed class NoticeSender(
    IServiceScopeFactory scopes,
    OwnerClient owners,
    NoticeWriter writer,
    MailSignal signal,
    TimeProvider clock,
    ILogger<NoticeSender> logger
) : NoticeSender<EventsDb, MailNotice>(scopes, owners, signal, clock, logger)
{
    protected override Task<MailMessage?> ComposeAsync(
        EventsDb db,
        MailNotice notice,
        string address,
        CancellationToken cancellationToken
    ) => writer.ComposeAsync(db, notice, address, cancellationToken);
}
