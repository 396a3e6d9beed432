using System.Net;
using System.Text.Json.Nodes;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Subscriptions;

public sealed class SubscriptionTests(Sandbox sandbox)
{
    private readonly SandboxProcess _api = sandbox.Process;

    [Fact]
    public async Task PayingMakesASubscriptionWithItsFirstInvoice()
    {
        var customer = (await _api.PostAsync("/v1/customers", ("email", "sub@b.test"))).Ok();
        var subscription = await _api.SubscribedAsync(
            999,
            more: [("customer", customer.Id), ("subscription_data[metadata][plan]", "premium")]
        );
        subscription["status"]!.GetValue<string>().ShouldBe("active");
        subscription["customer"]!.GetValue<string>().ShouldBe(customer.Id);
        subscription["metadata"]!.ToJsonString().ShouldBe("""{"plan":"premium"}""");
        var item = subscription["items"]!["data"]![0]!;
        item["price"]!["recurring"]!["interval"]!.GetValue<string>().ShouldBe("month");
        subscription["current_period_end"]!.GetValue<long>().ShouldBe(item["current_period_end"]!.GetValue<long>());
        var start = DateTimeOffset.FromUnixTimeSeconds(item["current_period_start"]!.GetValue<long>());
        item["current_period_end"]!.GetValue<long>().ShouldBe(start.AddMonths(1).ToUnixTimeSeconds());

        var invoice = (await _api.GetAsync($"/v1/invoices/{subscription["latest_invoice"]}")).Ok();
        invoice["billing_reason"]!.GetValue<string>().ShouldBe("subscription_create");
        invoice["amount_paid"]!.GetValue<long>().ShouldBe(999);
        invoice["status"]!.GetValue<string>().ShouldBe("paid");
        invoice["subscription"]!.GetValue<string>().ShouldBe((string)subscription["id"]!);
        invoice["parent"]!["subscription_details"]!["subscription"]!.GetValue<string>().ShouldBe((string)subscription["id"]!);
        invoice["parent"]!["subscription_details"]!["metadata"]!["plan"]!.GetValue<string>().ShouldBe("premium");
        invoice["payments"]!["data"]![0]!["payment"]!["payment_intent"]!.GetValue<string>().ShouldBe((string)invoice["payment_intent"]!);
        (await _api.GetAsync($"/v1/balance_transactions?source={invoice["charge"]}")).Ok().Data.ShouldHaveSingleItem()["amount"]!
            .GetValue<long>()
            .ShouldBe(999);
        (await _api.GetAsync($"/v1/checkout/sessions?subscription={subscription["id"]}")).Ok().Data.ShouldHaveSingleItem();
        await ReceivedAsync("customer.subscription.created", subscription);
        await Testing.Poll.UntilAsync(() =>
            sandbox.Receiver.Of("invoice.paid").Any(one => (string?)one["data"]!["object"]!["id"] == invoice.Id)
        );
    }

    [Fact]
    public async Task ARenewalIsPaidAndNumbered()
    {
        var subscription = await _api.SubscribedAsync();
        var first = (await _api.GetAsync($"/v1/invoices/{subscription["latest_invoice"]}")).Ok();
        (await AdvanceAsync(subscription, "pay"))["status"]!.GetValue<string>().ShouldBe("active");
        var invoices = (await _api.GetAsync($"/v1/invoices?subscription={subscription["id"]}")).Ok().Data;
        invoices.Select(one => (string?)one["billing_reason"]).ShouldBe(["subscription_cycle", "subscription_create"]);
        invoices.Select(one => one["amount_paid"]!.GetValue<long>()).ShouldBe([999, 999]);
        var prefix = ((string)first["number"]!)[..^4];
        invoices.Select(one => (string?)one["number"]).ShouldBe([prefix + "0002", prefix + "0001"]);
        await ReceivedAsync("customer.subscription.updated", subscription);
    }

    [Fact]
    public async Task AFailedRenewalIsRetriedAndThenPaid()
    {
        var subscription = await _api.SubscribedAsync();
        (await AdvanceAsync(subscription, "fail"))["status"]!.GetValue<string>().ShouldBe("past_due");
        (await AdvanceAsync(subscription, "fail"))["status"]!.GetValue<string>().ShouldBe("past_due");
        var invoice = (await _api.GetAsync($"/v1/invoices?subscription={subscription["id"]}&limit=1")).Ok().Data[0];
        invoice["status"]!.GetValue<string>().ShouldBe("open");
        invoice["attempt_count"]!.GetValue<int>().ShouldBe(2);
        invoice["next_payment_attempt"].ShouldNotBeNull();
        await Testing.Poll.UntilAsync(() =>
            sandbox.Receiver.Of("invoice.payment_failed").Count(one => (string?)one["data"]!["object"]!["id"] == (string?)invoice["id"])
            == 2
        );
        (await AdvanceAsync(subscription, "pay"))["status"]!.GetValue<string>().ShouldBe("active");
        (await _api.GetAsync($"/v1/invoices/{invoice["id"]}")).Ok()["status"]!.GetValue<string>().ShouldBe("paid");
        (await _api.GetAsync($"/v1/invoices?subscription={subscription["id"]}")).Ok().Data.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ACardThatFailsLaterPaysOnceAndTheSubscriptionEndsAfterFourAttempts()
    {
        var subscription = await _api.SubscribedAsync(card: "4000000000000341");
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            (await AdvanceAsync(subscription, "pay"))["status"]!.GetValue<string>().ShouldBe("past_due");
        }

        var ended = await AdvanceAsync(subscription, "pay");
        ended["status"]!.GetValue<string>().ShouldBe("canceled");
        ended["cancellation_details"]!["reason"]!.GetValue<string>().ShouldBe("payment_failed");
        await ReceivedAsync("customer.subscription.deleted", subscription);
    }

    [Fact]
    public async Task ItEndsWithItsPeriodWhenAskedTo()
    {
        var subscription = await _api.SubscribedAsync();
        var path = $"/v1/subscriptions/{subscription["id"]}";
        var ending = (await _api.PostAsync(path, ("cancel_at_period_end", "true"))).Ok();
        ending["status"]!.GetValue<string>().ShouldBe("active");
        ending["cancel_at"]!.GetValue<long>().ShouldBe(ending["current_period_end"]!.GetValue<long>());
        (await _api.PostAsync(path, ("cancel_at_period_end", "false"))).Ok()["cancel_at"].ShouldBeNull();
        (await _api.PostAsync(path, ("cancel_at_period_end", "true"))).Ok();
        (await AdvanceAsync(subscription, "pay"))["status"]!.GetValue<string>().ShouldBe("canceled");
        (await _api.GetAsync($"/v1/invoices?subscription={subscription["id"]}")).Ok().Data.Count.ShouldBe(1);
        (await _api.ControlAsync("POST", $"subscriptions/{subscription["id"]}/advance", new { outcome = "pay" })).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await _api.PostAsync(path, ("cancel_at_period_end", "false"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task CancelingEndsItAtOnce()
    {
        var subscription = await _api.SubscribedAsync();
        var path = $"/v1/subscriptions/{subscription["id"]}";
        (await _api.DeleteAsync(path)).Ok()["status"]!.GetValue<string>().ShouldBe("canceled");
        (await _api.DeleteAsync(path)).ShouldFail(HttpStatusCode.NotFound, "invalid_request_error", "resource_missing", "id");
        var customer = (string)subscription["customer"]!;
        (await _api.GetAsync($"/v1/subscriptions?customer={customer}")).Ok().Data.ShouldBeEmpty();
        (await _api.GetAsync($"/v1/subscriptions?customer={customer}&status=all")).Ok().Data.ShouldHaveSingleItem();
        await ReceivedAsync("customer.subscription.deleted", subscription);
    }

    [Fact]
    public async Task AnUpgradeAtOnceChargesTheDifference()
    {
        var subscription = await _api.SubscribedAsync(1000);
        var updated = (await ChangePriceAsync(subscription, 3000, "month", ("proration_behavior", "always_invoice"))).Ok();
        updated["items"]!["data"]![0]!["price"]!["unit_amount"]!.GetValue<long>().ShouldBe(3000);
        var invoice = (await _api.GetAsync($"/v1/invoices/{updated["latest_invoice"]}")).Ok();
        invoice["billing_reason"]!.GetValue<string>().ShouldBe("subscription_update");
        invoice["lines"]!["data"]!.AsArray().Count.ShouldBe(2);
        invoice["amount_paid"]!.GetValue<long>().ShouldBeInRange(1990, 2000); // A second or two of the month may have passed.
        updated["current_period_end"]!.GetValue<long>().ShouldBe(subscription["current_period_end"]!.GetValue<long>());
    }

    [Fact]
    public async Task AnUpgradeForLaterWaitsForTheNextInvoice()
    {
        var subscription = await _api.SubscribedAsync(1000);
        (await ChangePriceAsync(subscription, 3000, "month")).Ok()["latest_invoice"]!
            .GetValue<string>()
            .ShouldBe((string)subscription["latest_invoice"]!);
        await AdvanceAsync(subscription, "pay");
        (await NewestInvoiceAsync(subscription))["amount_paid"]!.GetValue<long>().ShouldBeInRange(4990, 5000);
        await AdvanceAsync(subscription, "pay");
        (await NewestInvoiceAsync(subscription))["amount_paid"]!.GetValue<long>().ShouldBe(3000);
    }

    [Fact]
    public async Task AChangeWithoutProrationCostsNothingNow()
    {
        var subscription = await _api.SubscribedAsync(3000);
        (await ChangePriceAsync(subscription, 1000, "month", ("proration_behavior", "none"))).Ok();
        await AdvanceAsync(subscription, "pay");
        (await NewestInvoiceAsync(subscription))["amount_paid"]!.GetValue<long>().ShouldBe(1000);
    }

    [Fact]
    public async Task ADowngradeAtOnceIsACreditThatTheNextInvoiceUsesUp()
    {
        var subscription = await _api.SubscribedAsync(3000);
        (await ChangePriceAsync(subscription, 2000, "month", ("proration_behavior", "always_invoice"))).Ok();
        (await NewestInvoiceAsync(subscription))["amount_due"]!.GetValue<long>().ShouldBe(0);
        (await _api.GetAsync($"/v1/customers/{subscription["customer"]}")).Ok()["balance"]!.GetValue<long>().ShouldBeInRange(-1000, -990);
        await AdvanceAsync(subscription, "pay");
        (await NewestInvoiceAsync(subscription))["amount_paid"]!.GetValue<long>().ShouldBeInRange(1000, 1010);
        (await _api.GetAsync($"/v1/customers/{subscription["customer"]}")).Ok()["balance"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact]
    public async Task AnotherIntervalBeginsAPeriodAtOnce()
    {
        var subscription = await _api.SubscribedAsync(1000);
        var updated = (await ChangePriceAsync(subscription, 10000, "year")).Ok();
        var start = DateTimeOffset.FromUnixTimeSeconds(updated["current_period_start"]!.GetValue<long>());
        updated["current_period_end"]!.GetValue<long>().ShouldBe(start.AddYears(1).ToUnixTimeSeconds());
        (await NewestInvoiceAsync(subscription))["amount_paid"]!.GetValue<long>().ShouldBeInRange(9000, 9010);
    }

    [Fact]
    public async Task ADeclinedUpgradeCanRefuseTheChange()
    {
        var subscription = await _api.SubscribedAsync(1000, "4000000000000341");
        (
            await ChangePriceAsync(
                subscription,
                3000,
                "month",
                ("proration_behavior", "always_invoice"),
                ("payment_behavior", "error_if_incomplete")
            )
        ).ShouldFail(HttpStatusCode.PaymentRequired, "card_error", "card_declined");
        var same = (await _api.GetAsync($"/v1/subscriptions/{subscription["id"]}")).Ok();
        same["items"]!["data"]![0]!["price"]!["unit_amount"]!.GetValue<long>().ShouldBe(1000);
        same["status"]!.GetValue<string>().ShouldBe("active");
        (await ChangePriceAsync(subscription, 3000, "month", ("proration_behavior", "always_invoice"))).Ok()["status"]!
            .GetValue<string>()
            .ShouldBe("past_due");
    }

    [Fact]
    public async Task ADeclinedCardMakesNoSubscription()
    {
        var session = await _api.OpenAsync(Requests.Subscription());
        (await _api.PayAsync(session, ("card_number", "4000000000000002"))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok()["subscription"].ShouldBeNull();
        await _api.PayByCardAsync(session);
        var paid = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok();
        paid["payment_intent"].ShouldBeNull();
        var invoice = (await _api.GetAsync($"/v1/invoices/{paid["invoice"]}")).Ok();
        (await _api.GetAsync($"/v1/charges?payment_intent={invoice["payment_intent"]}"))
            .Ok()
            .Data.Select(one => (string?)one["status"])
            .ShouldBe(["succeeded", "failed"]);
    }

    [Fact]
    public async Task DeletingTheCustomerEndsTheirSubscriptions()
    {
        var subscription = await _api.SubscribedAsync();
        (await _api.DeleteAsync($"/v1/customers/{subscription["customer"]}")).Ok();
        (await _api.GetAsync($"/v1/subscriptions/{subscription["id"]}")).Ok()["status"]!.GetValue<string>().ShouldBe("canceled");
    }

    private async Task<JsonNode> AdvanceAsync(JsonNode subscription, string outcome) =>
        (await _api.ControlAsync("POST", $"subscriptions/{subscription["id"]}/advance", new { outcome })).Ok().Json;

    private async Task<JsonNode> NewestInvoiceAsync(JsonNode subscription) =>
        (await _api.GetAsync($"/v1/invoices?subscription={subscription["id"]}&limit=1")).Ok().Data[0];

    private async Task<Answer> ChangePriceAsync(JsonNode subscription, long amount, string interval, params (string, string)[] more)
    {
        var price = (
            await _api.PostAsync(
                "/v1/prices",
                ("currency", "usd"),
                ("unit_amount", $"{amount}"),
                ("recurring[interval]", interval),
                ("product_data[name]", "Elite")
            )
        ).Ok();
        return await _api.PostAsync(
            $"/v1/subscriptions/{subscription["id"]}",
            [("items[0][id]", (string)subscription["items"]!["data"]![0]!["id"]!), ("items[0][price]", price.Id), .. more]
        );
    }

    private Task ReceivedAsync(string type, JsonNode subscription) =>
        Testing.Poll.UntilAsync(
            () => sandbox.Receiver.Of(type).Any(one => (string?)one["data"]!["object"]!["id"] == (string?)subscription["id"]),
            what: type
        );
}
