using Community.Sdk;
using Community.Sdk.Models;

namespace Community.SdkDotnet.Tests;

public sealed class ErrorTests
{
    [Theory]
    [InlineData(400, typeof(ValidationFailedException))]
    [InlineData(401, typeof(UnauthorizedException))]
    [InlineData(402, typeof(PaymentRequiredException))]
    [InlineData(403, typeof(ForbiddenException))]
    [InlineData(404, typeof(NotFoundException))]
    [InlineData(409, typeof(ConflictException))]
    [InlineData(410, typeof(NotFoundException))]
    [InlineData(413, typeof(TooLargeException))]
    [InlineData(415, typeof(ValidationFailedException))]
    [InlineData(418, typeof(ApiException))]
    [InlineData(422, typeof(ValidationFailedException))]
    [InlineData(429, typeof(RateLimitedException))]
    [InlineData(500, typeof(ServerErrorException))]
    [InlineData(503, typeof(ServerErrorException))]
    public async Task EachKindHasAClass(int status, Type type)
    {
        var refused = await RefusalAsync(Script.Status(status, "a_new_word"));
        refused.ShouldBeOfType(type);
        refused.Status.ShouldBe(status);
        refused.Reason!.Value.Value.ShouldBe("a_new_word");
        refused.TraceId.ShouldBe("t1");
        refused.Message.ShouldBe("No.");
        refused.RawBody.ShouldContain("\"trace_id\":\"t1\"");
    }

    [Fact]
    public async Task APaymentHasItsOrder()
    {
        var refused = await RefusalAsync(
            Script.Json(
                """{"reason":"payment_required","order_id":"0198c0de-0000-7000-8000-0000000000b1","amount_cents":2500,"currency":"USD","price_credits":null,"expires_at":"2026-12-03T15:00:00Z"}""",
                402
            )
        );
        var payment = refused.ShouldBeOfType<PaymentRequiredException>();
        payment.OrderId.ShouldBe(Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"));
        (payment.AmountCents, payment.Currency, payment.PriceCredits).ShouldBe((2500L, "USD", (long?)null));
        payment.ExpiresAt.ShouldBe(new DateTimeOffset(2026, 12, 3, 15, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task APlanIsAKindOfItsOwn() =>
        (await RefusalAsync(Script.Json("""{"required_plan":"premium"}""", 402)))
            .ShouldBeOfType<PlanRequiredException>()
            .Plan.ShouldBe("premium");

    [Fact]
    public async Task AValidationHasTheFaultsOfEachField()
    {
        var refused = await RefusalAsync(Script.Json("""{"errors":{"tags[3]":["must be short"],"name":["is required"]}}""", 400));
        var errors = refused.ShouldBeOfType<ValidationFailedException>().Errors;
        errors["tags[3]"].ShouldBe(["must be short"]);
        errors.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AFaultHasItsCodeAndItsNumbers()
    {
        var refused = await RefusalAsync(
            Script.Json(
                """{"faults":[{"field":"name","code":"too_short","min":2,"message":"must be longer"},{"field":"a","code":"new_one"},7]}""",
                400
            )
        );
        var faults = refused.ShouldBeOfType<ValidationFailedException>().Faults;
        faults
            .Select(fault => (fault.Field, fault.Code, fault.Min, fault.Max))
            .ShouldBe([("name", FaultCode.TooShort, 2, null), ("a", new FaultCode("new_one"), null, null)]);
    }

    [Fact]
    public async Task ARefusalWithoutFieldsHasNoFaults() =>
        (await RefusalAsync(Script.Json("""{"faults":{}}""", 422))).ShouldBeOfType<ValidationFailedException>().Faults.ShouldBeEmpty();

    [Fact]
    public async Task APageOfAProxyIsAnErrorToo()
    {
        var refused = await RefusalAsync(Script.Json("<html>Bad gateway</html>", 502));
        refused.ShouldBeOfType<ServerErrorException>().Message.ShouldBe("The server answered 502.");
        refused.Reason.ShouldBeNull();
        refused.Problem.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnAnswerThatIsNoJsonIsToldAndNotRepeated()
    {
        using var network = new Script(Script.Json("hello"));
        await Should.ThrowAsync<CommunityException>(() => network.Client().Me.GetAsync());
        network.Sent.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public async Task APartOfAPathThatLeadsElsewhereIsNotSent(string code)
    {
        using var network = new Script(Script.Json("{}"));
        var client = network.Client();
        await Should.ThrowAsync<ArgumentException>(async () => await client.Tickets.GetAsync(code));
        network.Sent.ShouldBeEmpty();
    }

    private static async Task<ApiException> RefusalAsync(Func<Sent, HttpResponseMessage> answer)
    {
        using var network = new Script(answer);
        return await Should.ThrowAsync<ApiException>(() => network.Client(options => options.MaxRetries = 0).Me.GetAsync());
    }
}
