using System.Net;
using System.Text.Json.Nodes;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Checkout;

/// <summary>Checkout sessions through the API.</summary>
public sealed class CheckoutTests(Sandbox sandbox)
{
    private readonly SandboxProcess _api = sandbox.Process;

    [Fact]
    public async Task ASessionIsOpenUntilItIsPaid()
    {
        var session = await _api.OpenAsync(
            Requests.Payment(
                1234,
                "eur",
                ("client_reference_id", "order-1"),
                ("metadata[a]", "1"),
                ("payment_intent_data[metadata][b]", "2")
            )
        );
        ((string)session["id"]!).ShouldStartWith("cs_test_");
        session["status"]!.GetValue<string>().ShouldBe("open");
        session["payment_status"]!.GetValue<string>().ShouldBe("unpaid");
        session["amount_total"]!.GetValue<long>().ShouldBe(1234);
        session["payment_intent"].ShouldBeNull();
        (session["expires_at"]!.GetValue<long>() - session["created"]!.GetValue<long>()).ShouldBe(24 * 60 * 60);

        await _api.PayByCardAsync(session);
        var paid = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok();
        paid["status"]!.GetValue<string>().ShouldBe("complete");
        paid["payment_status"]!.GetValue<string>().ShouldBe("paid");
        paid["url"].ShouldBeNull();
        paid["client_reference_id"]!.GetValue<string>().ShouldBe("order-1");
        paid["metadata"]!.ToJsonString().ShouldBe("""{"a":"1"}""");
        var payment = (await _api.GetAsync($"/v1/payment_intents/{paid["payment_intent"]}")).Ok();
        payment["status"]!.GetValue<string>().ShouldBe("succeeded");
        payment["amount_received"]!.GetValue<long>().ShouldBe(1234);
        payment["metadata"]!.ToJsonString().ShouldBe("""{"b":"2"}""");
        var charge = (await _api.GetAsync($"/v1/charges?payment_intent={payment.Id}")).Ok().Data.ShouldHaveSingleItem();
        charge["metadata"]!.ToJsonString().ShouldBe("""{"b":"2"}""");
        charge["payment_method_details"]!["card"]!["last4"]!.GetValue<string>().ShouldBe("4242");
        (await _api.GetAsync($"/v1/checkout/sessions?payment_intent={payment.Id}")).Ok().Data.ShouldHaveSingleItem()["id"]!
            .GetValue<string>()
            .ShouldBe(paid.Id);
    }

    [Fact]
    public async Task OnlyAnOpenSessionExpires()
    {
        var session = await _api.OpenAsync(Requests.Payment());
        var path = $"/v1/checkout/sessions/{session["id"]}/expire";
        (await _api.PostAsync(path)).Ok()["status"]!.GetValue<string>().ShouldBe("expired");
        (await _api.PostAsync(path)).ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error");
        (await _api.PayAsync(session, ("card_number", "4242424242424242"))).StatusCode.ShouldBe(HttpStatusCode.Gone);
        var paid = await _api.PaidAsync();
        (await _api.PostAsync($"/v1/checkout/sessions/{paid["id"]}/expire")).ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error");
    }

    [Fact]
    public async Task ExpiringCancelsThePaymentThatWasDeclined()
    {
        var session = await _api.OpenAsync(Requests.Payment());
        await _api.PayAsync(session, ("card_number", "4000000000000002"));
        var expired = (await _api.PostAsync($"/v1/checkout/sessions/{session["id"]}/expire", ("expand[]", "payment_intent"))).Ok();
        expired["payment_intent"]!["status"]!.GetValue<string>().ShouldBe("canceled");
    }

    [Theory]
    [InlineData("usd", 50, 49)]
    [InlineData("gbp", 30, 29)]
    [InlineData("jpy", 50, 49)]
    [InlineData("huf", 17500, 17499)]
    [InlineData("eur", 99_999_999, 100_000_000)]
    public async Task StripesLimitsOfAmountsAreHeld(string currency, long taken, long refused)
    {
        (await _api.PostAsync("/v1/checkout/sessions", Requests.Payment(taken, currency))).Ok();
        (await _api.PostAsync("/v1/checkout/sessions", Requests.Payment(refused, currency))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(-60, "expires_at")]
    [InlineData(29 * 60, "expires_at")]
    [InlineData((24 * 60 * 60) + 60, "expires_at")]
    public async Task ASessionLastsFromHalfAnHourToADay(int seconds, string param)
    {
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds;
        (await _api.PostAsync("/v1/checkout/sessions", Requests.Payment(more: ("expires_at", $"{at}")))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            param: param
        );
        (
            await _api.PostAsync(
                "/v1/checkout/sessions",
                Requests.Payment(more: ("expires_at", $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600}"))
            )
        ).Ok();
    }

    [Theory]
    [InlineData("mode", "", "parameter_missing")]
    [InlineData("mode", "setup", null)]
    [InlineData("success_url", "", "parameter_missing")]
    [InlineData("success_url", "/relative", "url_invalid")]
    [InlineData("line_items[0][quantity]", "", "parameter_missing")]
    [InlineData("line_items[0][quantity]", "0", "parameter_invalid_integer")]
    [InlineData("line_items[0][quantity]", "-1", "parameter_invalid_integer")]
    [InlineData("line_items[0][price_data][unit_amount]", "1.5", "parameter_invalid_integer")]
    [InlineData("line_items[0][price_data][unit_amount]", "-1", "parameter_invalid_integer")]
    [InlineData("line_items[0][price_data][currency]", "xxx", null)]
    [InlineData("line_items[0][price_data][product_data][name]", "", "parameter_missing")]
    public async Task WhatCannotBeSoldIsRefused(string name, string value, string? code)
    {
        (string Name, string Value)[] form =
        [
            .. Requests.Payment(more: ("line_items[0][price_data][product_data][description]", "Row 3")).Where(pair => pair.Name != name),
            .. value.Length == 0 ? Array.Empty<(string, string)>() : [(name, value)],
        ];
        (await _api.PostAsync("/v1/checkout/sessions", form)).ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error", code, name);
    }

    [Fact]
    public async Task WalletsHaveTheirRules()
    {
        Task<Answer> CreateAsync(string currency, params (string, string)[] more) =>
            _api.PostAsync("/v1/checkout/sessions", Requests.Payment(5000, currency, more));
        (await CreateAsync("cny", ("payment_method_types[0]", "alipay"))).Ok();
        (await CreateAsync("thb", ("payment_method_types[0]", "alipay"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            param: "payment_method_types"
        );
        (await CreateAsync("usd", ("payment_method_types[0]", "wechat_pay"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "parameter_missing",
            "payment_method_options[wechat_pay][client]"
        );
        (await CreateAsync("usd", ("payment_method_types[]", "wechat_pay"), ("payment_method_options[wechat_pay][client]", "web"))).Ok();
        (await CreateAsync("usd", ("payment_method_types[0]", "bitcoin"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            param: "payment_method_types"
        );
        (await _api.PostAsync("/v1/checkout/sessions", Requests.Subscription(more: ("payment_method_types[0]", "alipay")))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task PricesAreSoldByTheirId()
    {
        var once = (await _api.PostAsync("/v1/prices", ("currency", "eur"), ("unit_amount", "700"), ("product_data[name]", "Poster"))).Ok();
        var monthly = (
            await _api.PostAsync(
                "/v1/prices",
                ("currency", "eur"),
                ("unit_amount", "700"),
                ("product_data[name]", "Plan"),
                ("recurring[interval]", "month")
            )
        ).Ok();
        (string, string)[] Buy(string mode, string price) =>
            [("mode", mode), ("line_items[0][price]", price), ("line_items[0][quantity]", "3"), ("success_url", "http://shop.test/")];
        var session = await _api.OpenAsync(Buy("payment", once.Id));
        session["amount_total"]!.GetValue<long>().ShouldBe(2100);
        var line = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}/line_items")).Ok().Data.ShouldHaveSingleItem();
        line["description"]!.GetValue<string>().ShouldBe("Poster");
        line["quantity"]!.GetValue<long>().ShouldBe(3);
        (await _api.PostAsync("/v1/checkout/sessions", Buy("payment", monthly.Id))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _api.PostAsync("/v1/checkout/sessions", Buy("subscription", once.Id))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _api.PostAsync("/v1/checkout/sessions", Buy("subscription", monthly.Id))).Ok();
    }

    [Fact]
    public async Task APendingPaymentIsToldLater()
    {
        foreach (
            var (outcome, type, status) in new[]
            {
                ("succeed", "checkout.session.async_payment_succeeded", "paid"),
                ("fail", "checkout.session.async_payment_failed", "unpaid"),
            }
        )
        {
            var session = await _api.OpenAsync(Requests.Payment(more: ("payment_method_types[0]", "alipay")));
            var pending = (await _api.ControlAsync("POST", $"sessions/{session["id"]}/pay", new { outcome = "pending" })).Ok();
            pending["status"]!.GetValue<string>().ShouldBe("complete");
            pending["payment_status"]!.GetValue<string>().ShouldBe("unpaid");
            (await _api.GetAsync($"/v1/balance_transactions?source={await ChargeOfAsync(session)}")).Ok().Data.ShouldBeEmpty();
            (await _api.ControlAsync("POST", $"sessions/{session["id"]}/async", new { outcome })).Ok()["payment_status"]!
                .GetValue<string>()
                .ShouldBe(status);
            await Testing.Poll.UntilAsync(() =>
                sandbox.Receiver.Of(type).Any(one => (string?)one["data"]!["object"]!["id"] == (string?)session["id"])
            );
            (await _api.GetAsync($"/v1/balance_transactions?source={await ChargeOfAsync(session)}"))
                .Ok()
                .Data.Count.ShouldBe(outcome == "succeed" ? 1 : 0);
            (await _api.ControlAsync("POST", $"sessions/{session["id"]}/async", new { outcome })).Status.ShouldBe(HttpStatusCode.Conflict);
        }
    }

    private async Task<string> ChargeOfAsync(JsonNode session)
    {
        var now = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent")).Ok();
        return (string)now["payment_intent"]!["latest_charge"]!;
    }
}
