using System.Diagnostics;
using Community.Money;
using Community.Payments.Stripe;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeRequestTests : IAsyncLifetime
{
    private StubStripe _stripe = null!;

    public async ValueTask InitializeAsync() => _stripe = await StubStripe.StartAsync();

    public ValueTask DisposeAsync() => _stripe.DisposeAsync();

    [Fact]
    public async Task EveryPostCarriesTheKeyTheVersionAndTheForm()
    {
        using var trace = new Activity("request").Start();
        var customer = await _stripe
            .Answer(200, Customer)
            .Client.CreateCustomerAsync(
                new(Guid.Parse("019c0000-0000-7000-8000-000000000001")),
                "customer:1",
                TestContext.Current.CancellationToken
            );

        customer.Id.ShouldBe("cus_9");
        Sent("POST", "/v1/customers", "metadata[user_id]=019c0000-0000-7000-8000-000000000001", "customer:1");
        var headers = _stripe.Request.Headers;
        headers["Authorization"].ShouldBe($"Bearer {StubStripe.SecretKey}");
        headers["Stripe-Version"].ShouldBe("2026-10-28.endive");
        headers["Content-Type"].ShouldStartWith("application/x-www-form-urlencoded");
        headers["User-Agent"].ShouldContain("Community-Payments/1.0");
        headers.Keys.ShouldNotContain("traceparent");
        headers.Keys.ShouldNotContain("X-Stripe-Client-Telemetry");
    }

    [Fact]
    public async Task AGetCarriesNoKey()
    {
        await _stripe.Answer(200, Charge).Client.GetChargeAsync("ch_4");
        Sent("GET", "/v1/charges/ch_4");
        _stripe.Request.Headers["Stripe-Version"].ShouldBe("2026-10-28.endive");
    }

    [Theory]
    [InlineData("card", "")]
    [InlineData("alipay", "")]
    [InlineData("wechat_pay", "&payment_method_options[wechat_pay][client]=web")]
    public async Task APaymentPage(string method, string options)
    {
        var session = await _stripe
            .Answer(200, Session)
            .Client.CreateCheckoutSessionAsync(
                new()
                {
                    Mode = CheckoutMode.Payment,
                    PaymentMethod = method,
                    Line = NewLineItem.OfAmount("Jazz & Wein – 票", 2599, "USD", 2, "Seat 4"),
                    SuccessUrl = "https://community.test/ok?s={CHECKOUT_SESSION_ID}",
                    CancelUrl = "https://community.test/no",
                    ClientReferenceId = "ord_7",
                    CustomerId = "cus_9",
                    ExpiresAt = At(1756386400),
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["order_id"] = "ord_7" },
                },
                "checkout:ord_7:1"
            );

        session.Url.ShouldNotBeNull();
        Sent(
            "POST",
            "/v1/checkout/sessions",
            $"mode=payment&allowed_payment_method_types[0]={method}{options}"
                + "&line_items[0][price_data][currency]=usd&line_items[0][price_data][unit_amount]=2599"
                + "&line_items[0][price_data][product_data][name]=Jazz%20%26%20Wein%20%E2%80%93%20%E7%A5%A8"
                + "&line_items[0][price_data][product_data][description]=Seat%204&line_items[0][quantity]=2"
                + "&success_url=https%3A%2F%2Fcommunity.test%2Fok%3Fs%3D%7BCHECKOUT_SESSION_ID%7D&cancel_url=https%3A%2F%2Fcommunity.test%2Fno"
                + "&client_reference_id=ord_7&customer=cus_9&expires_at=1756386400&metadata[order_id]=ord_7"
                + "&payment_intent_data[metadata][order_id]=ord_7",
            "checkout:ord_7:1"
        );
    }

    [Fact]
    public async Task ASubscriptionPage()
    {
        await _stripe
            .Answer(200, CompleteSession)
            .Client.CreateCheckoutSessionAsync(
                new()
                {
                    Mode = CheckoutMode.Subscription,
                    PaymentMethod = ChargeMethods.Card,
                    Line = NewLineItem.OfPrice("price_1"),
                    SuccessUrl = "https://a.test/",
                    CancelUrl = "https://b.test/",
                    Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["plan"] = "premium" },
                },
                "k"
            );

        Sent(
            "POST",
            "/v1/checkout/sessions",
            "mode=subscription&allowed_payment_method_types[0]=card&line_items[0][price]=price_1&line_items[0][quantity]=1"
                + "&success_url=https%3A%2F%2Fa.test%2F&cancel_url=https%3A%2F%2Fb.test%2F&metadata[plan]=premium"
                + "&subscription_data[metadata][plan]=premium&subscription_data[billing_mode][type]=classic",
            "k"
        );
    }

    [Fact]
    public async Task APaymentPageIsReadAndExpired()
    {
        _stripe.Answer(200, Session).Answer(200, Session);
        (await _stripe.Client.GetCheckoutSessionAsync("cs_test_a1b2")).Status.ShouldBe("open");
        await _stripe.Client.ExpireCheckoutSessionAsync("cs_test_a1b2", "k");

        SentInTurn("GET /v1/checkout/sessions/cs_test_a1b2", "POST /v1/checkout/sessions/cs_test_a1b2/expire");
        _stripe.Requests[1].Body.ShouldBe("");
        _stripe.Requests[1].Headers["Idempotency-Key"].ShouldBe("k");
    }

    [Fact]
    public async Task ARefund()
    {
        var refund = await _stripe
            .Answer(200, Refund)
            .Client.CreateRefundAsync(
                new("pi_3", 500, new Dictionary<string, string>(StringComparer.Ordinal) { ["refund_id"] = "r1" }),
                "refund:r1"
            );
        refund.Status.ShouldBe("failed");
        Sent("POST", "/v1/refunds", "payment_intent=pi_3&amount=500&metadata[refund_id]=r1", "refund:r1");
    }

    [Fact]
    public async Task ARefundOfAllThatIsLeft()
    {
        await _stripe.Answer(200, Refund).Client.CreateRefundAsync(new("pi_3"), "k");
        Sent("POST", "/v1/refunds", "payment_intent=pi_3", "k");
    }

    [Fact]
    public async Task RefundsChargesAndInvoicesAreRead()
    {
        _stripe.Answer(200, Refund).Answer(200, Charge).Answer(200, Invoice).Answer(200, Subscription);
        (await _stripe.Client.GetRefundAsync("re_1")).Id.ShouldBe("re_1");
        (await _stripe.Client.GetChargeAsync("ch_4")).Id.ShouldBe("ch_4");
        (await _stripe.Client.GetInvoiceAsync("in_1")).PaymentIntentId.ShouldBe("pi_9");
        (await _stripe.Client.GetSubscriptionAsync("sub_1")).Id.ShouldBe("sub_1");
        SentInTurn(
            "GET /v1/refunds/re_1",
            "GET /v1/charges/ch_4",
            "GET /v1/invoices/in_1?expand[0]=payments",
            "GET /v1/subscriptions/sub_1"
        );
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData(PaymentBehavior.ErrorIfIncomplete, "&payment_behavior=error_if_incomplete")]
    public async Task ASubscriptionMovesToAnotherPrice(string? paymentBehavior, string form)
    {
        await _stripe
            .Answer(200, Subscription)
            .Client.ChangeSubscriptionPriceAsync("sub_1", "si_1", "price_9", ProrationBehavior.AlwaysInvoice, "k", paymentBehavior);
        Sent("POST", "/v1/subscriptions/sub_1", $"items[0][id]=si_1&items[0][price]=price_9&proration_behavior=always_invoice{form}", "k");
    }

    [Theory]
    [InlineData(true, "cancel_at_period_end=true")]
    [InlineData(false, "cancel_at_period_end=false")]
    public async Task ASubscriptionEndsWithItsPeriodOrGoesOn(bool cancel, string form)
    {
        await _stripe.Answer(200, Subscription).Client.SetCancelAtPeriodEndAsync("sub_1", cancel, "k");
        Sent("POST", "/v1/subscriptions/sub_1", form, "k");
    }

    [Fact]
    public async Task ASubscriptionEndsAtOnce()
    {
        (await _stripe.Answer(200, EndedSubscription).Client.CancelSubscriptionAsync("sub_2")).Status.ShouldBe("canceled");
        Sent("DELETE", "/v1/subscriptions/sub_2");
    }

    [Fact]
    public async Task ASubscriptionThatHadEndedIsReadInstead()
    {
        _stripe.Answer(404, Error("invalid_request_error", "resource_missing")).Answer(200, EndedSubscription);
        (await _stripe.Client.CancelSubscriptionAsync("sub_2")).Status.ShouldBe("canceled");
        SentInTurn("DELETE /v1/subscriptions/sub_2", "GET /v1/subscriptions/sub_2");
    }

    [Fact]
    public async Task ASubscriptionThatGoesOnIsNotSaidToHaveEnded()
    {
        _stripe.Answer(404, Error("invalid_request_error", "resource_missing")).Answer(200, Subscription);
        (await Should.ThrowAsync<StripeRefusedException>(() => _stripe.Client.CancelSubscriptionAsync("sub_1"))).IsMissing.ShouldBeTrue();
    }

    [Fact]
    public async Task ACustomerIsDeletedOnceHoweverOftenItIsAsked()
    {
        _stripe
            .Answer(200, """{"id": "cus_9", "object": "customer", "deleted": true}""")
            .Answer(404, Error("invalid_request_error", "resource_missing"));
        await _stripe.Client.DeleteCustomerAsync("cus_9");
        await _stripe.Client.DeleteCustomerAsync("cus_9");
        SentInTurn("DELETE /v1/customers/cus_9", "DELETE /v1/customers/cus_9");
    }

    [Fact]
    public async Task ProductsAndPricesAreMadeAndFoundByTheirName()
    {
        _stripe.Answer(200, Product).Answer(200, Price).Answer(200, List(false, Price)).Answer(200, List(false));
        await _stripe.Client.CreateProductAsync(new("Premium", "All of it"), "k1");
        await _stripe.Client.CreatePriceAsync(new("prod_1", 999, "USD", "premium_monthly"), "k2");
        (await _stripe.Client.FindPriceAsync("premium_monthly")).ShouldNotBeNull().UnitAmount.ShouldBe(999);
        (await _stripe.Client.FindPriceAsync("a&b")).ShouldBeNull();

        Parameters(_stripe.Requests[0].Body).ShouldBe(Parameters("name=Premium&description=All%20of%20it"));
        Parameters(_stripe.Requests[1].Body)
            .ShouldBe(
                Parameters(
                    "product=prod_1&currency=usd&unit_amount=999&recurring[interval]=month&lookup_key=premium_monthly&transfer_lookup_key=true"
                )
            );
        SentInTurn(
            "POST /v1/products",
            "POST /v1/prices",
            "GET /v1/prices?active=true&lookup_keys[0]=premium_monthly&limit=1",
            "GET /v1/prices?active=true&lookup_keys[0]=a%26b&limit=1"
        );
    }

    [Fact]
    public async Task UnreadPagesAreNotRequested()
    {
        _stripe.Answer(200, List(true, BalanceTransaction));
        await foreach (var item in _stripe.Client.ListBalanceTransactionsAsync())
        {
            item.Amount.ShouldBe(-500);
            break;
        }

        Sent("GET", "/v1/balance_transactions?limit=100");
    }

    [Fact]
    public async Task RefundsOfAPaymentAreAllRead()
    {
        _stripe.Answer(200, List(true, Refund)).Answer(200, List(false, Refund));
        (await _stripe.Client.ListRefundsAsync("pi_3")).Select(refund => refund.Id).ShouldBe(["re_1", "re_1"]);
        SentInTurn("GET /v1/refunds?payment_intent=pi_3&limit=100", "GET /v1/refunds?payment_intent=pi_3&limit=100&starting_after=re_1");
    }

    [Fact]
    public async Task MovementsSinceATimeAreAskedForSinceThen()
    {
        _stripe.Answer(200, List(false, BalanceTransaction));
        (await _stripe.Client.ListBalanceTransactionsAsync(At(1756300000)).CountAsync()).ShouldBe(1);
        SentInTurn("GET /v1/balance_transactions?created[gte]=1756300000&limit=100");
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../customers")]
    [InlineData("ch_1/refund")]
    [InlineData("ch_1?expand[]=customer")]
    [InlineData("ch 1")]
    [InlineData("ch_é")]
    public async Task WhatIsNoIdIsNeverPutIntoAnAddress(string id)
    {
        await Should.ThrowAsync<ArgumentException>(() => _stripe.Client.GetChargeAsync(id));
        _stripe.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("ключ")]
    [InlineData(null)]
    public async Task WhatIsNoIdempotencyKeyIsRefusedHere(string? key)
    {
        await Should.ThrowAsync<ArgumentException>(() => _stripe.Client.CreateRefundAsync(new("pi_3"), key ?? new string('k', 256)));
        _stripe.Requests.ShouldBeEmpty();
    }

    private void Sent(string method, string target, string body = "", string? key = null)
    {
        var request = _stripe.Request;
        Line(request).ShouldBe(Line(method + " " + target));
        Parameters(request.Body).ShouldBe(Parameters(body));
        request.Headers.GetValueOrDefault("Idempotency-Key").ShouldBe(key);
    }

    private void SentInTurn(params string[] lines) => _stripe.Requests.Select(Line).ShouldBe(lines.Select(Line));

    private static string Line(Received request) => Line($"{request.Method} {request.Target}");

    private static string Line(string line)
    {
        var (target, query) = line.Split('?', 2) is [var before, var after] ? (before, after) : (line, "");
        return $"{target}?{string.Join('&', Parameters(query))}";
    }

    /// <summary>The parameters, decoded and in alphabetical order: Stripe reads them in any order.</summary>
    private static IEnumerable<string> Parameters(string form) =>
        form.Split('&').Select(parameter => Uri.UnescapeDataString(parameter.Replace('+', ' '))).Order(StringComparer.Ordinal);
}
