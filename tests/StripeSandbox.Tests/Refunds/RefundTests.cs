using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Refunds;

/// <summary>Refunds and disputes, and their effect on the balance.</summary>
public sealed class RefundTests(Sandbox sandbox)
{
    private readonly SandboxProcess _api = sandbox.Process;

    [Fact]
    public async Task PartsAreGivenBackUntilNothingIsLeft()
    {
        var (payment, charge) = await PaidAsync(2500);
        var first = (
            await _api.PostAsync(
                "/v1/refunds",
                ("payment_intent", payment),
                ("amount", "1000"),
                ("reason", "requested_by_customer"),
                ("metadata[a]", "1")
            )
        ).Ok();
        first["status"]!.GetValue<string>().ShouldBe("succeeded");
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment), ("amount", "1501"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "amount_too_large",
            "amount"
        );
        (await _api.PostAsync("/v1/refunds", ("charge", charge))).Ok()["amount"]!.GetValue<long>().ShouldBe(1500);
        (await _api.PostAsync("/v1/refunds", ("charge", charge))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "charge_already_refunded"
        );

        var now = (await _api.GetAsync($"/v1/charges/{charge}")).Ok();
        now["refunded"]!.GetValue<bool>().ShouldBeTrue();
        now["amount_refunded"]!.GetValue<long>().ShouldBe(2500);
        (await _api.GetAsync($"/v1/refunds?payment_intent={payment}"))
            .Ok()
            .Data.Select(one => one["amount"]!.GetValue<long>())
            .ShouldBe([1500, 1000]);
        await Testing.Poll.UntilAsync(() =>
            sandbox.Receiver.Of("charge.refunded").Count(one => (string?)one["data"]!["object"]!["id"] == charge) == 2
        );
        var entry = (await _api.GetAsync($"/v1/balance_transactions?source={first.Id}")).Ok().Data.ShouldHaveSingleItem();
        entry["amount"]!.GetValue<long>().ShouldBe(-1000);
        entry["net"]!.GetValue<long>().ShouldBe(-1000);
        entry["fee"]!.GetValue<long>().ShouldBe(0);
        entry["type"]!.GetValue<string>().ShouldBe("refund");
    }

    [Fact]
    public async Task ManyRefundsAtOnceNeverExceedTheCharge()
    {
        var (payment, charge) = await PaidAsync(1000);
        await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => _api.PostAsync("/v1/refunds", ("payment_intent", payment), ("amount", "300")))
        );
        (await _api.GetAsync($"/v1/charges/{charge}")).Ok()["amount_refunded"]!.GetValue<long>().ShouldBe(900);
        (await _api.GetAsync($"/v1/refunds?charge={charge}")).Ok().Data.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("amount", "0", "parameter_invalid_integer")]
    [InlineData("amount", "-5", "parameter_invalid_integer")]
    [InlineData("amount", "1.5", "parameter_invalid_integer")]
    [InlineData("reason", "because", null)]
    public async Task ARefundThatCannotBeIsRefused(string name, string value, string? code)
    {
        var (payment, _) = await PaidAsync(1000);
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment), (name, value))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            code,
            name
        );
    }

    [Fact]
    public async Task NothingIsGivenBackOfWhatWasNotPaid()
    {
        (await _api.PostAsync("/v1/refunds")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _api.PostAsync("/v1/refunds", ("payment_intent", "pi_none"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "resource_missing",
            "payment_intent"
        );
        var session = await _api.OpenAsync(Requests.Payment());
        await _api.PayAsync(session, ("card_number", "4000000000000002"));
        var payment = (string)(await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok()["payment_intent"]!;
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "payment_intent_unexpected_state",
            "payment_intent"
        );
        var charge = (string)(await _api.GetAsync($"/v1/charges?payment_intent={payment}")).Ok().Data.Single()["id"]!;
        (await _api.PostAsync("/v1/refunds", ("charge", charge))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task TheDisputedCardIsDisputedByItself()
    {
        var session = await _api.PaidAsync(2500, card: "4000000000000259");
        var payment = (string)session["payment_intent"]!;
        var dispute = await Testing.Poll.ForAsync(async () =>
            (await _api.GetAsync($"/v1/disputes?payment_intent={payment}")).Ok().Data.SingleOrDefault()
        );
        dispute["amount"]!.GetValue<long>().ShouldBe(2500);
        var entry = (await _api.GetAsync($"/v1/balance_transactions?source={dispute["id"]}")).Ok().Data.ShouldHaveSingleItem();
        entry["type"]!.GetValue<string>().ShouldBe("adjustment");
        entry["amount"]!.GetValue<long>().ShouldBe(-2500);
        await Testing.Poll.UntilAsync(() =>
            sandbox.Receiver.Of("charge.dispute.created").Any(one => (string?)one["data"]!["object"]!["payment_intent"] == payment)
        );
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "charge_disputed"
        );
        (await _api.GetAsync($"/v1/disputes/{dispute["id"]}")).Ok();
    }

    [Fact]
    public async Task APaymentIsDisputedOnceAndForWhatIsLeft()
    {
        var (payment, charge) = await PaidAsync(2500);
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment), ("amount", "1000"))).Ok();
        (await _api.ControlAsync("POST", "disputes", new { payment_intent = payment })).Ok()["amount"]!.GetValue<long>().ShouldBe(1500);
        (await _api.ControlAsync("POST", "disputes", new { payment_intent = payment })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _api.GetAsync($"/v1/charges/{charge}")).Ok()["disputed"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AnInquiryMovesNoMoneyUntilItBecomesADispute()
    {
        var (payment, charge) = await PaidAsync(2500);
        var inquiry = (await _api.ControlAsync("POST", "disputes", new { payment_intent = payment, inquiry = true })).Ok();
        (inquiry["status"]!.GetValue<string>(), inquiry["balance_transactions"]!.AsArray().Count).ShouldBe(("warning_needs_response", 0));
        (await _api.GetAsync($"/v1/charges/{charge}")).Ok()["disputed"]!.GetValue<bool>().ShouldBeFalse();
        (await _api.ControlAsync("POST", $"disputes/{inquiry["id"]}", new { status = "won" })).Status.ShouldBe(HttpStatusCode.Conflict);

        (await _api.ControlAsync("POST", $"disputes/{inquiry["id"]}", new { status = "escalate" })).Ok()["status"]!
            .GetValue<string>()
            .ShouldBe("needs_response");
        (await BalanceAsync($"source={inquiry["id"]}")).ShouldBe([-2500]);
        await Testing.Poll.UntilAsync(() =>
            HasHeard("charge.dispute.funds_withdrawn", inquiry) && HasHeard("charge.dispute.updated", inquiry)
        );
    }

    [Theory]
    [InlineData("won", new long[] { 2500, -2500 }, "charge.dispute.funds_reinstated")]
    [InlineData("lost", new long[] { -2500 }, "charge.dispute.closed")]
    public async Task ADisputeEndsWonOrLost(string status, long[] movements, string heard)
    {
        var (payment, _) = await PaidAsync(2500);
        var dispute = (await _api.ControlAsync("POST", "disputes", new { payment_intent = payment })).Ok();
        (await _api.ControlAsync("POST", $"disputes/{dispute["id"]}", new { status = "under_review" })).Ok();
        (await _api.ControlAsync("POST", $"disputes/{dispute["id"]}", new { status })).Ok()["status"]!.GetValue<string>().ShouldBe(status);
        (await BalanceAsync($"source={dispute["id"]}")).ShouldBe(movements, ignoreOrder: true);
        await Testing.Poll.UntilAsync(() => HasHeard(heard, dispute) && HasHeard("charge.dispute.closed", dispute));
        (await _api.ControlAsync("POST", $"disputes/{dispute["id"]}", new { status = "lost" })).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task AChargeWithoutAPaymentCanBeDisputed()
    {
        var charge = (await _api.ControlAsync("POST", "charges", new { amount = 900, currency = "eur" })).Ok();
        charge["payment_intent"].ShouldBeNull();
        var dispute = (await _api.ControlAsync("POST", "disputes", new { charge = (string)charge["id"]! })).Ok();
        dispute["payment_intent"].ShouldBeNull();
        (await _api.GetAsync($"/v1/disputes/{dispute["id"]}")).Ok()["amount"]!.GetValue<long>().ShouldBe(900);
    }

    [Fact]
    public async Task ARefundMayFailBeforeOrAfterItSucceeded()
    {
        var (payment, charge) = await PaidAsync(2500);
        (await _api.ControlAsync("PUT", "refunds", new { asynchronous = true })).Ok();
        var refund = (await _api.PostAsync("/v1/refunds", ("payment_intent", payment), ("amount", "1000"))).Ok();
        (await _api.ControlAsync("PUT", "refunds", new { asynchronous = false })).Ok();
        refund["status"]!.GetValue<string>().ShouldBe("pending");
        (await _api.ControlAsync("POST", $"refunds/{refund["id"]}", new { outcome = "succeed" })).Ok()["status"]!
            .GetValue<string>()
            .ShouldBe("succeeded");
        (await _api.ControlAsync("POST", $"refunds/{refund["id"]}", new { outcome = "succeed" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await _api.ControlAsync("POST", $"refunds/{refund["id"]}", new { outcome = "fail" })).Ok()["status"]!
            .GetValue<string>()
            .ShouldBe("failed");
        (await BalanceAsync($"source={refund["id"]}")).ShouldBe([1000, -1000], ignoreOrder: true);
        (await _api.GetAsync($"/v1/charges/{charge}")).Ok()["amount_refunded"]!.GetValue<long>().ShouldBe(0);
        await Testing.Poll.UntilAsync(() =>
            HasHeard("refund.failed", refund) && HasHeard("refund.updated", refund) && HasHeard("charge.refund.updated", refund)
        );
        (await _api.PostAsync("/v1/refunds", ("payment_intent", payment))).Ok()["amount"]!.GetValue<long>().ShouldBe(2500);
    }

    private bool HasHeard(string type, Answer about) =>
        sandbox.Receiver.Of(type).Any(one => (string?)one["data"]!["object"]!["id"] == about.Id);

    private async Task<long[]> BalanceAsync(string query) =>
        [.. (await _api.GetAsync("/v1/balance_transactions?" + query)).Ok().Data.Select(entry => entry["amount"]!.GetValue<long>())];

    private async Task<(string Payment, string Charge)> PaidAsync(long amount)
    {
        var session = await _api.PaidAsync(amount);
        var payment = (await _api.GetAsync($"/v1/payment_intents/{session["payment_intent"]}")).Ok();
        return (payment.Id, (string)payment["latest_charge"]!);
    }
}
