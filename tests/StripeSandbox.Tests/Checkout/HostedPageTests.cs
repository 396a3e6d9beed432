using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Checkout;

/// <summary>The page as a browser sees it.</summary>
public sealed class HostedPageTests(Sandbox sandbox)
{
    private readonly SandboxProcess _api = sandbox.Process;

    [Fact]
    public async Task ItShowsWhatIsBoughtAndTakesTheMoneyOnce()
    {
        var session = await _api.OpenAsync(
            Requests.Payment(1234, "eur", ("line_items[0][price_data][product_data][description]", "Row <3> & more"))
        );
        using var page = await _api.Http.GetAsync((string)session["url"]!);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await page.Content.ReadAsStringAsync();
        html.ShouldContain("Concert");
        html.ShouldContain("12.34 EUR");
        html.ShouldContain("Row &lt;3&gt; &amp; more");
        html.ShouldContain("http://shop.test/cart");
        html.ShouldNotContain("<script");
        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'");
        policy.ShouldContain("form-action 'self' http://shop.test");
        policy.ShouldNotContain("unsafe");

        using var paid = await _api.PayAsync(
            session,
            ("card_number", "4242 4242 4242 4242"),
            ("expiry", "12 / 34"),
            ("cvc", "123"),
            ("email", "buyer@b.test")
        );
        paid.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        paid.Headers.Location!.ToString().ShouldBe($"http://shop.test/paid?session={session["id"]}");
        using var again = await _api.PayAsync(session, ("card_number", "4242424242424242"));
        again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await again.Content.ReadAsStringAsync()).ShouldContain("Nothing was charged");
        var now = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok();
        now["customer_details"]!["email"]!.GetValue<string>().ShouldBe("buyer@b.test");
    }

    [Fact]
    public async Task AHostileNameStaysText()
    {
        var session = await _api.OpenAsync([
            .. Requests.Payment().Where(pair => !pair.Name.EndsWith("[name]", StringComparison.Ordinal)),
            ("line_items[0][price_data][product_data][name]", "\"><script>alert(1)</script>"),
            ("customer_email", "a\"onfocus=x@b.test"),
        ]);
        var html = await _api.Http.GetStringAsync((string)session["url"]!);
        html.ShouldNotContain("<script>");
        html.ShouldNotContain("\"onfocus");
    }

    [Theory]
    [InlineData(1200, "jpy", "1200 JPY")]
    [InlineData(5, "usd", null)]
    [InlineData(1205, "usd", "12.05 USD")]
    [InlineData(12345, "kwd", "12.345 KWD")]
    public async Task AmountsAreWrittenAsTheirCurrencyIs(long amount, string currency, string? text)
    {
        var answer = await _api.PostAsync("/v1/checkout/sessions", Requests.Payment(amount, currency));
        if (text is null)
        {
            answer.ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error", "amount_too_small", "line_items");
            return;
        }

        (await _api.Http.GetStringAsync((string)answer["url"]!)).ShouldContain(text);
    }

    [Theory]
    [InlineData("4000000000000002", "card_declined", "generic_decline")]
    [InlineData("4000000000009995", "card_declined", "insufficient_funds")]
    [InlineData("4000000000000069", "expired_card", "expired_card")]
    [InlineData("4012888888881881", "card_declined", "test_mode_live_card")]
    public async Task ADeclinedCardCanBeFollowedByAnother(string number, string code, string declineCode)
    {
        var session = await _api.OpenAsync(Requests.Payment());
        using var declined = await _api.PayAsync(session, ("card_number", number));
        declined.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await declined.Content.ReadAsStringAsync()).ShouldContain("role=\"alert\"");
        var open = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent")).Ok();
        open["status"]!.GetValue<string>().ShouldBe("open");
        var payment = open["payment_intent"]!;
        payment["status"]!.GetValue<string>().ShouldBe("requires_payment_method");
        payment["last_payment_error"]!["code"]!.GetValue<string>().ShouldBe(code);
        payment["last_payment_error"]!["decline_code"]!.GetValue<string>().ShouldBe(declineCode);
        await Testing.Poll.UntilAsync(() =>
            sandbox
                .Receiver.Of("payment_intent.payment_failed")
                .Any(one => (string?)one["data"]!["object"]!["id"] == (string?)payment["id"])
        );

        await _api.PayByCardAsync(session);
        var charges = (await _api.GetAsync($"/v1/charges?payment_intent={payment["id"]}")).Ok().Data;
        charges.Select(charge => (string?)charge["status"]).ShouldBe(["succeeded", "failed"]);
    }

    [Theory]
    [InlineData("4242424242424241", "", "")]
    [InlineData("", "", "")]
    [InlineData("abc", "", "")]
    [InlineData("4242424242424242", "01/20", "")]
    [InlineData("4242424242424242", "13/40", "")]
    [InlineData("4242424242424242", "", "12")]
    public async Task AMistypedCardIsNotTried(string number, string expiry, string cvc)
    {
        var session = await _api.OpenAsync(Requests.Payment());
        using var page = await _api.PayAsync(session, ("card_number", number), ("expiry", expiry), ("cvc", cvc));
        page.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok()["payment_intent"].ShouldBeNull();
    }

    [Fact]
    public async Task ManyPaymentsAtOnceChargeOnce()
    {
        var session = await _api.OpenAsync(Requests.Payment());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _api.PayAsync(session, ("card_number", "4242424242424242"))));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.SeeOther).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Gone).ShouldBe(19);
        var paid = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok();
        (await _api.GetAsync($"/v1/charges?payment_intent={paid["payment_intent"]}")).Ok().Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WalletsAreAuthorizedOrNot()
    {
        var session = await _api.OpenAsync(Requests.Payment(5000, "cny", ("payment_method_types[0]", "alipay")));
        var html = await _api.Http.GetStringAsync((string)session["url"]!);
        html.ShouldContain("Alipay");
        html.ShouldNotContain("card_number");
        (await _api.PayAsync(session, ("card_number", "4242424242424242"))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await _api.PayAsync(session, ("outcome", "fail"))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await _api.PayAsync(session, ("outcome", "authorize"))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var paid = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent.latest_charge")).Ok();
        paid["payment_intent"]!["latest_charge"]!["payment_method_details"]!["type"]!.GetValue<string>().ShouldBe("alipay");
        var cards = await _api.OpenAsync(Requests.Payment());
        (await _api.PayAsync(cards, ("outcome", "authorize"))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
    }

    [Fact]
    public async Task NoSessionIsNoPage()
    {
        (await _api.Http.GetAsync("/c/pay/cs_test_none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("card_number", "4242424242424242")]);
        (await _api.Http.PostAsync("/c/pay/cs_test_none", form)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
