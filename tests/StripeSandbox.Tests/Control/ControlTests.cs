using System.Net;
using Community.StripeSandbox.Tests.Harness;

namespace Community.StripeSandbox.Tests.Control;

public sealed class ControlTests(OwnSandbox sandbox) : IClassFixture<OwnSandbox>, IAsyncLifetime
{
    private readonly SandboxProcess _api = sandbox.Process;

    public ValueTask InitializeAsync() => sandbox.ResetAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task DroppedCallsDoNothing()
    {
        (await _api.ControlAsync("PUT", "faults", new { drop_next = 2 })).Ok();
        await Should.ThrowAsync<HttpRequestException>(() => _api.PostAsync("/v1/customers", ("name", "Ann")));
        await Should.ThrowAsync<HttpRequestException>(() => _api.GetAsync("/v1/customers"));
        (await _api.GetAsync("/v1/customers")).Ok().Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task FailedCallsDoNothing()
    {
        (await _api.ControlAsync("PUT", "faults", new { fail_next = 1 })).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).ShouldFail(HttpStatusCode.InternalServerError, "api_error");
        (await _api.GetAsync("/v1/customers")).Ok().Data.ShouldBeEmpty();
    }

    [Fact]
    public async Task FaultsOfAPathSpareTheOthers()
    {
        (await _api.ControlAsync("PUT", "faults", new { fail_next = 1, path = "/v1/refunds" })).Ok();
        (await _api.PostAsync("/v1/customers", ("name", "Ann"))).Ok();
        (await _api.PostAsync("/v1/refunds", ("payment_intent", "pi_none"))).Status.ShouldBe(HttpStatusCode.InternalServerError);
        (await _api.ControlAsync("GET", "faults")).Ok()["fail_next"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task WhatWasCarriedOutStaysWhenTheAnswerIsDropped()
    {
        (await _api.ControlAsync("PUT", "faults", new { charge_then_drop = 1 })).Ok();
        (await _api.GetAsync("/v1/customers")).Ok();
        await Should.ThrowAsync<HttpRequestException>(() => _api.PostAsync("/v1/customers", ("name", "Ann")));
        (await _api.GetAsync("/v1/customers")).Ok().Data.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheJournalHasAllMoney()
    {
        var session = await _api.PaidAsync();
        (string, string) payment = ("payment_intent", (string)session["payment_intent"]!);
        await _api.PostAsync("/v1/refunds", payment);
        var journal = (await _api.ControlAsync("GET", "journal")).Ok();
        journal["charges"]!.AsArray().Count.ShouldBe(1);
        journal["refunds"]![0]!["payment_intent"]!.GetValue<string>().ShouldBe((string)session["payment_intent"]!);
    }

    [Fact]
    public async Task ForgettingForgetsEverything()
    {
        await _api.PaidAsync();
        (await _api.ControlAsync("PUT", "faults", new { fail_next = 5 })).Ok();
        (await _api.ControlAsync("DELETE", "state")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await _api.GetAsync("/v1/charges")).Ok().Data.ShouldBeEmpty();
        (await _api.GetAsync("/v1/events")).Ok().Data.ShouldBeEmpty();
        (await _api.ControlAsync("GET", "journal")).Ok()["charges"]!.AsArray().ShouldBeEmpty();
        await _api.PaidAsync();
        (await _api.GetAsync("/v1/charges")).Ok().Data.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "127.0.0.1.evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task APageInABrowserControlsNothing(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/_sandbox/state");
        if (header == "Host")
        {
            request.Headers.Host = value;
        }
        else
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        await _api.PaidAsync();
        (await _api.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _api.GetAsync("/v1/charges")).Ok().Data.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    public async Task ThisMachinesOwnNamesAreTaken(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_sandbox/faults");
        request.Headers.Host = host;
        (await _api.Http.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task PaymentsByControlAreThePages()
    {
        var session = await _api.OpenAsync(Requests.Payment());
        var path = $"sessions/{session["id"]}/pay";
        var declined = await _api.ControlAsync("POST", path, new { card_number = "4000000000000002" });
        declined.Status.ShouldBe(HttpStatusCode.PaymentRequired);
        declined["decline"]!["code"]!.GetValue<string>().ShouldBe("card_declined");
        var paid = (await _api.ControlAsync("POST", path, new { card_number = "4242424242424242" })).Ok();
        paid["payment_status"]!.GetValue<string>().ShouldBe("paid");
        paid["location"]!.GetValue<string>().ShouldBe($"http://shop.test/paid?session={session["id"]}");
        (await _api.ControlAsync("POST", path, new { card_number = "4242424242424242" })).Status.ShouldBe(HttpStatusCode.Gone);
        (await _api.ControlAsync("POST", "sessions/cs_none/pay", new { card_number = "4242424242424242" })).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task WalletsCanBeAsynchronous()
    {
        (await _api.ControlAsync("PUT", "payments", new { asynchronous = true })).Ok();
        var session = await _api.OpenAsync(Requests.Payment(more: ("payment_method_types[0]", "alipay")));
        (await _api.PayAsync(session, ("outcome", "authorize"))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var pending = (await _api.GetAsync($"/v1/checkout/sessions/{session["id"]}?expand[]=payment_intent")).Ok();
        pending["payment_status"]!.GetValue<string>().ShouldBe("unpaid");
        pending["payment_intent"]!["status"]!.GetValue<string>().ShouldBe("processing");
    }
}
