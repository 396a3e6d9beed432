using Community.Events.Data;
using Community.Platform.Mail;

namespace Community.Events.Mails;

/// <summary>Mails about registrations: tickets, offers, cancellations, and changes of the event.</summary>
internal static class MailsFeature
{
    public static WebApplicationBuilder AddMails(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<NoticeWriter>();
        return builder.AddMailNotices<EventsDb, NoticeSender>();
    }
}
