using Community.StripeSandbox.Customers;
using Community.StripeSandbox.Payments;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Checkout;

/// <summary>Creates a session from a request, by Stripe's rules (https://docs.stripe.com/api/checkout/sessions/create).</summary>
internal static class CheckoutRequest
{
    private const long HalfAnHour = 30 * 60;
    private const long Day = 24 * 60 * 60;
    private static readonly string[] PaymentMethods = ["card", "alipay", "wechat_pay"];

    // Parameters that only change the look of the real page, or switch off features that the sandbox does not have.
    private static readonly string[] Ignored =
    [
        "locale",
        "submit_type",
        "billing_address_collection",
        "allow_promotion_codes",
        "automatic_tax",
        "phone_number_collection",
        "consent_collection",
        "custom_text",
        "payment_method_collection",
        "tax_id_collection",
        "customer_update",
        "invoice_creation",
        "after_expiration",
        "adaptive_pricing",
        "branding_settings",
        "name_collection",
        "saved_payment_method_options",
        "origin_context",
    ];

    /// <summary>Creates a session.</summary>
    public static CheckoutSession Create(StripeCall call)
    {
        var (state, sent) = (call.State, call.Parameters);
        sent.Ignore(Ignored);
        sent.OneOf("ui_mode", "hosted", "hosted_page");
        var mode = sent.OneOf("mode", "payment", "subscription") ?? throw sent.Required("mode");
        var lines = LineItems.Read(state, sent, mode);
        var currency = LineItems.CurrencyOf(lines);
        var total = lines.Sum(static line => line.Item.AmountTotal);
        Money.CheckTotal(total, currency);
        var methods = ReadMethods(sent, mode, currency);
        var customer = sent.Text("customer") is { } named ? CustomerEndpoints.Named(state, named) : null;
        var email = CustomerEndpoints.CheckEmail(sent.Text("customer_email", 800), "customer_email");
        if (customer is not null && email is not null)
        {
            throw StripeException.Invalid("You may only specify one of these parameters: customer, customer_email.", "customer");
        }

        var id = "cs_test_" + Ids.New("a1", 56).Replace("_", "", StringComparison.Ordinal);
        var session = new CheckoutSession
        {
            Id = id,
            Created = state.Timestamp,
            AmountSubtotal = total,
            AmountTotal = total,
            CancelUrl = ReadUrl(sent, "cancel_url"),
            ClientReferenceId = sent.Text("client_reference_id", 200),
            Currency = currency,
            Customer = customer?.Id,
            CustomerCreation = ReadCustomerCreation(sent, mode, customer),
            CustomerEmail = email,
            ExpiresAt = ReadExpiry(state, sent),
            Metadata = sent.Metadata(),
            Mode = mode,
            PaymentMethodOptions = ReadMethodOptions(sent, methods),
            PaymentMethodTypes = methods,
            SuccessUrl = ReadUrl(sent, "success_url") ?? throw sent.Required("success_url"),
            Url = $"{call.PublicUrl}/c/pay/{id}",
        };
        state.Put(ReadPlan(sent, session, lines));
        sent.RefuseUnknown();
        return state.Put(session);
    }

    private static SessionPlan ReadPlan(Parameters sent, CheckoutSession session, IReadOnlyList<PlannedLine> lines)
    {
        var (mine, other) =
            session.Mode == "payment" ? ("payment_intent_data", "subscription_data") : ("subscription_data", "payment_intent_data");
        if (sent.Has(other))
        {
            throw StripeException.Invalid($"You can not pass `{other}` in `{session.Mode}` mode.", other);
        }

        var data = sent.Hash(mine);
        data?.Ignore("receipt_email", "statement_descriptor", "statement_descriptor_suffix");
        if (
            session.Mode == "subscription"
            && data?.Hash("billing_mode") is { } billing
            && billing.OneOf("type", "classic", "flexible") != "classic"
        )
        {
            throw StripeException.Invalid("The sandbox bills in `classic` mode only.", "subscription_data[billing_mode][type]");
        }

        return new SessionPlan
        {
            Id = SessionPlan.IdOf(session.Id),
            Created = session.Created,
            Lines = lines,
            Metadata = data?.Metadata() ?? Metadata.None,
            Description = data?.Text("description", 1000),
            SetupFutureUsage = session.Mode == "payment" ? data?.OneOf("setup_future_usage", "on_session", "off_session") : "off_session",
        };
    }

    private static List<string> ReadMethods(Parameters sent, string mode, string currency)
    {
        // Since 2026-10-28.endive the first name is used; clients of older versions send the second.
        var allowed = sent.Texts("allowed_payment_method_types").ToList();
        var methods = sent.Texts("payment_method_types").ToList();
        if (allowed.Count > 0 && methods.Count > 0)
        {
            throw StripeException.Invalid(
                "You may only specify one of these parameters: allowed_payment_method_types, payment_method_types.",
                "payment_method_types"
            );
        }

        methods = allowed.Count > 0 ? allowed : methods;
        if (methods.Count == 0)
        {
            methods.Add("card");
        }

        foreach (var method in methods)
        {
            if (!PaymentMethods.Contains(method, StringComparer.Ordinal))
            {
                throw StripeException.Invalid(
                    $"Invalid payment_method_types: must be one of {string.Join(", ", PaymentMethods)} in the sandbox, not {method}",
                    "payment_method_types"
                );
            }

            if (mode == "subscription" && method != "card")
            {
                throw StripeException.Invalid(
                    $"The payment method `{method}` cannot be used in `subscription` mode.",
                    "payment_method_types"
                );
            }

            if (!Money.Takes(method, currency))
            {
                throw StripeException.Invalid(
                    $"The payment method `{method}` does not support the currency {currency}.",
                    "payment_method_types"
                );
            }
        }

        return methods.Distinct(StringComparer.Ordinal).Count() == methods.Count
            ? methods
            : throw StripeException.Invalid("Each payment method can be given once.", "payment_method_types");
    }

    private static Dictionary<string, object> ReadMethodOptions(Parameters sent, List<string> methods)
    {
        var options = new Dictionary<string, object>(StringComparer.Ordinal);
        var all = sent.Hash("payment_method_options");
        all?.Ignore("card", "alipay");
        var wechat = all?.Hash("wechat_pay");
        var client = wechat?.OneOf("client", "web", "ios", "android");
        wechat?.Ignore("app_id", "setup_future_usage");
        if (methods.Contains("wechat_pay", StringComparer.Ordinal))
        {
            // Checkout's pages are web pages (https://docs.stripe.com/payments/wechat-pay/accept-a-payment)
            options["wechat_pay"] =
                client == "web"
                    ? new { client, app_id = (string?)null }
                    : throw StripeException.Invalid(
                        "`payment_method_options[wechat_pay][client]` must be `web` for Checkout.",
                        "payment_method_options[wechat_pay][client]",
                        client is null ? "parameter_missing" : null
                    );
        }

        return options;
    }

    private static string? ReadCustomerCreation(Parameters sent, string mode, Customer? customer)
    {
        var creation = sent.OneOf("customer_creation", "always", "if_required");
        if (creation is not null && (mode != "payment" || customer is not null))
        {
            throw StripeException.Invalid(
                "`customer_creation` can only be used in `payment` mode and without `customer`.",
                "customer_creation"
            );
        }

        return mode == "payment" && customer is null ? creation ?? "if_required" : null;
    }

    private static long ReadExpiry(Transaction state, Parameters sent)
    {
        if (sent.Integer("expires_at") is not { } at)
        {
            return state.Timestamp + Day;
        }

        return at < state.Timestamp + HalfAnHour
                ? throw StripeException.Invalid(
                    "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.",
                    "expires_at"
                )
            : at > state.Timestamp + Day
                ? throw StripeException.Invalid(
                    "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
                    "expires_at"
                )
            : at;
    }

    private static string? ReadUrl(Parameters sent, string name) =>
        sent.Text(name) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? text
        : throw StripeException.Invalid("Not a valid URL", name, "url_invalid");
}
