using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Wire;

/// <summary>https://docs.stripe.com/api/idempotent_requests, in a separate sandbox, because faults affect all tests.</summary>
public sealed class IdempotencyTests(OwnSandbox sandbox) : IClassFixture<OwnSandbox>, IAsyncLifetime
{
    private readonly string _key = Guid.CreateVersion7().ToString();
    private readonly SandboxProcess _api = sandbox.Process;

    public ValueTask InitializeAsync() => sandbox.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task TheSameRequestGetsTheSameAnswerAndIsDoneOnce()
    {
        var first = (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"), ("name", "Ann"))).Ok();
        var second = (await _api.PostWithKeyAsync(_key, "/v1/customers", ("name", "Ann"), ("email", "a@b.test"))).Ok();
        second.Json.ToJsonString().ShouldBe(first.Json.ToJsonString());
        first.Headers.Contains("Idempotent-Replayed").ShouldBeFalse();
        second.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        (await _api.GetAsync("/v1/customers")).Ok().Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnotherRequestWithTheKeyIsRefused()
    {
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"))).Ok();
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "c@d.test"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "idempotency_error"
        );
        (await _api.PostWithKeyAsync(_key, "/v1/products", ("name", "x"))).ShouldFail(HttpStatusCode.BadRequest, "idempotency_error");
    }

    [Fact]
    public async Task ARequestWhileTheFirstRunsIsAConflict()
    {
        await _api.ControlAsync("PUT", "faults", new { delay_ms = 3000 });
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test")))
        );
        await _api.ControlAsync("PUT", "faults", new { });
        var conflicts = answers.Where(answer => answer.Status == HttpStatusCode.Conflict).ToList();
        conflicts.ShouldNotBeEmpty();
        conflicts.ForEach(conflict => conflict.ShouldFail(HttpStatusCode.Conflict, "idempotency_error", "idempotency_key_in_use"));
        answers.Except(conflicts).Select(answer => answer.Ok().Id).Distinct().Count().ShouldBe(1);
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"))).Ok();
        (await _api.GetAsync("/v1/customers")).Ok().Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ARefusalOfValidationIsNotKept()
    {
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "wrong"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "email_invalid",
            "email"
        );
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"))).Ok();
    }

    [Fact]
    public async Task ARefusalOfTheStateIsKept()
    {
        var session = await _api.PaidAsync();
        (string, string) payment = ("payment_intent", (string)session["payment_intent"]!);
        (await _api.PostAsync("/v1/refunds", payment)).Ok();
        (await _api.PostWithKeyAsync(_key, "/v1/refunds", payment)).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "charge_already_refunded"
        );
        (await _api.PostWithKeyAsync(_key, "/v1/refunds", payment)).Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task AServerErrorIsKept()
    {
        await _api.ControlAsync("PUT", "faults", new { fail_next = 1 });
        var failed = await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"));
        failed.ShouldFail(HttpStatusCode.InternalServerError, "api_error");
        failed.Headers.GetValues("Stripe-Should-Retry").ShouldBe(["false"]);
        (await _api.PostWithKeyAsync(_key, "/v1/customers", ("email", "a@b.test"))).ShouldFail(
            HttpStatusCode.InternalServerError,
            "api_error"
        );
        (await _api.GetAsync("/v1/customers")).Ok().Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatWasDoneBeforeTheConnectionBrokeIsNotDoneAgain()
    {
        var session = await _api.PaidAsync();
        (string, string) payment = ("payment_intent", (string)session["payment_intent"]!);
        await _api.ControlAsync("PUT", "faults", new { charge_then_drop = 1, path = "/v1/refunds" });
        await Should.ThrowAsync<HttpRequestException>(() => _api.PostWithKeyAsync(_key, "/v1/refunds", payment));
        var again = (await _api.PostWithKeyAsync(_key, "/v1/refunds", payment)).Ok();
        again.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        (await _api.GetAsync("/v1/refunds")).Ok().Data.Count.ShouldBe(1);
    }
}
