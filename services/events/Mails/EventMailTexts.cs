using System.Globalization;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Money;
using Community.Platform.Http.Localization;
using Community.Platform.Mail;

namespace Community.Events.Mails;

/// <summary>The texts of mails about registrations, in English and Arabic. Times are in the event's zone.</summary>
internal sealed class EventMailTexts(EventMail queued, CommunityEvent e, Registration registration, RefundOffer refund, DateTimeOffset now)
{
    /// <summary>A payment arrived after the seat had been given to another registration.</summary>
    public const string SeatGivenAway = "seat_given_away";

    private const string Credits = "credits";
    private readonly TimeZoneInfo _zone = TimeZoneInfo.FindSystemTimeZoneById(e.TimeZone);
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(queued.Language == TextLanguage.Arabic ? "ar-AE" : "en-GB");

    private bool IsArabic => queued.Language == TextLanguage.Arabic;

    public MailDraft Ticket() =>
        New(
            Say("Your ticket", "تذكرتك"),
            [
                Say($"You have a seat at {e.Name}.", $"لديك مقعد في {e.Name}."),
                .. WhenAndWhere(),
                Say($"Ticket: {registration.TicketCode}", $"التذكرة: {registration.TicketCode}"),
                Say(
                    "Show the QR code at the door, or say the code. The calendar entry is attached.",
                    "اعرض رمز QR عند الباب أو اذكر رمز التذكرة. موعد التقويم مرفق."
                ),
                .. RefundRight(),
            ],
            hasCode: true
        );

    public MailDraft Offer() =>
        New(
            Say("A seat is free", "مقعد متاح لك"),
            [
                Say($"A seat at {e.Name} is free for you.", $"أصبح لك مقعد في {e.Name} إن رغبت."),
                .. WhenAndWhere(),
                Say(
                    $"It is held for you until {At(registration.HoldExpiresAt!.Value)}. Open the event in Community and pay {Price()}by then. After that, it is offered to the next person on the waitlist.",
                    $"المقعد محجوز لك حتى {At(registration.HoldExpiresAt!.Value)}. افتح الفعالية في Community وادفع {Price()} قبل ذلك، وإلا ذهب المقعد إلى التالي في قائمة الانتظار."
                ),
            ]
        );

    public MailDraft Cancelled() =>
        New(
            Say("Cancelled", "أُلغي"),
            [
                queued.Reason switch
                {
                    "event_cancelled" => Say($"{e.Name} will not take place.", $"لن تقام فعالية {e.Name}."),
                    "by_organizer" => Say(
                        $"The organizer has cancelled your registration for {e.Name}.",
                        $"ألغى المنظّم تسجيلك في {e.Name}."
                    ),
                    "refunded" => Say(
                        $"Your payment for {e.Name} was refunded, and your registration has ended.",
                        $"أُعيد المبلغ الذي دفعته مقابل {e.Name} وانتهى تسجيلك."
                    ),
                    SeatGivenAway => Say(
                        $"Your payment for {e.Name} arrived after your seat had gone to another person.",
                        $"وصلت دفعتك مقابل {e.Name} بعد أن ذهب مقعدك إلى شخص آخر."
                    ),
                    _ => Say($"You have cancelled your registration for {e.Name}.", $"لقد ألغيت تسجيلك في {e.Name}."),
                },
                .. queued.Reason == "event_cancelled" && e.CancelReason is { } reason
                    ? [Say($"The organizer writes: {reason}", $"كتب المنظّم: {reason}")]
                    : Array.Empty<string>(),
                .. WhenAndWhere(),
                .. RefundOfEnded(),
            ]
        );

    /// <summary>Whether a change was taken back before its mail was written.</summary>
    public bool IsAsBefore() => Before() == Span(e.StartsAt, e.EndsAt) && queued.WasPlace == PlaceOf(e);

    public MailDraft Changed()
    {
        var (was, isNow) = (Before(), Span(e.StartsAt, e.EndsAt));
        var place = PlaceOf(e);
        return New(
            Say("Changed", "تغيير"),
            [
                Say($"{e.Name} has changed.", $"تغيّرت فعالية {e.Name}."),
                was == isNow
                    ? Say($"When: {isNow}", $"الموعد: {isNow}")
                    : Say($"When: {isNow}\nBefore: {was}", $"الموعد الجديد: {isNow}\nالموعد السابق: {was}"),
                .. place == queued.WasPlace
                    ? Place(place)
                    :
                    [
                        Say(
                            $"Where: {place ?? "not announced yet"}\nBefore: {queued.WasPlace ?? "not announced"}",
                            $"المكان الجديد: {place ?? "لم يُحدَّد بعد"}\nالمكان السابق: {queued.WasPlace ?? "لم يكن محدَّدًا"}"
                        ),
                    ],
                Say("Your registration stays. The new calendar entry is attached.", "يبقى تسجيلك قائمًا. موعد التقويم الجديد مرفق."),
                .. RefundRight(),
            ]
        );
    }

    public MailDraft Announced(string text) =>
        New(
            Say("Message", "رسالة"),
            [
                Say($"The organizer of {e.Name} writes:", $"كتب منظّم {e.Name}:"),
                text,
                .. WhenAndWhere(),
                Say(
                    "You get this mail because you have a seat. Your notification preferences in Community turn such mails off.",
                    "تصلك هذه الرسالة لأن لديك مقعدًا. يمكنك إيقاف مثلها في تفضيلات الإشعارات في Community."
                ),
            ]
        );

    /// <summary>The place in one line; null: no place is known.</summary>
    public static string? PlaceOf(CommunityEvent e)
    {
        string[] parts = [.. new[] { e.LocationName, e.LocationAddress, e.LocationCity, e.LocationCountry }.OfType<string>()];
        return parts.Length > 0 ? string.Join(", ", parts) : null;
    }

    private string Before() => Span(queued.WasStartsAt ?? e.StartsAt, queued.WasEndsAt ?? e.EndsAt);

    private string Say(string english, string arabic) => IsArabic ? arabic : english;

    private MailDraft New(string about, IReadOnlyList<string> paragraphs, bool hasCode = false) =>
        new($"{about}: {e.Name}", paragraphs, queued.Language, hasCode);

    private IEnumerable<string> WhenAndWhere() =>
        [Say($"When: {Span(e.StartsAt, e.EndsAt)}", $"الموعد: {Span(e.StartsAt, e.EndsAt)}"), .. Place(PlaceOf(e))];

    private string[] Place(string? place) => place is null ? [] : [Say($"Where: {place}", $"المكان: {place}")];

    /// <summary>The refund that a cancellation would give now, for a paid seat.</summary>
    private string[] RefundRight() =>
        refund switch
        {
            { Until: { } until } when until >= now && Amount(refund.Cents ?? refund.Credits, registration.PaidCurrency) is { } amount =>
            [
                Say($"If you cancel until {At(until)}, {amount} is refunded to you.", $"إذا ألغيت قبل {At(until)} يُعاد إليك {amount}."),
            ],
            _ => [],
        };

    private string[] RefundOfEnded() =>
        queued.RefundAmount switch
        {
            null => [],
            0 =>
            [
                Say(
                    "The time to cancel with a refund was over, so nothing is refunded.",
                    "انتهت مهلة الإلغاء مع استرداد المبلغ، لذلك لا يُعاد شيء."
                ),
            ],
            var amount =>
            [
                Say($"{Amount(amount, queued.RefundCurrency)} is refunded to you.", $"يُعاد إليك {Amount(amount, queued.RefundCurrency)}."),
            ],
        };

    private string Price() =>
        Amount(registration.AmountCents, registration.Currency)
        + (registration.PriceCredits is { } credits ? Say($" or {Amount(credits, Credits)}", $" أو {Amount(credits, Credits)}") : "");

    private string? Amount(long? amount, string? currency) =>
        amount is null or 0 || currency is null ? null
        : currency == Credits ? Say($"{amount} credits", $"{amount} رصيد")
        : Currencies.Format(amount.Value, currency);

    private string Span(DateTimeOffset start, DateTimeOffset end)
    {
        var (from, until) = (TimeZoneInfo.ConvertTime(start, _zone), TimeZoneInfo.ConvertTime(end, _zone));
        return from.Date == until.Date
            ? string.Create(_culture, $"{from:dddd d MMMM yyyy, HH:mm} – {until:HH:mm} ({e.TimeZone})")
            : string.Create(_culture, $"{from:dddd d MMMM yyyy, HH:mm} – {until:dddd d MMMM yyyy, HH:mm} ({e.TimeZone})");
    }

    private string At(DateTimeOffset time) =>
        string.Create(_culture, $"{TimeZoneInfo.ConvertTime(time, _zone):dddd d MMMM yyyy, HH:mm} ({e.TimeZone})");
}
