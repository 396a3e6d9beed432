using System.Net;
using System.Text.Json.Nodes;

namespace Community.Payments.Tests.Disputes;

/// <summary>An administrator finds the payment of a person, to give it back. Each test run checks that the act is recorded.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class ReceivedPaymentsTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    private HttpClient Admin => app.HttpAs(Guid.CreateVersion7(), "admin");

    [Fact]
    public async Task TheReceivedPaymentsOfAPersonAreListedTheNewestFirst()
    {
        await app.GiveCreditsAsync(_buyer, 600);
        var first = await PayAsync(_buyer);
        var second = await PayAsync(_buyer);
        await app.OpenAsync(Seller.Offer(_buyer));
        var other = Guid.CreateVersion7();
        await app.GiveCreditsAsync(other, 300);
        await PayAsync(other);

        var page = await Admin.GetJsonAsync($"/api/v1/payments/people/{_buyer}?limit=1");
        IdsOf(page).ShouldBe([second]);
        var item = page["items"]![0]!;
        item["amount_cents"]!.GetValue<long>().ShouldBe(250);
        item["currency"]!.GetValue<string>().ShouldBe("credits");
        item["refunded_amount"]!.GetValue<long>().ShouldBe(0);
        item["description"]!.GetValue<string>().ShouldNotBeEmpty();
        item["paid_at"].ShouldNotBeNull();
        var rest = await Admin.GetJsonAsync($"/api/v1/payments/people/{_buyer}?limit=1&cursor={page["next_cursor"]!.GetValue<string>()}");
        IdsOf(rest).ShouldBe([first]);
        rest["next_cursor"].ShouldBeNull();
    }

    [Fact]
    public async Task OnlyAdministratorsSeeThem()
    {
        await app.HttpAs(_buyer).GetJsonAsync($"/api/v1/payments/people/{_buyer}", HttpStatusCode.Forbidden);
        await app.HttpAs(_buyer, "moderator").GetJsonAsync($"/api/v1/payments/people/{_buyer}", HttpStatusCode.Forbidden);
        IdsOf(await Admin.GetJsonAsync($"/api/v1/payments/people/{_buyer}")).ShouldBeEmpty();
        await Admin.GetJsonAsync($"/api/v1/payments/people/{_buyer}?cursor=nonsense", HttpStatusCode.BadRequest);
    }

    private async Task<string> PayAsync(Guid buyer)
    {
        var offer = await app.OpenAsync(Seller.Offer(buyer));
        var order = await app.HttpAs(buyer).PostJsonAsync($"/api/v1/payments/orders/{offer.OrderId}/pay-with-credits", null);
        return order["payments"]![0]!["id"]!.GetValue<string>();
    }

    private static string[] IdsOf(JsonNode page) => [.. page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
