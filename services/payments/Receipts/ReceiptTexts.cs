using System.Globalization;
using Community.Money;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Platform.Http.Localization;
using Community.Platform.Mail;

namespace Community.Payments.Receipts;

/// <summary>The texts of receipts, in English and Arabic. Times are in UTC.</summary>
internal sealed class ReceiptTexts(Order order, Payment payment, string language)
{
    private readonly CultureInfo _culture = CultureInfo.GetCultureInfo(language == TextLanguage.Arabic ? "ar-AE" : "en-GB");

    public MailDraft Payment() =>
        New(
            Say("Receipt", "إيصال"),
            Say("We have received your payment. Thank you.", "استلمنا دفعتك. شكرًا لك."),
            Details(payment.Amount, payment.SucceededAt ?? payment.CreatedAt)
        );

    public MailDraft Refund(Refund refund) =>
        New(
            Say("Refund", "استرداد"),
            refund.Reason == "paid_twice"
                ? Say(
                    $"Your order was already paid, so this second payment of {Amount(refund.Amount)} is refunded to you.",
                    $"كان طلبك مدفوعًا من قبل، لذلك تُعاد إليك هذه الدفعة الثانية وقدرها {Amount(refund.Amount)}."
                )
                : Say($"{Amount(refund.Amount)} of your payment is refunded to you.", $"يُعاد إليك {Amount(refund.Amount)} من دفعتك."),
            How(refund),
            Details(refund.Amount, refund.FinishedAt ?? refund.CreatedAt)
        );

    private string How(Refund refund) =>
        (refund.SettledAs, payment.Method) switch
        {
            (RefundWay.Credits, _) => Say("You took it as credits. They are in your wallet.", "اخترت استلامه رصيدًا، وهو الآن في محفظتك."),
            (RefundWay.PaidOut, _) => Say(
                "It was paid out to you in another way, as our support agreed with you.",
                "دُفع إليك بطريقة أخرى كما اتفق معك فريق الدعم."
            ),
            (_, PaymentMethods.Credits) => Say("The credits are in your wallet again.", "عاد الرصيد إلى محفظتك."),
            (_, PaymentMethods.Alipay) => Say("It goes to the Alipay account that you paid with.", "يُعاد إلى حساب Alipay الذي دفعت به."),
            (_, PaymentMethods.WeChatPay) => Say(
                "It goes to the WeChat Pay account that you paid with.",
                "يُعاد إلى حساب WeChat Pay الذي دفعت به."
            ),
            _ => Say(
                "It goes to the card that you paid with. Your bank may need up to 10 days to show it.",
                "يُعاد إلى البطاقة التي دفعت بها. قد يحتاج مصرفك إلى 10 أيام حتى يظهر المبلغ."
            ),
        };

    private string Details(long amount, DateTimeOffset at) =>
        Say(
            $"For: {order.Description}\nAmount: {Amount(amount)}\nPaid by: {Method()}\nDate: {Date(at)}\nOrder: {order.Id}",
            $"مقابل: {order.Description}\nالمبلغ: {Amount(amount)}\nطريقة الدفع: {Method()}\nالتاريخ: {Date(at)}\nرقم الطلب: {order.Id}"
        );

    private string Method() =>
        payment.Method switch
        {
            PaymentMethods.Credits => Say("credits", "رصيد"),
            PaymentMethods.Alipay => "Alipay",
            PaymentMethods.WeChatPay => "WeChat Pay",
            _ => Say("card", "بطاقة"),
        };

    private string Amount(long amount) =>
        payment.Currency == Accounts.Credits ? Say($"{amount} credits", $"{amount} رصيد") : Currencies.Format(amount, payment.Currency);

    private string Date(DateTimeOffset at) => string.Create(_culture, $"{at.UtcDateTime:d MMMM yyyy, HH:mm} (UTC)");

    private string Say(string english, string arabic) => language == TextLanguage.Arabic ? arabic : english;

    private MailDraft New(string about, params IReadOnlyList<string> paragraphs) =>
        new($"{about}: {order.Description}", paragraphs, language);
}
