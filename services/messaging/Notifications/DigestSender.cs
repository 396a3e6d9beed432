using System.Globalization;
using System.Net;
using System.Text;
using Community.Contracts.Identity;
using Community.Messaging.Data;
using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Localization;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>
/// Mails unread notifications to users who chose a digest, once a day or week. Identity owns the addresses and is asked when a digest is
/// due; a user without a verified address gets no mail. A digest is claimed and queued in one transaction, so that several instances, and a
/// crash, send one. In a user's quiet hours it waits for their end.
/// </summary>
internal sealed class DigestSender(
    IServiceScopeFactory scopes,
    NotificationReader notifications,
    OwnerClient owners,
    TimeProvider clock,
    ILogger<DigestSender> logger
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger)
{
    private const int MostShown = 20;
    private static readonly TimeSpan Again = TimeSpan.FromHours(1);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await SendOneAsync(cancellationToken)) { }
    }

    private async Task<bool> SendOneAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        var now = Clock.GetUtcNow();
        using var quiet = Quiet.Begin();
        if (await TakeAsync(db, now, cancellationToken) is not { } due)
        {
            return false;
        }

        if (await QuietHours.OfAsync(db, due.UserId, cancellationToken) is { } hours && hours.EndAfter(now) is { } end)
        {
            await db.Database.ExecuteSqlAsync(
                $"UPDATE digests SET next_at = {end} WHERE user_id = {due.UserId} AND next_at = {due.TakenUntil}",
                cancellationToken
            );
            return true;
        }

        // Identity is asked and the mail composed outside a transaction. If there is no address, or identity is away, the digest is tried
        // again in an hour, with the notifications that are unread then.
        if (
            await owners.FindAsync<MailAddressSnapshot>("identity", $"/internal/people/{due.UserId}/mail-address", cancellationToken) is
            { } address
        )
        {
            var unread = (await notifications.ListForMailAsync(due.UserId, due.Since, MostShown + 1, cancellationToken)).ConvertAll(
                notification => notification.View
            );
            var mail = await ComposeAsync(db, due, unread, address.Address, cancellationToken);
            await db.InTransactionAsync(() => SendAsync(db, due, mail, unread, now, cancellationToken));
        }

        return true;
    }

    /// <summary>Leases the most overdue digest for an hour: if this instance dies, another one takes over afterwards.</summary>
    private static async Task<Digest?> TakeAsync(MessagingDb db, DateTimeOffset now, CancellationToken cancellationToken) =>
        (
            await db
                .Database.SqlQuery<Digest>(
                    $"""
                    UPDATE digests SET next_at = {now + Again}
                    WHERE user_id = (SELECT user_id FROM digests WHERE next_at <= {now} ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING user_id, every, since, next_at AS taken_until
                    """
                )
                .ToListAsync(cancellationToken)
        ).SingleOrDefault();

    private static async Task SendAsync(
        MessagingDb db,
        Digest due,
        MailMessage? mail,
        List<NotificationView> unread,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // The next digest begins before this one: a notification may have been stamped before the reading and be committed after it.
        var since = now - DigestTimes.Overlap;
        // A user who has changed their preferences meanwhile has another time, and gets no mail now.
        var isStillDue =
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE digests SET next_at = {DigestTimes.NextAfter(due.Every, now)}, since = greatest(since, {since})
                WHERE user_id = {due.UserId} AND next_at = {due.TakenUntil}
                """,
                cancellationToken
            ) == 1;
        if (isStillDue && mail is not null)
        {
            var delivery = db.Deliver(mail);
            await db.Database.ExecuteSqlAsync(
                $"UPDATE digests SET delivery_id = {delivery.Id} WHERE user_id = {due.UserId}",
                cancellationToken
            );
            await db.SaveChangesAsync(cancellationToken);
            // With the time that was read: if it has happened again meanwhile, the next digest has it.
            Guid[] ids = [.. unread.Take(MostShown).Select(view => view.Id)];
            DateTimeOffset[] times = [.. unread.Take(MostShown).Select(view => view.UpdatedAt)];
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE notifications n SET mailed_at = sent.updated_at FROM unnest({ids}, {times}) AS sent (id, updated_at)
                WHERE n.id = sent.id
                """,
                cancellationToken
            );
        }
    }

    /// <summary>Null: there is no unread notification that the user wants by mail.</summary>
    private static async Task<MailMessage?> ComposeAsync(
        MessagingDb db,
        Digest due,
        List<NotificationView> unread,
        string address,
        CancellationToken cancellationToken
    )
    {
        if (unread.Count == 0)
        {
            return null;
        }

        var language = await db
            .Database.SqlQuery<string>($"""SELECT language AS "Value" FROM notification_languages WHERE user_id = {due.UserId}""")
            .SingleOrDefaultAsync(cancellationToken);
        var isArabic = language == TextLanguage.Arabic;
        var shown = unread.Take(MostShown).ToList();
        var number = unread.Count > MostShown ? MostShown : unread.Count;
        var subject = (unread.Count, isArabic) switch
        {
            (1, _) => shown[0].Title,
            (> MostShown, false) => string.Create(CultureInfo.InvariantCulture, $"More than {number} things you have not read"),
            (> MostShown, true) => string.Create(CultureInfo.InvariantCulture, $"أمور لم تقرأها (أكثر من {number})"),
            (_, false) => string.Create(CultureInfo.InvariantCulture, $"{number} things you have not read"),
            _ => string.Create(CultureInfo.InvariantCulture, $"أمور لم تقرأها ({number})"),
        };
        var more =
            unread.Count <= MostShown ? ""
            : isArabic ? "وغيرها. "
            : "And more. ";
        var end = isArabic
            ? "تصلك هذه الرسالة لأنك طلبتها. لإيقافها اجعل الملخص «none» في تفضيلات الإشعارات."
            : "You get this mail because you asked for it. To get none, set the digest to none in your notification preferences.";
        var text = new StringBuilder();
        foreach (var view in shown)
        {
            text.Append("- ").AppendLine(view.Text);
        }

        var html = string.Concat(shown.Select(view => $"<li>{WebUtility.HtmlEncode(view.Text)}</li>"));
        var direction = isArabic ? " dir=\"rtl\" lang=\"ar\"" : "";
        return new MailMessage(
            address,
            subject,
            $"{text}{more}\n\n{end}\n",
            $"<div{direction}><ul>{html}</ul><p>{more}</p><p><small>{end}</small></p></div>"
        );
    }

    private sealed record Digest(Guid UserId, string Every, DateTimeOffset Since, DateTimeOffset TakenUntil);
}
