using System.Net;
using Community.Payments.Orders;
using Community.Payments.Tests.Disputes;
using Community.Testing;

namespace Community.Payments.Tests.Orders;

/// <summary>Orders of every seller are paid by the same two calls.</summary>
[Collection(nameof(PaymentsTests))]
public sealed class PayableOrderTests(PaymentsApplication app)
{
    private readonly Guid _buyer = Guid.CreateVersion7();

    private HttpClient Buyer => app.HttpAs(_buyer);

    [Theory]
    [InlineData("event_ticket")]
    [InlineData("community_access")]
    [InlineData("course")]
    [InlineData("companion_session")]
    [InlineData("boost")]
    public async Task WithAPriceInCreditsAnOrderIsPaidWithCreditsOrOnAPage(string kind)
    {
        await app.GiveCreditsAsync(_buyer, 1_000);
        await Buyer.PostJsonAsync($"/api/v1/payments/orders/{await OrderAsync(kind, "day")}/pay-with-credits", null);

        await PaysOnAPageAsync(await OrderAsync(kind, "week"));
        await app.MustBalanceAsync();
    }

    [Fact]
    public async Task ACreditPackIsPaidOnAPageAndSaysSo()
    {
        await app.GiveCreditsAsync(_buyer, 1_000);
        var pack = await Buyer.PostJsonAsync("/api/v1/wallet/packs/credits_100/purchase", null, HttpStatusCode.PaymentRequired);
        var order = pack["order_id"]!.GetValue<Guid>();
        pack["price_credits"].ShouldBeNull();
        (await Buyer.PostJsonAsync($"/api/v1/payments/orders/{order}/pay-with-credits", null, HttpStatusCode.Conflict))["reason"]!
            .GetValue<string>()
            .ShouldBe("not_for_credits");

        await PaysOnAPageAsync(order);
    }

    [Fact]
    public async Task ALongDescriptionIsCutBetweenCharacters()
    {
        var offer = await app.OpenAsync(Seller.Offer(_buyer) with { Description = string.Concat(Enumerable.Repeat("😀", 255)) });
        var order = await Buyer.GetJsonAsync($"/api/v1/payments/orders/{offer.OrderId}");
        order["description"]!.GetValue<string>().ShouldBe(string.Concat(Enumerable.Repeat("😀", 249)) + "…");
    }

    private async Task<Guid> OrderAsync(string kind, string duration) =>
        kind == "boost"
            ? (await Buyer.PostJsonAsync("/api/v1/boosts", new { duration }, HttpStatusCode.PaymentRequired))["order_id"]!.GetValue<Guid>()
            : (await app.OpenAsync(Seller.Offer(_buyer) with { Purpose = kind })).OrderId;

    private async Task PaysOnAPageAsync(Guid order)
    {
        var page = await Buyer.PostJsonAsync(
            "/api/v1/payments/create-checkout-session",
            new
            {
                order_id = order,
                payment_method = "card",
                success_url = "https://app.example.org/paid",
                cancel_url = "https://app.example.org/",
            }
        );
        await app.ControlAsync($"sessions/{page["session_id"]}/pay", new { card_number = "4242424242424242" });
        await Poll.UntilAsync(async () => await Buyer.StatusOfAsync(order) is OrderStatus.Paid or OrderStatus.Fulfilled);
    }
}
