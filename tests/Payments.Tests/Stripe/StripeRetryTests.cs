using Community.Payments.Stripe;
using Polly.CircuitBreaker;
using Polly.Timeout;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeRetryTests
{
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(409, "idempotency_key_in_use")]
    [InlineData(409, "lock_timeout")]
    [InlineData(429, "rate_limit")]
    [InlineData(429, "lock_timeout")]
    [InlineData(500, null)]
    [InlineData(502, null)]
    [InlineData(503, null)]
    [InlineData(504, null)]
    public async Task APostIsRetriedUnderTheSameKey(int status, string? code)
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(status, Error("api_error", code)).Answer(status, Error("api_error", code)).Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3", 500), "refund:1")).Id.ShouldBe("re_1");
        IsTheSameThreeTimes(stripe);
    }

    [Fact]
    public async Task APostWhoseAnswerIsLostIsRetriedUnderTheSameKey()
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.CutOff().CutOffInTheBody().Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3", 500), "refund:1")).Id.ShouldBe("re_1");
        IsTheSameThreeTimes(stripe);
    }

    [Fact]
    public async Task APostWithoutAnAnswerInTimeIsRetriedUnderTheSameKey()
    {
        await using var stripe = await StubStripe.StartAsync(timings => timings.Attempt = TimeSpan.FromSeconds(5));
        stripe.Hang().Answer(500, "{}").Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3", 500), "refund:1")).Id.ShouldBe("re_1");
        IsTheSameThreeTimes(stripe);
    }

    [Fact]
    public async Task AConnectionThatTakesTooLongIsRetried()
    {
        await using var stripe = await StubStripe.StartAsync(between: new SlowToConnectOnce());
        (await stripe.Answer(200, Refund).Client.CreateRefundAsync(new("pi_3"), "k")).Id.ShouldBe("re_1");
    }

    [Fact]
    public async Task AGetAndADeleteAreRetriedWithoutAKey()
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(500, "{}").Answer(200, Charge).CutOff().Answer(200, EndedSubscription);
        await stripe.Client.GetChargeAsync("ch_4");
        await stripe.Client.CancelSubscriptionAsync("sub_2");
        stripe.Requests.Select(request => request.Method).ShouldBe(["GET", "GET", "DELETE", "DELETE"]);
        stripe.Requests.ShouldAllBe(request => !request.Headers.ContainsKey("Idempotency-Key"));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(422)]
    public async Task WhatIsRefusedIsNotRetried(int status)
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(status, Error("invalid_request_error")).Answer(200, Refund);
        (await Should.ThrowAsync<StripeRefusedException>(() => stripe.Client.CreateRefundAsync(new("pi_3"), "k"))).HttpStatus.ShouldBe(
            status
        );
        stripe.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task WhatStripeSaysIsNoUseToRetryIsNot(int status)
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(status, Error("api_error"), ("Stripe-Should-Retry", "false")).Answer(200, Refund);
        await Should.ThrowAsync<Exception>(() => stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
        stripe.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatStripeSaysIsWorthARetryIsRetried()
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(400, Error("invalid_request_error"), ("Stripe-Should-Retry", "true")).Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3"), "k")).Id.ShouldBe("re_1");
        stripe.Requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task AfterTheLastRetryItIsNotKnown(int status)
    {
        await using var stripe = await StubStripe.StartAsync(timings => timings.Retries = 2);
        stripe.Answer(status, Error("api_error")).Answer(status, Error("api_error")).Answer(status, Error("api_error")).Answer(200, Refund);
        var unknown = await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
        unknown.HttpStatus.ShouldBe(status);
        unknown.RequestId.ShouldBe("req_3");
        stripe.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task WithoutRetriesThereIsOneAttempt()
    {
        await using var stripe = await StubStripe.StartAsync(timings => timings.Retries = 0);
        await Should.ThrowAsync<StripeUnavailableException>(() => stripe.CutOff().Client.CreateRefundAsync(new("pi_3"), "k"));
        stripe.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnUnreachableStripeIsUnavailable()
    {
        var stripe = await StubStripe.StartAsync(timings => timings.Retries = 1);
        var client = stripe.Client;
        await using (stripe)
        {
            await stripe.StopServerAsync();
            (
                await Should.ThrowAsync<StripeUnavailableException>(() => client.GetChargeAsync("ch_4"))
            ).InnerException.ShouldBeOfType<HttpRequestException>();
        }
    }

    [Fact]
    public async Task APauseThatStripeAsksForIsKept()
    {
        var clock = new StripeClock();
        await using var stripe = await StubStripe.StartAsync(timings => (timings.Attempt, timings.Total) = (Never, Never), clock);
        stripe.Answer(429, Error("invalid_request_error", "rate_limit"), ("Retry-After", "20")).Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3"), "k")).Id.ShouldBe("re_1");
        clock.Pauses.ShouldHaveSingleItem().ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(21));
    }

    [Fact]
    public async Task APauseUntilATimeIsKept()
    {
        var clock = new StripeClock();
        await using var stripe = await StubStripe.StartAsync(timings => (timings.Attempt, timings.Total) = (Never, Never), clock);
        stripe.Answer(503, "", ("Retry-After", clock.GetUtcNow().AddSeconds(25).ToString("R"))).Answer(200, Refund);
        (await stripe.Client.CreateRefundAsync(new("pi_3"), "k")).Id.ShouldBe("re_1");
        clock.Pauses.ShouldHaveSingleItem().ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(26));
    }

    [Fact]
    public async Task APauseLongerThanTheCallMayLastEndsIt()
    {
        await using var stripe = await StubStripe.StartAsync();
        stripe.Answer(429, Error("invalid_request_error", "rate_limit"), ("Retry-After", "3600")).Answer(200, Refund);
        var unknown = await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
        unknown.RetryAfter.ShouldBe(TimeSpan.FromHours(1));
        stripe.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task PausesGrowUpToTheirLimit()
    {
        var clock = new StripeClock();
        await using var stripe = await StubStripe.StartAsync(
            timings =>
            {
                (timings.Attempt, timings.Total, timings.Retries) = (Never, Never, 8);
                (timings.RetryDelay, timings.MaxRetryDelay, timings.BreakLeast) = (
                    TimeSpan.FromMilliseconds(500),
                    TimeSpan.FromSeconds(5),
                    100
                );
            },
            clock
        );
        for (var attempt = 0; attempt < 9; attempt++)
        {
            stripe.Answer(500, "{}");
        }

        await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Client.GetChargeAsync("ch_4"));
        clock.Pauses.Count.ShouldBe(8);
        clock.Pauses.ShouldAllBe(pause => pause > TimeSpan.Zero && pause <= TimeSpan.FromSeconds(5));
        clock.Pauses.Max().ShouldBeGreaterThan(TimeSpan.FromSeconds(2));
        clock.Pauses.Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task TheWholeCallHasALimitToo()
    {
        await using var stripe = await StubStripe.StartAsync(timings =>
            (timings.Attempt, timings.Total, timings.Retries) = (TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500), 10)
        );
        for (var attempt = 0; attempt < 11; attempt++)
        {
            stripe.Hang();
        }

        var unknown = await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
        unknown.InnerException.ShouldBeOfType<TimeoutRejectedException>();
        stripe.Requests.Count.ShouldBeLessThan(11);
    }

    [Fact]
    public async Task ACallerWhoLeavesIsNotAnOutage()
    {
        await using var stripe = await StubStripe.StartAsync(timings => timings.BreakLeast = 2);
        for (var call = 0; call < 4; call++)
        {
            stripe.Hang();
            using var leaves = new CancellationTokenSource();
            var pending = stripe.Client.GetChargeAsync("ch_4", leaves.Token);
            await Community.Testing.Poll.UntilAsync(() => stripe.Requests.Count == call + 1);
            await leaves.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => pending);
        }

        (await stripe.Answer(200, Charge).Client.GetChargeAsync("ch_4")).Id.ShouldBe("ch_4");
        stripe.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task WhenMostFailsNothingIsAskedUntilOneAttemptSucceeds()
    {
        var clock = new StripeClock();
        await using var stripe = await StubStripe.StartAsync(
            timings =>
            {
                (timings.Attempt, timings.Total, timings.Retries) = (Never, Never, 0);
                (timings.BreakLeast, timings.Break) = (4, TimeSpan.FromSeconds(15));
            },
            clock
        );
        for (var failure = 0; failure < 4; failure++)
        {
            await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Answer(500, "{}").Client.GetChargeAsync("ch_4"));
        }

        await IsOpenAsync();

        clock.Advance(TimeSpan.FromSeconds(16));
        await Should.ThrowAsync<StripeUnavailableException>(() => stripe.CutOff().Client.GetChargeAsync("ch_4"));
        stripe.Requests.Count.ShouldBe(5);
        await IsOpenAsync();

        clock.Advance(TimeSpan.FromSeconds(16));
        (await stripe.Answer(200, Charge).Client.GetChargeAsync("ch_4")).Id.ShouldBe("ch_4");
        (await stripe.Answer(200, Charge).Client.GetChargeAsync("ch_4")).Id.ShouldBe("ch_4");
        stripe.Logs.Count(line => line.Contains("it is not asked for 15 s", StringComparison.Ordinal)).ShouldBe(2);
        stripe.Logs.ShouldContain(line => line.Contains("Stripe answers again", StringComparison.Ordinal));

        async Task IsOpenAsync()
        {
            var asked = stripe.Requests.Count;
            var unknown = await Should.ThrowAsync<StripeUnavailableException>(() => stripe.Client.GetChargeAsync("ch_4"));
            unknown.InnerException.ShouldBeOfType<BrokenCircuitException>();
            unknown.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
            stripe.Requests.Count.ShouldBe(asked);
        }
    }

    [Theory]
    [InlineData(402, "card_declined")]
    [InlineData(404, "resource_missing")]
    [InlineData(409, "idempotency_key_in_use")]
    [InlineData(429, "lock_timeout")]
    public async Task WhatConcernsOneObjectDoesNotOpenTheCircuit(int status, string code)
    {
        await using var stripe = await StubStripe.StartAsync(timings => (timings.Retries, timings.BreakLeast) = (0, 2));
        for (var call = 0; call < 6; call++)
        {
            await Should.ThrowAsync<Exception>(() => stripe.Answer(status, Error("api_error", code)).Client.GetChargeAsync("ch_4"));
        }

        (await stripe.Answer(200, Charge).Client.GetChargeAsync("ch_4")).Id.ShouldBe("ch_4");
    }

    private static void IsTheSameThreeTimes(StubStripe stripe)
    {
        stripe.Requests.Count.ShouldBe(3);
        stripe.Requests.ShouldAllBe(request =>
            request.Method == "POST"
            && request.Target == "/v1/refunds"
            && request.Body.Split('&').Order().SequenceEqual(new[] { "amount=500", "payment_intent=pi_3" })
            && request.Headers["Idempotency-Key"] == "refund:1"
        );
    }

    /// <summary>Fails as the socket handler does when its own connect timeout has passed.</summary>
    private sealed class SlowToConnectOnce : DelegatingHandler
    {
        private int _calls;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Interlocked.Increment(ref _calls) == 1
                ? Task.FromException<HttpResponseMessage>(new TaskCanceledException("connect", new TimeoutException()))
                : base.SendAsync(request, cancellationToken);
    }
}
