using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.State;

/// <summary>A killed sandbox comes back with everything that it had acknowledged.</summary>
public sealed class StateFileTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stripe-sandbox").FullName;
    private SandboxProcess? _api;
    private WebhookReceiver? _receiver;

    private string StateFile => Path.Combine(_folder, "deeper", "state.jsonl");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await (_api?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_receiver?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EverythingIsThereAfterAKill()
    {
        var api = await StartAsync();
        var paid = await api.PaidAsync();
        var open = await api.OpenAsync(Requests.Payment());
        var subscription = await api.SubscribedAsync();
        var before = await EverythingAsync(api);
        await api.KillAsync();

        api = await StartAsync();
        (await EverythingAsync(api)).ShouldBe(before);
        (await api.PayAsync(paid, ("card_number", "4242424242424242"))).StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await api.Http.GetAsync($"/c/pay/{open["id"]}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.ControlAsync("POST", $"subscriptions/{subscription["id"]}/advance", new { outcome = "pay" })).Ok();
        (await api.ControlAsync("POST", $"sessions/{open["id"]}/pay", new { card_number = "4242424242424242" })).Ok();
    }

    [Fact]
    public async Task WhatIsAcknowledgedUnderLoadSurvives()
    {
        var api = await StartAsync();
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<string>();
        var load = Enumerable
            .Range(0, 16)
            .Select(async _ =>
            {
                try
                {
                    while (true)
                    {
                        acknowledged.Add((await api.PostAsync("/v1/customers", ("name", "Ann"))).Ok().Id);
                    }
                }
                catch (HttpRequestException)
                {
                    // Killed.
                }
            })
            .ToList();
        await Testing.Poll.UntilAsync(() => acknowledged.Count > 300);
        await api.KillAsync();
        await Task.WhenAll(load);

        api = await StartAsync();
        foreach (var id in acknowledged)
        {
            (await api.GetAsync($"/v1/customers/{id}")).Ok();
        }
    }

    [Fact]
    public async Task IdempotencyKeysSurvive()
    {
        var key = Guid.CreateVersion7().ToString();
        var api = await StartAsync();
        var first = (await api.PostWithKeyAsync(key, "/v1/customers", ("name", "Ann"))).Ok();
        await api.KillAsync();
        api = await StartAsync();
        var second = (await api.PostWithKeyAsync(key, "/v1/customers", ("name", "Ann"))).Ok();
        second.Id.ShouldBe(first.Id);
        second.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task UndeliveredWebhooksAreSentAfterARestart()
    {
        _receiver = await WebhookReceiver.StartAsync();
        _receiver.Refusals = int.MaxValue;
        var api = await StartAsync(("WebhookUrl", _receiver.Url));
        (await api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        await Testing.Poll.UntilAsync(() => _receiver.Refusals < int.MaxValue);
        await api.KillAsync();
        _receiver.Refusals = 0;
        api = await StartAsync(("WebhookUrl", _receiver.Url));
        await Testing.Poll.UntilAsync(() => _receiver.Of("customer.created").Count == 1);
        await Testing.Poll.UntilAsync(async () =>
            (await api.ControlAsync("GET", "webhooks/pending")).Ok()["pending"]!.GetValue<int>() == 0
        );
    }

    [Fact]
    public async Task ALineCutShortIsDropped()
    {
        var api = await StartAsync();
        var customer = (await api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        await api.KillAsync();
        await File.AppendAllTextAsync(StateFile, """[{"id":"cus_torn","object":"customer","na""");
        api = await StartAsync();
        (await api.GetAsync($"/v1/customers/{customer.Id}")).Ok();
        (await api.GetAsync("/v1/customers/cus_torn")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.PostAsync("/v1/customers", ("name", "Bea"))).Ok();
        await api.KillAsync();
        (await (await StartAsync()).GetAsync("/v1/customers")).Ok().Data.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AFileDamagedInTheMiddleIsNotIgnored()
    {
        var api = await StartAsync();
        (await api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        await api.KillAsync();
        await File.WriteAllTextAsync(StateFile, "[{\n" + await File.ReadAllTextAsync(StateFile));
        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync())).Message.ShouldContain("state file");
    }

    [Fact]
    public async Task WhatWasForgottenStaysForgotten()
    {
        var api = await StartAsync();
        await api.PaidAsync();
        (await api.ControlAsync("DELETE", "state")).Status.ShouldBe(HttpStatusCode.NoContent);
        await api.KillAsync();
        (await (await StartAsync()).GetAsync("/v1/charges")).Ok().Data.ShouldBeEmpty();
    }

    private async Task<SandboxProcess> StartAsync(params (string, string?)[] settings)
    {
        await (_api?.DisposeAsync() ?? ValueTask.CompletedTask);
        _api = null;
        return _api = await SandboxProcess.StartAsync([("File", StateFile), .. settings]);
    }

    private static async Task<string> EverythingAsync(SandboxProcess api)
    {
        string[] lists =
        [
            "customers",
            "checkout/sessions",
            "payment_intents",
            "charges",
            "refunds",
            "subscriptions",
            "invoices",
            "balance_transactions",
            "events",
        ];
        var all = await Task.WhenAll(lists.Select(async list => (await api.GetAsync($"/v1/{list}?limit=100")).Ok().Json.ToJsonString()));
        return string.Join('\n', all);
    }
}
