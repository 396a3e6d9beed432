using System.Globalization;
using Community.Messaging.Channels;

namespace Community.Messaging.Notifications;

/// <summary>
/// The texts of notifications, in Arabic. Sentences need neither the gender of a person nor the number of a noun: names are in quotation
/// marks, and counts in brackets.
/// </summary>
internal static class ArabicText
{
    private static readonly string[] Months =
    [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "مايو",
        "يونيو",
        "يوليو",
        "أغسطس",
        "سبتمبر",
        "أكتوبر",
        "نوفمبر",
        "ديسمبر",
    ];

    /// <summary>The title and the sentence.</summary>
    public static (string Title, string Text) Of(NotificationParts parts)
    {
        var (who, count, at) = (Who(parts.Actor, parts.Actors), Count(parts.Count), At(parts));
        return parts.Kind switch
        {
            NotificationKind.ConnectionRequest => ("طلب تواصل", $"طلب تواصل جديد من {who}."),
            NotificationKind.ConnectionAccepted => ("تم التواصل", $"تم قبول طلبك من {who}."),
            NotificationKind.Follow => ("متابعة جديدة", $"متابعة جديدة لك من {who}."),
            NotificationKind.Message => (
                parts.Count > 1 ? "رسائل جديدة" : "رسالة جديدة",
                $"{(parts.Count > 1 ? "رسائل جديدة" : "رسالة جديدة")}{count} من {who}{(at.Length == 0 ? " إليك" : at)}."
            ),
            NotificationKind.Mention => ("تمت الإشارة إليك", $"تمت الإشارة إليك من {who}{at}."),
            NotificationKind.Reply => (
                parts.Count > 1 ? "ردود جديدة" : "رد جديد",
                $"{(parts.Count > 1 ? "ردود جديدة" : "رد جديد")}{count} عليك من {who}{at}."
            ),
            NotificationKind.MissedCall => (
                parts.Count > 1 ? "مكالمات فائتة" : "مكالمة فائتة",
                $"{(parts.Count > 1 ? "مكالمات فائتة" : "مكالمة فائتة")}{count} من {who}{at}."
            ),
            NotificationKind.Rsvp => Rsvp(parts, who, Event(parts.Place)),
            NotificationKind.Waitlist when parts.Detail == "offered" => (
                "يوجد مقعد شاغر",
                $"مقعد في {Event(parts.Place)} محجوز لك. ادفع قبل انتهاء العرض ليصبح لك."
            ),
            NotificationKind.Waitlist => (
                "أنت في قائمة الانتظار",
                $"اكتمل العدد في {Event(parts.Place)}. لك مكان في قائمة الانتظار، وتتقدم فيها تلقائيًا."
            ),
            NotificationKind.Invitation => ("دعوة", $"دعوة من {who} إلى {Quoted(parts.Place ?? parts.Detail) ?? "شيء جديد"}."),
            NotificationKind.JoinRequest => ("طلب انضمام", $"طلب انضمام إلى {Community(parts.Place)} من {who}."),
            NotificationKind.JoinAnswer => JoinAnswer(parts.Detail ?? ""),
            NotificationKind.Role => Role(parts.Facts, Community(parts.Place)),
            NotificationKind.Webhook => Webhook(parts.Detail, parts.Facts),
            NotificationKind.Announcement => (parts.Place ?? "رسالة من المنظّم", $"رسالة من {who}: «{parts.Facts.Said}»"),
            NotificationKind.Opportunity => ("من أجلك", parts.Facts.ArabicDetail ?? parts.Detail ?? "وجدنا شيئًا قد يهمك."),
            NotificationKind.Payment => Payment(parts.Detail, parts.Facts),
            NotificationKind.Moderation => parts.Facts.Bot is { } bot
                ? BotModeration(parts.Detail, Quoted(bot)!)
                : Moderation(parts.Detail),
            NotificationKind.Course => ("اكتملت الدورة", "أنهيت دورة. أحسنت!"),
            NotificationKind.Badge => ("شارة جديدة", $"حصلت على الشارة {Quoted(parts.Facts.ArabicDetail ?? parts.Detail)}."),
            _ => (parts.Kind, ""),
        };
    }

    private static (string, string) Webhook(string? detail, NotificationFacts facts) =>
        detail switch
        {
            "switched_off" => ("أُوقف خطاف ويب", $"فشل خطاف الويب إلى {Quoted(facts.Thing)} منذ أيام، لذلك أُوقف. أصلحه ثم شغّله من جديد."),
            "taken_back" => (
                "أُوقف خطاف ويب",
                $"أُعدّ خطاف الويب إلى {Quoted(facts.Thing)} قبيل استعادة حساب من شخص غريب، لذلك أُوقف. شغّله من جديد إن كان لك."
            ),
            _ => ("خطاف ويب لا يعمل", $"لم يصل حدث إلى خطاف الويب {Quoted(facts.Thing)} خلال ثلاثة أيام. سجله يبيّن السبب."),
        };

    private static string At(NotificationParts parts) =>
        parts switch
        {
            { ChannelKind: ChannelKind.EventChat, Place: { } place } => $" في محادثة الفعالية {Quoted(place)}",
            { ChannelKind: ChannelKind.EventChat } => " في محادثة فعالية",
            { Place: { } place } => $" في {Quoted(place)}",
            { ChannelKind: ChannelKind.Thread } => " في موضوع",
            _ => "",
        };

    private static (string, string) JoinAnswer(string detail) =>
        detail.Split(' ', 2) is ["accepted", var name]
            ? ("تم قبول انضمامك", $"أصبحت عضوًا في {Quoted(name)}.")
            : (
                "لم يُقبل الطلب",
                $"لم يُقبل طلب انضمامك إلى {Quoted(detail[(detail.IndexOf(' ', StringComparison.Ordinal) + 1)..])} هذه المرة."
            );

    private static (string, string) Rsvp(NotificationParts parts, string who, string place) =>
        parts.Detail switch
        {
            "confirmed" => ("تأكد حضورك", $"تم تأكيد مقعدك في {place}."),
            "cancelled" => ("أُلغي التسجيل", $"أُلغي تسجيلك في {place}.{ComesBack(parts.Facts)}"),
            "event_cancelled" => ("أُلغيت الفعالية", $"لن تقام {place}.{Because(parts.CancelReason)}{ComesBack(parts.Facts)}"),
            "changed" => ("تغيّرت الفعالية", Changed(parts.Facts, place)),
            "expired" => ("انتهى حجز مقعدك", $"كان مقعد في {place} محجوزًا لك، ولم يُدفع ثمنه في الوقت المحدد."),
            _ => ("تسجيل جديد", $"تسجيل جديد في {place} من {who}."),
        };

    private static string ComesBack(NotificationFacts facts) => facts.IsRefunded ? " سيعود إليك ما دفعته تلقائيًا." : "";

    private static string Because(string? reason) => string.IsNullOrWhiteSpace(reason) ? "" : $" يقول المنظّم: {Quoted(reason.Trim())}";

    private static string Changed(NotificationFacts facts, string place)
    {
        var text = "";
        if (facts is { Start: { } start, FormerStart: { } formerStart } && start != formerStart)
        {
            text += $" تبدأ في {Time(start, facts)} بدلًا من {Time(formerStart, facts)}.";
        }

        if (facts is { End: { } end, FormerEnd: { } formerEnd } && end != formerEnd && text.Length == 0)
        {
            text += $" تنتهي في {Time(end, facts)} بدلًا من {Time(formerEnd, facts)}.";
        }

        if (facts.IsElsewhere)
        {
            text += facts switch
            {
                { Venue: { } venue, FormerVenue: { } former } when venue != former =>
                    $" تقام في {Quoted(venue)} بدلًا من {Quoted(former)}.",
                { Venue: { } venue, FormerVenue: null } => $" تقام في {Quoted(venue)}.",
                { Venue: { } venue } => $" تغيّر الموقع على الخريطة: {Quoted(venue)}.",
                { FormerVenue: { } former } => $" لن تقام في {Quoted(former)}، ولم يُعرف المكان الجديد بعد.",
                _ => " تغيّر الموقع على الخريطة.",
            };
        }

        return text.Length == 0 ? $"تغيّرت {place}: راجع الموعد والمكان." : $"تغيّرت {place}.{text}";
    }

    private static string Time(DateTimeOffset time, NotificationFacts facts) => NotificationValues.Time(time, facts.TimeZone, Months);

    private static (string, string) Role(NotificationFacts facts, string place) =>
        facts switch
        {
            { Role: { } role } => ("تغيّر دورك", $"دورك في {place} الآن: {Name(role)}."),
            { Gained: [_, ..] gained, Lost: [_, ..] lost } => (
                "تغيّر دورك",
                $"مُنح حسابك الدور: {Names(gained)}، وسُحب منه الدور: {Names(lost)}. سجّل الدخول من جديد."
            ),
            { Gained: [_, ..] gained } => ("تغيّر دورك", $"مُنح حسابك الدور: {Names(gained)}."),
            { Lost: [_, ..] lost } => ("تغيّر دورك", $"سُحب من حسابك الدور: {Names(lost)}. سجّل الدخول من جديد."),
            _ => ("تغيّر دورك", "تغيّر دور حسابك."),
        };

    private static string Names(IEnumerable<string> roles) => string.Join("، ", roles.Select(Name));

    private static string Name(string role) =>
        role switch
        {
            "owner" => "مالك",
            "moderator" => "مشرف",
            "member" => "عضو",
            "organizer" => "منظّم",
            "admin" => "مدير",
            "attendee" => "مشارك",
            _ => role,
        };

    private static (string, string) Payment(string? detail, NotificationFacts facts)
    {
        var amount = facts.Amount("رصيد") is { } sum ? $" بقيمة {sum}" : "";
        var forIt = facts.Thing is { } thing ? $" مقابل {Quoted(thing)}" : "";
        return detail switch
        {
            "paid" => ("وصلت الدفعة", $"شكرًا لك، وصلت دفعتك{amount}{forIt}."),
            "failed" => ("لم تنجح الدفعة", $"لم تنجح دفعة{amount}{forIt}. يمكنك المحاولة من جديد ما دام العرض قائمًا."),
            "refunded" => ("عاد المال إليك", $"أُعيدت إليك دفعة{amount}{forIt}."),
            "referral" => ("مكافأة الإحالة", "دفع شخص أحلته لأول مرة: رصيدك في محفظتك."),
            _ => ("خطتك", $"خطتك الآن: {(detail ?? "تغيّرت").Replace('_', ' ')}."),
        };
    }

    private static (string, string) Moderation(string? detail) =>
        detail switch
        {
            "warning" => ("تحذير", "يحذّرك المشرفون من أمر قمت به. يمكنك الاعتراض."),
            "mute" => ("أُوقفت عن الكتابة", "أوقف المشرفون حسابك عن الكتابة مدة من الوقت. يمكنك الاعتراض."),
            "suspension" => ("عُلّق حسابك", "علّق المشرفون حسابك."),
            "removed" => ("أُزيل محتوى", "أزال المشرفون محتوى لك. يمكنك الاعتراض."),
            "restored" => ("عاد إلى الظهور", "راجع المشرفون محتوى لك، ويمكن للآخرين رؤيته."),
            "lifted" => ("انتهى الإجراء", "انتهى إجراء اتخذه المشرفون بحق حسابك."),
            _ => ("الإشراف", "اتخذ المشرفون قرارًا بشأن محتوى لك."),
        };

    private static (string, string) BotModeration(string? detail, string bot) =>
        detail switch
        {
            "warning" => ($"تحذير بشأن {bot}", $"يحذّرك المشرفون من أمر قام به روبوتك {bot}."),
            "mute" => ($"أُوقف {bot} عن الكتابة", $"أوقف المشرفون روبوتك {bot} عن الكتابة مدة من الوقت."),
            "suspension" => ($"عُلّق {bot}", $"علّق المشرفون روبوتك {bot}، وانتهت رموزه."),
            "removed" => ("أُزيل محتوى", $"أزال المشرفون محتوى لروبوتك {bot}."),
            "restored" => ("عاد إلى الظهور", $"راجع المشرفون محتوى لروبوتك {bot}، ويمكن للآخرين رؤيته."),
            "lifted" => ("انتهى الإجراء", $"انتهى إجراء اتخذه المشرفون بحق روبوتك {bot}."),
            _ => ("الإشراف", $"اتخذ المشرفون قرارًا بشأن روبوتك {bot}."),
        };

    private static string Event(string? place) => place is null ? "الفعالية" : $"الفعالية {Quoted(place)}";

    private static string Community(string? place) => place is null ? "مجتمعك" : $"المجتمع {Quoted(place)}";

    private static string? Quoted(string? name) => name is null ? null : $"«{name}»";

    private static string Who(string? actor, int actors) =>
        (actor is null ? "شخص ما" : Quoted(actor))
        + actors switch
        {
            <= 1 => "",
            2 => " وشخص آخر",
            _ => string.Create(CultureInfo.InvariantCulture, $" وآخرين ({actors - 1})"),
        };

    private static string Count(int count) => count > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({count})") : "";
}
