using Community.Payments.Stripe;
using static Community.Payments.Tests.Stripe.Fixtures;

namespace Community.Payments.Tests.Stripe;

public sealed class StripeErrorTests : IAsyncLifetime
{
    private StubStripe _stripe = null!;

    public async ValueTask InitializeAsync() => _stripe = await StubStripe.StartAsync(timings => timings.Retries = 0);

    public ValueTask DisposeAsync() => _stripe.DisposeAsync();

    [Fact]
    public async Task ARefusalSaysWhatStripeSaid()
    {
        var refusal = await RefusedAsync(
            402,
            Error("card_error", "card_declined", "Your card has insufficient funds.", "insufficient_funds", "card")
        );
        refusal.Type.ShouldBe("card_error");
        refusal.Code.ShouldBe("card_declined");
        refusal.DeclineCode.ShouldBe("insufficient_funds");
        refusal.Param.ShouldBe("card");
        refusal.HttpStatus.ShouldBe(402);
        refusal.RequestId.ShouldBe("req_1");
        refusal.IsMissing.ShouldBeFalse();
        refusal.Message.ShouldContain("Your card has insufficient funds.");
        _stripe.Logs.ShouldContain(line =>
            line.Contains(
                "POST v1/refunds: 402 card_error card_declined insufficient_funds, parameter card (req_1)",
                StringComparison.Ordinal
            )
        );
    }

    [Fact]
    public async Task AnotherRequestUnderTheSameKeyIsRefused() =>
        (await RefusedAsync(400, Error("idempotency_error"))).Type.ShouldBe("idempotency_error");

    [Fact]
    public async Task WhatIsNotThereIsMissing() =>
        (await RefusedAsync(404, Error("invalid_request_error", "resource_missing"))).IsMissing.ShouldBeTrue();

    [Theory]
    [InlineData("")]
    [InlineData("<html>Forbidden</html>")]
    [InlineData("""{"error": "text"}""")]
    [InlineData("""{"error": {"code": null}}""")]
    public async Task ARefusalThatIsNotStripesHasNoType(string body)
    {
        var refusal = await RefusedAsync(403, body);
        refusal.Type.ShouldBeNull();
        refusal.Code.ShouldBeNull();
        refusal.HttpStatus.ShouldBe(403);
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(200, """{"object": "list", "data": []}""")]
    [InlineData(200, """{"id": "ch_1", "object": "charge"}""")]
    [InlineData(301, "")]
    [InlineData(304, "")]
    public async Task AnAnswerThatCannotBeUnderstoodIsNotKnown(int status, string body)
    {
        _stripe.Answer(status, body, ("Location", "/v1/elsewhere"));
        var unknown = await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.GetRefundAsync("re_1"));
        unknown.IsRemembered.ShouldBeFalse($"{status} is no failure that Stripe remembers");
        _stripe.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"error": {"type": 5, "code": null}}""")]
    public async Task ARefusalThatCannotBeReadIsNotKnown(string body)
    {
        _stripe.Answer(403, body);
        await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
    }

    [Fact]
    public async Task AListThatIsNoneIsNotKnown()
    {
        _stripe.Answer(200, Charge);
        await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.ListRefundsAsync("pi_3"));
    }

    [Fact]
    public async Task WhatIsNotKnownIsAnOutageToThePlatform()
    {
        _stripe.Answer(500, "{}");
        (
            await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.GetRefundAsync("re_1"))
        ).InnerException.ShouldBeOfType<HttpRequestException>();
        _stripe.Answer(200, "{}");
        (
            await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.GetRefundAsync("re_1"))
        ).InnerException.ShouldBeOfType<HttpRequestException>();
    }

    [Fact]
    public async Task AnAnswerWithoutEndIsNotRead()
    {
        _stripe.Answer(200, new string(' ', 9 * 1024 * 1024));
        await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.GetRefundAsync("re_1"));
    }

    [Fact]
    public async Task NeitherKeysNorPeopleAreInLogsOrExceptions()
    {
        var echo = $"Invalid API Key provided: {StubStripe.SecretKey}, sk_live_****1234, {StubStripe.WebhookSecret} of ann@example.test";
        var failures = new List<Exception> { await RefusedAsync(401, Error("invalid_request_error", null, echo)) };
        _stripe.Answer(500, Error("api_error", null, echo)).CutOff().Answer(200, $$"""{"id": "{{StubStripe.SecretKey}}" """);
        for (var call = 0; call < 3; call++)
        {
            failures.Add(await Should.ThrowAsync<StripeUnavailableException>(() => _stripe.Client.GetChargeAsync("ch_secretcustomer")));
        }

        var written = string.Join('\n', _stripe.Logs.Concat(failures.Select(failure => failure.ToString())));
        written.ShouldNotContain(StubStripe.SecretKey);
        written.ShouldNotContain(StubStripe.WebhookSecret);
        written.ShouldNotContain("sk_live");
        written.ShouldNotContain("ann@example.test");
        written.ShouldNotContain("ch_secretcustomer");
        written.ShouldContain("GET v1/charges/{id}");
        _stripe.Requests[0].Headers["Authorization"].ShouldContain(StubStripe.SecretKey);
    }

    private async Task<StripeRefusedException> RefusedAsync(int status, string body)
    {
        _stripe.Answer(status, body);
        return await Should.ThrowAsync<StripeRefusedException>(() => _stripe.Client.CreateRefundAsync(new("pi_3"), "k"));
    }
}
