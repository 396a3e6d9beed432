using System.Net;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// The fleet's main job: a paid seat from the 402 to the ticket, and the money back; whatever is late, repeated, lost or dead in between.
/// </summary>
public sealed class PaidSeatTests(SharedFleet fleet)
{
    private const long Price = 2500;
    private const long Credits = 250;

    [Fact]
    public async Task APaidSeatIsATicketAndTheMoneyComesBackWithTheEvent()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        var eventId = await organizer.PublishAsync(seats: 2, priceCents: Price);
        var orderId = await buyer.HoldAsync(eventId);
        var checkout = await buyer.CheckOutAsync(orderId);
        var page = await provider.ShowAsync(checkout.Page);
        page.ShouldContain("Last seats");
        page.ShouldContain("25.00");
        page.ShouldContain("name=\"card_number\"");
        (await provider.PayAsync(checkout.Page, PaymentProvider.DeclinedCard)).ShouldBe(HttpStatusCode.PaymentRequired);
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        (await buyer.RegistrationAsync(eventId))["ticket_code"]!.GetValue<string>().ShouldStartWith("COMM-");
        await buyer.UntilOrderIsAsync(orderId, "fulfilled");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);

        await organizer.CancelEventAsync(eventId);
        await buyer.UntilOrderIsAsync(orderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        (await provider.ChargesAsync([orderId])).ShouldBe([new ProviderCharge(orderId, Price, Price)]);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task WhoPaysAfterTheHoldGetsASeatThatIsLeftOrTheMoneyBack(bool seatIsGone, bool isPaidAfterwards)
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (slow, next) = (await fleet.GuestAsync(), await fleet.GuestAsync());
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        var late = await slow.CheckOutAsync(await slow.HoldAsync(eventId));
        if (seatIsGone)
        {
            (await next.TryHoldAsync(eventId)).ShouldBeNull("the event is full");
        }

        // Either the page stays open although it should be closed, or it is paid in time and nobody hears of it.
        await (isPaidAfterwards ? provider.DropCallsAsync("/v1/checkout/sessions/", 1000) : provider.SendWebhooksAsync(enabled: false));
        if (!isPaidAfterwards)
        {
            (await provider.PayAsync(late.Page)).ShouldBe(HttpStatusCode.SeeOther);
        }

        await fleet.EndHoldAsync(late.OrderId);
        await Poll.UntilAsync(async () => await slow.RegistrationStatusAsync(eventId) != "pending");
        if (isPaidAfterwards)
        {
            (await provider.PayAsync(late.Page)).ShouldBe(HttpStatusCode.SeeOther);
        }

        await provider.SendWebhooksAsync();
        if (seatIsGone)
        {
            await slow.UntilOrderIsAsync(late.OrderId, "refunded");
            await slow.UntilRegistrationIsAsync(eventId, "refunded");
            await next.UntilRegistrationIsAsync(eventId, "pending");
            await provider.DropCallsAsync("/", 0);
            var bought = await next.CheckOutAsync(await next.HoldAsync(eventId));
            (await provider.PayAsync(bought.Page)).ShouldBe(HttpStatusCode.SeeOther);
            await next.UntilRegistrationIsAsync(eventId, "confirmed");
        }
        else
        {
            await slow.UntilOrderIsAsync(late.OrderId, "fulfilled");
            await slow.UntilRegistrationIsAsync(eventId, "confirmed");
        }

        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WhoCancelsAndPaysAllTheSameGetsTheMoneyBack()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var buyer = await fleet.GuestAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await provider.SendWebhooksAsync(enabled: false);
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.CancelAsync(eventId);
        await provider.SendWebhooksAsync();
        await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task CreditsPayASeatAndComeBackWithTheEvent()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        await fleet.GiveCreditsAsync(buyer.Id, Credits + 7);
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: Price, priceCredits: Credits);
        var orderId = await buyer.HoldAsync(eventId);
        var checkout = await buyer.CheckOutAsync(orderId);
        using (var paid = await buyer.PostAsync($"/api/v1/payments/orders/{orderId}/pay-with-credits"))
        {
            await paid.ShouldBeAsync(HttpStatusCode.OK);
        }

        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.Gone, "the page is closed, so that nothing is paid twice");
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        await buyer.UntilOrderIsAsync(orderId, "fulfilled");
        (await BalanceAsync()).ShouldBe(7);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);

        await organizer.CancelEventAsync(eventId);
        await buyer.UntilOrderIsAsync(orderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        (await BalanceAsync()).ShouldBe(Credits + 7);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);

        async Task<long> BalanceAsync() => (await buyer.Client.GetAsync("/api/v1/wallet", HttpStatusCode.OK))["balance"]!.GetValue<long>();
    }

    [Theory]
    [InlineData("payments")]
    [InlineData("events")]
    [InlineData("stripe")]
    public async Task AProcessThatIsKilledBetweenPageAndTicketLosesNoMoney(string name)
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.GuestAsync());
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await KillAsync(name);
        await Poll.UntilAsync(async () => await provider.PayAsync(checkout.Page) == HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed", 40);

        // The same on the way back.
        await fleet.HealthyAsync();
        await organizer.CancelEventAsync(eventId);
        await KillAsync(name);
        await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded", 40);
        await buyer.UntilRegistrationIsAsync(eventId, "refunded", 40);
        await fleet.HealthyAsync();
        (await provider.ChargesAsync([checkout.OrderId])).ShouldBe([new ProviderCharge(checkout.OrderId, Price, Price)]);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WithoutABrokerASeatCanBeHeldAndPaidAndIsConfirmedAfterwards()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var buyer = await fleet.RegisterAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        Checkout checkout;
        await fleet.Running.ControlAsync("rabbitmq", "stop");
        try
        {
            checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
            (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
            await buyer.UntilOrderIsAsync(checkout.OrderId, "paid");
        }
        finally
        {
            await fleet.Running.ControlAsync("rabbitmq", "start");
        }

        await buyer.UntilRegistrationIsAsync(eventId, "confirmed", 60);
        await buyer.UntilOrderIsAsync(checkout.OrderId, "fulfilled");
        await fleet.HealthyAsync();
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task ALostWebhookIsNotALostTicket()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var buyer = await fleet.GuestAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await provider.SendWebhooksAsync(enabled: false);
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await provider.LoseWebhooksAsync();
        await provider.SendWebhooksAsync();
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed", 40);
        await buyer.UntilOrderIsAsync(checkout.OrderId, "fulfilled");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task TwentyBuyersOfTenSeatsWithEveryWebhookThriceInRandomOrder()
    {
        const int Seats = 10;
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(Seats, priceCents: Price);
        var buyers = new List<Person>();
        for (var i = 0; i < 2 * Seats; i++)
        {
            buyers.Add(await fleet.GuestAsync());
        }

        await provider.SendWebhooksAsync(copies: 3, longestDelayMs: 300, shuffle: true);
        var storm = new PaidSeatStorm(fleet, provider, eventId, Seats);
        await Task.WhenAll(buyers.Select((buyer, i) => storm.BuyAsync(buyer, i)));

        (await storm.SoldAsync()).ShouldBe(Seats);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
        (await storm.SoldAsync()).ShouldBe(Seats);
    }

    private async Task KillAsync(string name)
    {
        var before = (await fleet.Running.ResourceAsync(name)).Restarts;
        await fleet.Running.KillAsync(name);
        await Poll.UntilAsync(async () => (await fleet.Running.ResourceAsync(name)).Restarts > before);
    }
}
