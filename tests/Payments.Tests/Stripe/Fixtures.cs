using System.Text.Json;

namespace Community.Payments.Tests.Stripe;

/// <summary>Objects as Stripe sends them, including members that we do not read.</summary>
internal static class Fixtures
{
    public const string Session = """
        {
          "id": "cs_test_a1b2", "object": "checkout.session", "adaptive_pricing": {"enabled": true}, "after_expiration": null,
          "amount_subtotal": 2599, "amount_total": 2599, "automatic_tax": {"enabled": false, "liability": null, "status": null},
          "cancel_url": "https://community.test/no", "client_reference_id": "ord_7", "created": 1756300000, "currency": "usd",
          "custom_fields": [], "customer": "cus_9", "expires_at": 1756386400, "livemode": false,
          "metadata": {"order_id": "ord_7", "empty": ""}, "mode": "payment", "payment_intent": null,
          "payment_method_types": ["card"], "payment_status": "unpaid", "status": "open", "subscription": null,
          "url": "https://checkout.stripe.com/c/pay/cs_test_a1b2#fid"
        }
        """;

    public const string CompleteSession = """
        {
          "id": "cs_test_a1b2", "object": "checkout.session", "amount_total": 2599, "client_reference_id": "ord_7", "currency": "usd",
          "customer": {"id": "cus_9", "object": "customer", "email": "x@example.test"}, "expires_at": 1756386400, "metadata": {},
          "mode": "subscription", "payment_intent": {"id": "pi_3", "object": "payment_intent", "amount": 2599},
          "payment_status": "paid", "status": "complete", "subscription": {"id": "sub_1", "object": "subscription"}, "url": null
        }
        """;

    public const string PaymentIntent = """
        {
          "id": "pi_3", "object": "payment_intent", "amount": 2599, "amount_capturable": 0, "amount_received": 0,
          "automatic_payment_methods": null, "canceled_at": null, "client_secret": "pi_3_secret_x", "currency": "usd", "customer": null,
          "last_payment_error": {
            "advice_code": "try_again_later", "charge": "ch_3", "code": "card_declined", "decline_code": "insufficient_funds",
            "message": "Your card has insufficient funds.", "type": "card_error", "payment_method": {"id": "pm_1", "object": "payment_method"}
          },
          "latest_charge": "ch_3", "livemode": false, "metadata": {"order_id": "ord_7"}, "status": "requires_payment_method"
        }
        """;

    public const string Charge = """
        {
          "id": "ch_4", "object": "charge", "amount": 2599, "amount_captured": 2599, "amount_refunded": 500,
          "balance_transaction": "txn_1", "billing_details": {"name": "Somebody"}, "captured": true, "currency": "usd",
          "customer": "cus_9", "disputed": true, "failure_code": null, "metadata": {"order_id": "ord_7"},
          "outcome": {"network_status": "approved_by_network"}, "paid": true, "payment_intent": "pi_3",
          "payment_method_details": {"type": "wechat_pay", "wechat_pay": {"fingerprint": null}}, "receipt_url": "https://pay.stripe.com/r",
          "refunded": false, "status": "succeeded"
        }
        """;

    public const string Refund = """
        {
          "id": "re_1", "object": "refund", "amount": 500, "balance_transaction": "txn_3", "charge": "ch_4", "created": 1756300100,
          "currency": "usd", "destination_details": {"type": "card"}, "failure_reason": "lost_or_stolen_card",
          "metadata": {"refund_id": "r1"}, "payment_intent": "pi_3", "reason": "requested_by_customer", "status": "failed"
        }
        """;

    public const string Dispute = """
        {
          "id": "du_1", "object": "dispute", "amount": 2599, "balance_transactions": [], "charge": "ch_4", "currency": "usd",
          "evidence": {"customer_name": null}, "evidence_details": {"due_by": 1757000000}, "is_charge_refundable": false, "metadata": {},
          "payment_intent": "pi_3", "reason": "fraudulent", "status": "needs_response"
        }
        """;

    public const string Subscription = """
        {
          "id": "sub_1", "object": "subscription", "billing_cycle_anchor": 1756300000, "billing_mode": {"type": "classic"},
          "cancel_at": 1758978400, "cancel_at_period_end": true, "canceled_at": 1756400000, "collection_method": "charge_automatically",
          "currency": "usd", "customer": "cus_9", "ended_at": null, "latest_invoice": "in_1", "metadata": {"plan": "premium"},
          "items": {"object": "list", "has_more": false, "total_count": 1, "url": "/v1/subscription_items?subscription=sub_1", "data": [
            {"id": "si_1", "object": "subscription_item", "current_period_end": 1758978400, "current_period_start": 1756300000, "quantity": 1,
             "plan": {"id": "price_1", "object": "plan"},
             "price": {"id": "price_1", "object": "price", "currency": "usd", "lookup_key": "premium_monthly", "unit_amount": 999}}]},
          "status": "active"
        }
        """;

    public const string EndedSubscription = """
        {
          "id": "sub_2", "object": "subscription", "cancel_at": null, "cancel_at_period_end": false, "canceled_at": 1756400000,
          "customer": {"id": "cus_9", "object": "customer"},
          "ended_at": 1756400001, "latest_invoice": {"id": "in_2", "object": "invoice"}, "metadata": {},
          "items": {"object": "list", "data": [
            {"id": "si_2", "object": "subscription_item", "current_period_end": 1758978400, "current_period_start": 1756300000, "price": {"id": "price_2", "object": "price", "lookup_key": null}}]},
          "status": "canceled"
        }
        """;

    public const string Invoice = """
        {
          "id": "in_1", "object": "invoice", "amount_due": 1500, "amount_paid": 1500, "amount_remaining": 0, "attempt_count": 1,
          "billing_reason": "subscription_update", "currency": "usd", "customer": "cus_9", "customer_email": "x@example.test",
          "lines": {"object": "list", "has_more": false, "data": [
            {"id": "il_1", "object": "line_item", "amount": -499, "period": {"start": 1756300000, "end": 1758900000},
             "parent": {"type": "subscription_item_details", "invoice_item_details": null,
               "subscription_item_details": {"proration": true, "subscription": "sub_1", "subscription_item": "si_1"}},
             "pricing": {"type": "price_details", "unit_amount_decimal": "999", "price_details": {"price": "price_1", "product": "prod_1"}}},
            {"id": "il_2", "object": "line_item", "amount": 1999, "period": {"start": 1756300000, "end": 1758978400},
             "parent": {"type": "subscription_item_details", "invoice_item_details": null,
               "subscription_item_details": {"proration": true, "subscription": "sub_1", "subscription_item": "si_1"}},
             "pricing": {"type": "price_details", "unit_amount_decimal": "1999", "price_details": {"price": "price_9", "product": "prod_9"}}}]},
          "next_payment_attempt": null, "period_end": 1756300000, "period_start": 1756300000,
          "parent": {"type": "subscription_details", "quote_details": null,
            "subscription_details": {"metadata": {"plan": "elite"}, "subscription": "sub_1"}},
          "payments": {"object": "list", "has_more": false, "data": [
            {"id": "inpay_1", "object": "invoice_payment", "is_default": true, "status": "canceled",
             "payment": {"type": "payment_intent", "payment_intent": "pi_failed"}},
            {"id": "inpay_2", "object": "invoice_payment", "is_default": false, "status": "paid",
             "payment": {"type": "payment_intent", "payment_intent": {"id": "pi_9", "object": "payment_intent"}}}]},
          "status": "paid"
        }
        """;

    public const string OneOffInvoice = """
        {"id": "in_3", "object": "invoice", "amount_due": 0, "amount_paid": 0, "currency": "usd", "customer": null, "parent": null,
         "lines": {"object": "list", "data": []}, "period_end": 1756300000, "status": "draft"}
        """;

    public const string Price = """
        {
          "id": "price_1", "object": "price", "active": true, "billing_scheme": "per_unit", "currency": "usd", "lookup_key": "premium_monthly",
          "metadata": {"plan": "premium"}, "product": {"id": "prod_1", "object": "product"},
          "recurring": {"interval": "month", "interval_count": 1, "usage_type": "licensed"}, "type": "recurring", "unit_amount": 999,
          "unit_amount_decimal": "999"
        }
        """;

    public const string Product =
        """{"id": "prod_1", "object": "product", "active": true, "images": [], "name": "Premium", "metadata": {"plan": "premium"}}""";

    public const string Customer = """
        {"id": "cus_9", "object": "customer", "balance": 0, "metadata": {"user_id": "019c0000-0000-7000-8000-000000000001"}}
        """;

    public const string BalanceTransaction = """
        {
          "id": "txn_3", "object": "balance_transaction", "amount": -500, "available_on": 1756900000, "created": 1756300100, "currency": "usd",
          "exchange_rate": null, "fee": 0, "fee_details": [], "net": -500, "reporting_category": "refund",
          "source": {"id": "re_1", "object": "refund"}, "status": "pending", "type": "refund"
        }
        """;

    public static string Error(
        string type,
        string? code = null,
        string message = "No.",
        string? declineCode = null,
        string? param = null
    ) =>
        JsonSerializer.Serialize(
            new
            {
                error = new
                {
                    type,
                    code,
                    decline_code = declineCode,
                    param,
                    message,
                    doc_url = "https://stripe.com/docs",
                },
            }
        );

    public static string Event(string type, string about, string id = "evt_1") =>
        $$"""
            {"id": "{{id}}", "object": "event", "api_version": "2024-06-20", "created": 1756300200, "livemode": false, "pending_webhooks": 1,
             "data": {"object": {{about}}, "previous_attributes": {"status": "x"} }, "request": {"id": null, "idempotency_key": null}, "type": "{{type}}"}
            """;

    public static string List(bool hasMore, params string[] items) =>
        $$"""{"object": "list", "url": "/v1/x", "has_more": {{(hasMore ? "true" : "false")}}, "data": [{{string.Join(',', items)}}]}""";

    public static T Read<T>(string json)
        where T : global::Stripe.IStripeEntity => global::Stripe.StripeEntity.FromJson<T>(json);

    public static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(seconds);

    /// <summary>The same object with a member removed or replaced.</summary>
    public static string With(string json, string name, object? value)
    {
        var members = JsonSerializer.Deserialize<Dictionary<string, object?>>(json)!;
        members[name] = value;
        return JsonSerializer.Serialize(members);
    }
}
