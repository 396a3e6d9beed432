using Community.Events.Data;
using Community.Platform.Mail;

namespace Community.Events.Mails;

/// <summary>Mails about registrations.</summary>
internal static class MailsFeature
{
    public static WebApplicationBuilder AddMails(this WebApplicationBuilder builder) =>
        builder.AddQueuedMails<EventsDb, EventMailComposer>();
}
