using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Wire;

/// <summary>The features of every endpoint: keys, versions, errors, metadata, expansion.</summary>
public sealed class ApiTests(Sandbox sandbox)
{
    private readonly SandboxProcess _api = sandbox.Process;

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer sk_test_another")]
    [InlineData("Bearer")]
    [InlineData("Basic c2tfdGVzdF9hbm90aGVyOg==")]
    [InlineData("Basic %%%")]
    public async Task ACallerWithoutTheKeyIsRefused(string? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        var answer = await Answer.ReadAsync(await _api.Http.SendAsync(request));
        answer.ShouldFail(HttpStatusCode.Unauthorized, "invalid_request_error");
        answer.Json.ToJsonString().ShouldNotContain("sk_test_another");
    }

    [Fact]
    public async Task TheKeyIsTakenAsTheUserOfBasic()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/customers");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(SandboxProcess.SecretKey + ":"))
        );
        request.Headers.Add("Stripe-Version", "2020-08-27");
        using var response = await _api.Http.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.GetValues("Stripe-Version").ShouldBe(["2020-08-27"]);
        response.Headers.GetValues("Request-Id").Single().ShouldStartWith("req_");
    }

    [Fact]
    public async Task WhatIsNotThereIsNamed()
    {
        (await _api.GetAsync("/v1/customers/cus_none")).ShouldFail(
            HttpStatusCode.NotFound,
            "invalid_request_error",
            "resource_missing",
            "id"
        );
        (await _api.GetAsync("/v1/nothing")).ShouldFail(HttpStatusCode.NotFound, "invalid_request_error");
        (await _api.PostAsync("/v1/checkout/sessions", Requests.Payment(more: ("customer", "cus_none")))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "resource_missing",
            "customer"
        );
    }

    [Fact]
    public async Task AParameterThatStripeHasNotIsRefused() =>
        (await _api.PostAsync("/v1/customers", ("emial", "a@b.test"))).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "parameter_unknown",
            "emial"
        );

    [Fact]
    public async Task ABodyThatIsNoFormIsRefused()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/customers")
        {
            Content = new StringContent("{}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SandboxProcess.SecretKey);
        (await Answer.ReadAsync(await _api.Http.SendAsync(request))).ShouldFail(HttpStatusCode.BadRequest, "invalid_request_error");
    }

    [Fact]
    public async Task MetadataIsMergedKeyByKey()
    {
        var customer = (await _api.PostAsync("/v1/customers", ("email", "a@b.test"), ("metadata[a]", "1"), ("metadata[b]", "2"))).Ok();
        var path = $"/v1/customers/{customer.Id}";
        (await _api.PostAsync(path, ("metadata[a]", ""), ("metadata[c]", "3"))).Ok()["metadata"]!
            .ToJsonString()
            .ShouldBe("""{"b":"2","c":"3"}""");
        (await _api.PostAsync(path, ("metadata", ""))).Ok()["metadata"]!.ToJsonString().ShouldBe("{}");
        (await _api.PostAsync(path, ("metadata[a]", new string('x', 501)))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _api.PostAsync(path, (new string('m', 0) + "metadata[" + new string('k', 41) + "]", "1"))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await _api.PostAsync(path, [.. Enumerable.Range(0, 51).Select(i => ($"metadata[k{i}]", "1"))])).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task ADeletedCustomerIsAStub()
    {
        var customer = (await _api.PostAsync("/v1/customers", ("email", $"{Guid.CreateVersion7():N}@b.test"))).Ok();
        (await _api.DeleteAsync($"/v1/customers/{customer.Id}")).Ok()["deleted"]!.GetValue<bool>().ShouldBeTrue();
        var stub = (await _api.GetAsync($"/v1/customers/{customer.Id}")).Ok();
        stub["deleted"]!.GetValue<bool>().ShouldBeTrue();
        stub["email"].ShouldBeNull();
        (await _api.GetAsync($"/v1/customers?email={customer["email"]}")).Ok().Data.ShouldBeEmpty();
        (await _api.DeleteAsync($"/v1/customers/{customer.Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task ExpandReplacesIdsByObjects()
    {
        var session = await _api.PaidAsync();
        var expanded = (
            await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent.latest_charge&expand[]=line_items")
        ).Ok();
        expanded["payment_intent"]!["latest_charge"]!["amount"]!.GetValue<long>().ShouldBe(2500);
        expanded["line_items"]!["data"]![0]!["description"]!.GetValue<string>().ShouldBe("Concert");
        (await _api.GetAsync($"/v1/charges?limit=1&expand[]=data.payment_intent")).Ok().Data[0]["payment_intent"]!["object"]!
            .GetValue<string>()
            .ShouldBe("payment_intent");
        (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=nothing")).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            param: "expand"
        );
    }

    [Fact]
    public async Task ALookupKeyIsOnePricesUntilItIsTransferred()
    {
        var key = Guid.CreateVersion7().ToString("N");
        (string, string)[] price =
        [
            ("currency", "usd"),
            ("unit_amount", "999"),
            ("recurring[interval]", "month"),
            ("product_data[name]", "Premium"),
            ("lookup_key", key),
        ];
        var first = (await _api.PostAsync("/v1/prices", price)).Ok();
        (await _api.PostAsync("/v1/prices", price)).ShouldFail(
            HttpStatusCode.BadRequest,
            "invalid_request_error",
            "resource_already_exists",
            "lookup_key"
        );
        var second = (await _api.PostAsync("/v1/prices", [.. price, ("transfer_lookup_key", "true")])).Ok();
        var found = (await _api.GetAsync($"/v1/prices?lookup_keys[]={key}&active=true")).Ok().Data;
        found.Select(one => (string?)one["id"]).ShouldBe([second.Id]);
        (await _api.GetAsync($"/v1/prices/{first.Id}")).Ok()["lookup_key"].ShouldBeNull();
        second["type"]!.GetValue<string>().ShouldBe("recurring");
    }

    [Fact]
    public async Task ItIsHealthy()
    {
        (await _api.Http.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await _api.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("")]
    [InlineData("sk_live_real")]
    public async Task ItDoesNotStartWithoutATestKey(string key) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => SandboxProcess.StartAsync(("SecretKey", key)))).Message.ShouldContain(
            "Sandbox:SecretKey"
        );
}
