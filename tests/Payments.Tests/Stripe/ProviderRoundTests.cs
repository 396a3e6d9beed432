using Community.Payments.Stripe;

namespace Community.Payments.Tests.Stripe;

public sealed class ProviderRoundTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task AnItemThatFailsKeepsNoOtherWaitingAndTheRoundIsLoggedOnce(int sideBySide)
    {
        using var failures = new LoggedFailures();
        var done = 0;
        await ProviderRound.EachAsync(
            Enumerable.Range(1, 100),
            item => $"item {item}",
            (item, _) =>
                (item % 3) switch
                {
                    0 => throw new StripeUnavailableException("Stripe answered 500.", new HttpRequestException()) { HttpStatus = 500 },
                    1 => Task.FromException(new InvalidOperationException("It is not ours.")),
                    _ => Task.FromResult(Interlocked.Increment(ref done)),
                },
            failures.CreateLogger("test"),
            TestContext.Current.CancellationToken,
            sideBySide
        );

        done.ShouldBe(33);
        failures.Lines.ShouldHaveSingleItem().ShouldStartWith("67 items failed");
    }

    [Fact]
    public async Task ARoundEndsWhenTheProcessStops()
    {
        using var failures = new LoggedFailures();
        using var stop = new CancellationTokenSource();
        var begun = 0;
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ProviderRound.EachAsync(
                Enumerable.Range(1, 100),
                item => $"item {item}",
                async (_, cancellationToken) =>
                {
                    begun++;
                    await stop.CancelAsync();
                    cancellationToken.ThrowIfCancellationRequested();
                },
                failures.CreateLogger("test"),
                stop.Token
            )
        );

        begun.ShouldBe(1);
        failures.Lines.ShouldBeEmpty();
    }
}
