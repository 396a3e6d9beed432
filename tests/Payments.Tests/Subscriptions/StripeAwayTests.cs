using System.Net;
using Community.Testing;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>While Stripe does not answer, in a service without retries of a request, and whose circuit never opens.</summary>
public sealed class StripeAwayTests(TestServers servers) : IAsyncLifetime
{
    private readonly PaymentsApplication _app = new(servers)
    {
        Settings = { ["Stripe:Timings:Retries"] = "0", ["Stripe:Timings:BreakLeast"] = "100000" },
    };
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => _app.HttpAs(_me);

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task APageThatWasMadeAndNotHeardOfIsTheSamePage()
    {
        await using (await _app.FaultsAsync(new { fail_next = 1000, path = "/v1/checkout/sessions" }))
        {
            (await Me.WantAsync("premium")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await using (await _app.FaultsAsync(new { charge_then_drop = 1, path = "/v1/checkout/sessions" }))
        {
            await Poll.UntilAsync(async () => (await Me.WantAsync("premium")).StatusCode == HttpStatusCode.Created);
        }

        var session = await Me.PageAsync("premium");
        (await _app.AtStripeAsync("customers?limit=100")).GetProperty("data").GetArrayLength().ShouldBe(1);
        (await _app.PayPageAsync(session)).ShouldBe(HttpStatusCode.OK);
        await Me.WaitForPlanAsync("premium", "active");
    }

    [Theory]
    [InlineData("/v1/customers")]
    [InlineData("/v1/products")]
    [InlineData("/v1/prices")]
    [InlineData("/v1/checkout/sessions")]
    public async Task AFailureThatStripeRemembersIsNotMetAgain(string path)
    {
        await using (await _app.FaultsAsync(new { fail_next = 1, path }))
        {
            await Poll.UntilAsync(async () => (await Me.WantAsync("premium")).StatusCode == HttpStatusCode.ServiceUnavailable);
        }

        (await _app.PayPageAsync(await Me.PageAsync("premium"))).ShouldBe(HttpStatusCode.OK);
        await Me.WaitForPlanAsync("premium", "active");
    }

    [Fact]
    public async Task StripeAwayIs503AndNothingIsLost()
    {
        await _app.SubscribeAsync(_me, "premium");
        await using (await _app.FaultsAsync(new { drop_next = 1000, path = "/v1/subscriptions" }))
        {
            (await Me.DeleteAsync(Subscribers.Me)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await Poll.UntilAsync(async () => (await Me.DeleteAsync(Subscribers.Me)).StatusCode == HttpStatusCode.OK);
        (await Me.MineAsync()).GetProperty("status").GetString().ShouldBe("cancelling");
    }
}
