using Community.StripeSandbox.Checkout;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Webhooks;
using Community.StripeSandbox.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Community.StripeSandbox.Tests.Checkout;

/// <summary>The expiry of a session: the store at a time that the test sets.</summary>
public sealed class ExpiryTests : IDisposable
{
    private readonly SettableTime _time = new();
    private readonly Journal _journal;
    private readonly Store _store;

    public ExpiryTests()
    {
        var options = new SandboxOptions();
        _journal = new Journal(options, NullLogger<Journal>.Instance);
        _store = new Store(_journal, new EventSettings(options), _time);
    }

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task ASessionExpiresByItselfAndTellsSo()
    {
        using var clock = new SandboxClock(_store, _time);
        await OpenAsync();
        await clock.StartAsync(CancellationToken.None);
        (await FindAsync())!.Status.ShouldBe("open");
        _time.Now = _time.Now.AddMinutes(31);
        await Testing.Poll.UntilAsync(async () => (await FindAsync())!.Status == "expired");
        _store.All<StripeEvent>().ShouldHaveSingleItem().Type.ShouldBe("checkout.session.expired");
        await clock.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task ASessionWhoseTimeIsOverCannotBePaidEvenBeforeItExpires()
    {
        await OpenAsync();
        _time.Now = _time.Now.AddMinutes(30);
        var result = await new CheckoutPayment(_store).PayAsync("cs_test_1", new PaymentForm("4242424242424242"));
        result.WasOpen.ShouldBeFalse();
        result.Session!.Status.ShouldBe("expired");
        _store.All<StripeSandbox.Payments.Charge>().ShouldBeEmpty();
    }

    private Task<CheckoutSession?> FindAsync() => _store.RunAsync(state => state.Find<CheckoutSession>("cs_test_1"));

    private Task<CheckoutSession> OpenAsync() =>
        _store.RunAsync(state =>
            state.Put(
                new CheckoutSession
                {
                    Id = "cs_test_1",
                    Created = state.Timestamp,
                    AmountSubtotal = 100,
                    AmountTotal = 100,
                    Currency = "eur",
                    ExpiresAt = state.Timestamp + (30 * 60),
                    Metadata = Metadata.None,
                    Mode = "payment",
                    PaymentMethodOptions = new Dictionary<string, object>(StringComparer.Ordinal),
                    PaymentMethodTypes = ["card"],
                    SuccessUrl = "http://shop.test",
                }
            )
        );

    /// <summary>The system's timers, with a date that the test sets.</summary>
    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
