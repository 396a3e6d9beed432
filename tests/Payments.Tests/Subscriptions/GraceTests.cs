using Community.Contracts.Payments;
using Community.Payments.Tests.Plans;
using Community.Testing;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>The end of the grace period, in a service with a short one.</summary>
public sealed class GraceTests(TestServers servers) : IAsyncLifetime
{
    private readonly PaymentsApplication _app = new(servers) { Settings = { ["Payments:GraceSeconds"] = "3" } };
    private readonly Guid _me = Guid.CreateVersion7();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task WhatIsNotPaidInTimeEndsHereAndAtStripeAndCanBeBegunAnew()
    {
        await using var heard = await Heard<EntitlementsChanged>.ListenAsync(_app);
        var http = _app.HttpAs(_me);
        await _app.SubscribeAsync(_me, "elite");
        var stripeId = await _app.StripeIdAsync(_me);
        await _app.AdvanceAsync(_me, "fail");

        await http.WaitForPlanAsync("free", "none");
        await Poll.UntilAsync(async () =>
            (await _app.AtStripeAsync($"subscriptions/{stripeId}")).GetProperty("status").GetString() == "canceled"
        );
        await Poll.UntilAsync(() => heard.About(_me) is [{ Plan: "elite" }, .., { Plan: "free", Until: null }]);
        (await _app.PaidAsync(_me)).ShouldBe([(1999, "fulfilled")]);

        (await _app.PayPageAsync(await http.PageAsync("premium"))).ShouldBe(System.Net.HttpStatusCode.OK);
        await http.WaitForPlanAsync("premium", "active");
    }
}
