using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Community.StripeSandbox.Payments;

namespace Community.StripeSandbox.Checkout;

/// <summary>The hosted page as HTML: no script, no asset, every text escaped.</summary>
internal static class HostedPage
{
    private const string Style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem;color:#1a1f36}
        table{width:100%;border-collapse:collapse}td,th{padding:.4rem 0;text-align:left;border-bottom:1px solid #ddd;vertical-align:top}
        td:last-child,th:last-child{text-align:right}label{display:block;margin-top:.8rem}
        input{font:inherit;width:100%;padding:.5rem;border:1px solid #697386;border-radius:4px;box-sizing:border-box}
        button{font:inherit;margin-top:1rem;padding:.6rem 1rem;border:0;border-radius:4px;background:#1f4fd8;color:#fff;width:100%}
        .error{border-left:4px solid #b3093c;padding-left:.8rem;color:#b3093c}small{color:#4f566b;display:block}
        """;

    private static readonly HtmlEncoder Html = HtmlEncoder.Default;
    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>
    /// The content security policy of a page: its own style, its own form, and the target of the redirect after a payment.
    /// </summary>
    /// <remarks>Browsers apply <c>form-action</c> also to the redirect that answers a form (CSP3, section 6.4.2).</remarks>
    public static string Policy(CheckoutSession? session) =>
        $"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'{OriginOf(session?.SuccessUrl)}";

    /// <summary>The form.</summary>
    public static string Render(CheckoutSession session, IReadOnlyList<PlannedLine> lines, Decline? decline)
    {
        var body = new StringBuilder();
        body.Append("<h1>")
            .Append(session.Mode == "subscription" ? "Subscribe" : "Pay")
            .Append(' ')
            .Append(Text(Money.Format(session.AmountTotal, session.Currency)))
            .Append("</h1>");
        if (decline is not null)
        {
            body.Append("<p class=\"error\" role=\"alert\" id=\"error\">")
                .Append(Text(decline.Message))
                .Append(" Nothing was charged. You can try again.</p>");
        }

        AppendLines(body, session, lines);
        foreach (var method in session.PaymentMethodTypes)
        {
            body.Append(method == "card" ? CardForm(session) : WalletForm(method));
        }

        if (session.CancelUrl is { } cancel)
        {
            body.Append("<p><a href=\"").Append(Text(cancel)).Append("\">Cancel and go back</a></p>");
        }

        body.Append("<p><small>This is a sandbox: no money moves, and only test cards work.</small></p>");
        return Page("Checkout", body.ToString());
    }

    /// <summary>A page with a message only.</summary>
    public static string Message(string title, string text) => Page(title, $"<h1>{Text(title)}</h1><p>{Text(text)}</p>");

    private static void AppendLines(StringBuilder body, CheckoutSession session, IReadOnlyList<PlannedLine> lines)
    {
        body.Append(
            "<table><caption>What you buy</caption><thead><tr><th scope=\"col\">Item</th><th scope=\"col\">Quantity</th><th scope=\"col\">Amount</th></tr></thead><tbody>"
        );
        foreach (var (item, details) in lines)
        {
            body.Append("<tr><td>").Append(Text(item.Description));
            if (details is not null)
            {
                body.Append("<small>").Append(Text(details)).Append("</small>");
            }

            body.Append("</td><td>").Append(item.Quantity).Append("</td><td>").Append(Text(Money.Format(item.AmountTotal, item.Currency)));
            if (item.Price.Recurring is { } recurring)
            {
                body.Append(" every ")
                    .Append(recurring.IntervalCount == 1 ? "" : $"{recurring.IntervalCount} ")
                    .Append(recurring.Interval)
                    .Append(recurring.IntervalCount == 1 ? "" : "s");
            }

            body.Append("</td></tr>");
        }

        body.Append("<tr><th scope=\"row\">Total due today</th><td></td><td>")
            .Append(Text(Money.Format(session.AmountTotal, session.Currency)))
            .Append("</td></tr></tbody></table>");
    }

    private static string CardForm(CheckoutSession session) =>
        $"""
            <form method="post"><h2>Card</h2>
            <label>Email<input name="email" type="email" autocomplete="email" value="{Text(session.CustomerEmail ?? "")}"></label>
            <label>Card number<input name="card_number" inputmode="numeric" autocomplete="cc-number" required></label>
            <label>Expiry (MM / YY)<input name="expiry" inputmode="numeric" autocomplete="cc-exp"></label>
            <label>Security code<input name="cvc" inputmode="numeric" autocomplete="cc-csc"></label>
            <label>Name on card<input name="name" autocomplete="cc-name"></label>
            <button type="submit">{(session.Mode == "subscription" ? "Subscribe" : "Pay")} {Text(
                Money.Format(session.AmountTotal, session.Currency)
            )}</button></form>
            """;

    private static string WalletForm(string method) =>
        $"""
            <form method="post"><h2>{(
                method == "alipay" ? "Alipay" : "WeChat Pay"
            )}</h2><input type="hidden" name="payment_method_type" value="{Text(method)}">
            <button type="submit" name="outcome" value="authorize">Authorize test payment</button>
            <button type="submit" name="outcome" value="fail">Fail test payment</button></form>
            """;

    private static string Page(string title, string body) =>
        $"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{Text(
                title
            )}</title><style>{Style}</style></head>
            <body><main>{body}</main></body></html>
            """;

    private static string Text(string text) => Html.Encode(text);

    private static string OriginOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? $" {parsed.Scheme}://{parsed.Authority}" : "";
}
