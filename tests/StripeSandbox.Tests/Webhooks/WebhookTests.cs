using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Webhooks;

/// <summary>The delivery of events, in a separate sandbox, because its switches affect all tests.</summary>
public sealed class WebhookTests(OwnSandbox sandbox) : IClassFixture<OwnSandbox>, IAsyncLifetime
{
    private readonly WebhookReceiver _receiver = sandbox.Receiver;
    private readonly SandboxProcess _api = sandbox.Process;

    public ValueTask InitializeAsync() => sandbox.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task APaymentTellsAllThatHappened()
    {
        var key = Guid.CreateVersion7().ToString();
        await _api.PostWithKeyAsync(key, "/v1/customers", ("email", "a@b.test"));
        var session = await _api.PaidAsync();
        (string, string) refund = ("payment_intent", (string)session["payment_intent"]!);
        await _api.PostAsync("/v1/refunds", refund);
        string[] types =
        [
            "customer.created",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.completed",
            "refund.created",
            "charge.refunded",
        ];
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == types.Length);
        _receiver.Received.Select(one => (string)one["type"]!).ShouldBe(types, ignoreOrder: true);
        _receiver.Forged.ShouldBe(0);

        var created = _receiver.Of("customer.created").Single();
        ((string)created["id"]!).ShouldStartWith("evt_");
        created["object"]!.GetValue<string>().ShouldBe("event");
        created["livemode"]!.GetValue<bool>().ShouldBeFalse();
        created["pending_webhooks"]!.GetValue<int>().ShouldBe(1);
        created["request"]!["idempotency_key"]!.GetValue<string>().ShouldBe(key);
        ((string)created["request"]!["id"]!).ShouldStartWith("req_");
        _receiver.Of("checkout.session.completed").Single()["request"]!["id"].ShouldBeNull();
        var refunded = _receiver.Of("charge.refunded").Single();
        refunded["data"]!["previous_attributes"]!["amount_refunded"]!.GetValue<long>().ShouldBe(0);
        refunded["data"]!["previous_attributes"]!["amount"].ShouldBeNull();

        var listed = (await _api.GetAsync("/v1/events?limit=100")).Ok().Data;
        listed.Count.ShouldBe(types.Length);
        (await _api.GetAsync("/v1/events?type=charge.*")).Ok().Data.Count.ShouldBe(2);
        (await _api.GetAsync("/v1/events?types[]=refund.created&types[]=charge.refunded")).Ok().Data.Count.ShouldBe(2);
        (await _api.GetAsync($"/v1/events?created[gt]={created["created"]!.GetValue<long>() + 3600}")).Ok().Data.ShouldBeEmpty();
        await Testing.Poll.UntilAsync(async () =>
            (await _api.GetAsync($"/v1/events/{created["id"]}")).Ok()["pending_webhooks"]!.GetValue<int>() == 0
        );
    }

    [Fact]
    public async Task AnEventKeepsWhatItsObjectWas()
    {
        var customer = (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await _api.PostAsync($"/v1/customers/{customer.Id}", ("name", "Bea"))).Ok();
        (await _api.GetAsync("/v1/events?type=customer.created")).Ok().Data.Single()["data"]!["object"]!["name"]!
            .GetValue<string>()
            .ShouldBe("Ann");
        (await _api.GetAsync("/v1/events?type=customer.updated")).Ok().Data.Single()["data"]!["previous_attributes"]!
            .ToJsonString()
            .ShouldBe("""{"name":"Ann"}""");
    }

    [Fact]
    public async Task WhatIsNotTakenComesAgain()
    {
        _receiver.Refusals = 2;
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await PendingAsync()).ShouldBe(1);
        await Testing.Poll.UntilAsync(() => _receiver.Of("customer.created").Count == 1);
        await Testing.Poll.UntilAsync(async () => await PendingAsync() == 0);
        _receiver.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task CopiesAreSentOfEach()
    {
        (
            await _api.ControlAsync(
                "PUT",
                "webhooks",
                new
                {
                    copies = 3,
                    shuffle = true,
                    delay_ms = new { min = 1, max = 20 },
                }
            )
        ).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        await Testing.Poll.UntilAsync(async () => _receiver.Received.Count == 3 && await PendingAsync() == 0);
        _receiver.Received.Select(one => (string)one["id"]!).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task ShuffledEventsComeInAnotherOrder()
    {
        (await _api.ControlAsync("PUT", "webhooks", new { shuffle = true })).Ok();
        for (var i = 0; i < 30; i++)
        {
            (await _api.PostAsync("/v1/customers", ("name", $"{i:00}"))).Ok();
        }

        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 30);
        var names = _receiver.Received.Select(one => (string)one["data"]!["object"]!["name"]!).ToList();
        names.ShouldNotBe(names.Order(StringComparer.Ordinal).ToList()); // By chance, one time in 30!.
    }

    [Fact]
    public async Task NothingIsSentWhileTheyAreDisabledAndEverythingAfter()
    {
        (await _api.ControlAsync("PUT", "webhooks", new { enabled = false })).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await PendingAsync()).ShouldBe(1);
        _receiver.Received.ShouldBeEmpty();
        (await _api.ControlAsync("PUT", "webhooks", new { })).Ok()["enabled"]!.GetValue<bool>().ShouldBeTrue();
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 1);
    }

    [Fact]
    public async Task WhatWaitsCanBeForgotten()
    {
        (await _api.ControlAsync("PUT", "webhooks", new { enabled = false })).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await _api.ControlAsync("DELETE", "webhooks/pending")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PendingAsync()).ShouldBe(0);
        (await _api.ControlAsync("PUT", "webhooks", new { })).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Bea"))).Ok();
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 1);
        _receiver.Received.Single()["data"]!["object"]!["name"]!.GetValue<string>().ShouldBe("Bea");
    }

    [Fact]
    public async Task EventsAreSentAgainWhenAsked()
    {
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Bea"))).Ok();
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 2);
        (await _api.ControlAsync("POST", "webhooks/resend", new { event_id = (string)_receiver.Received[0]["id"]! })).Status.ShouldBe(
            HttpStatusCode.Accepted
        );
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 3);
        (await _api.ControlAsync("POST", "webhooks/resend", new { all = true })).Status.ShouldBe(HttpStatusCode.Accepted);
        await Testing.Poll.UntilAsync(() => _receiver.Received.Count == 5);
        (await _api.ControlAsync("POST", "webhooks/resend", new { event_id = "evt_none" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await _api.ControlAsync("POST", "webhooks/resend", new { })).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(6, 0, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 5, 4)]
    public async Task ImpossibleSwitchesAreRefused(int copies, int min, int max) =>
        (await _api.ControlAsync("PUT", "webhooks", new { copies, delay_ms = new { min, max } })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );

    private async Task<int> PendingAsync() => (await _api.ControlAsync("GET", "webhooks/pending")).Ok()["pending"]!.GetValue<int>();
}
