using System.Net;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// The fleet's main task: a paid seat from the 402 to the ticket, and the refund, with late, repeated and lost messages and killed
/// processes.
/// </summary>
public sealed class PaidSeatTests(SharedFleet fleet)
{
    private const int Price = 2500;
    private const int Credits = 250;

    [Fact]
    public async Task APaidSeatIsATicketAndTheMoneyComesBackWithTheEvent()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.RegisterAsync());
        await using var socket = await HubRecorder.ConnectAsync(buyer);
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
        (await buyer.Client.Events.RegistrationAsync(eventId)).TicketCode.ShouldNotBeNull().ShouldStartWith("COMM-");
        await buyer.UntilOrderIsAsync(orderId, "fulfilled");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
        await socket.UntilToldAsync("rsvp");

        await organizer.CancelEventAsync(eventId);
        await buyer.UntilOrderIsAsync(orderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        (await provider.ChargesAsync([orderId])).ShouldBe([new ProviderCharge(orderId, Price, Price)]);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WebhooksComeThroughTheGatewayAsInProduction()
    {
        var stripe = await fleet.Running.ResourceAsync("stripe");
        var settings = (await File.ReadAllTextAsync($"/proc/{stripe.Pid}/environ")).Split('\0');
        settings.ShouldContain($"Sandbox__WebhookUrl={fleet.Running.Gateway.BaseAddress}api/v1/payments/webhook");
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task APaymentAfterTheHoldGetsAFreeSeatOrARefund(bool seatIsGone, bool isPaidAfterwards)
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (slow, next) = (await fleet.GuestAsync(), await fleet.GuestAsync());
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        var late = await slow.CheckOutAsync(await slow.HoldAsync(eventId));
        if (seatIsGone)
        {
            (await next.TryHoldAsync(eventId)).ShouldBeNull("the event is full");
        }

        // Either the page stays open although it should be closed, or it is paid in time and the webhook is lost.
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
    public async Task APaymentAfterACancellationIsRefunded()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var buyer = await fleet.GuestAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await provider.SendWebhooksAsync(enabled: false);
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.Client.Events.CancelRegistrationAsync(eventId);
        await provider.SendWebhooksAsync();
        await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task OfTwoPaidOrdersForOneRegistrationOneIsRefunded()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var buyer = await fleet.GuestAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 2, priceCents: Price);
        var first = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await provider.SendWebhooksAsync(enabled: false);
        (await provider.PayAsync(first.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await fleet.EndHoldAsync(first.OrderId);
        var second = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        second.OrderId.ShouldNotBe(first.OrderId);
        (await provider.PayAsync(second.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await provider.SendWebhooksAsync(copies: 2);
        await buyer.UntilOrderIsAsync(first.OrderId, "refunded");
        await buyer.UntilOrderIsAsync(second.OrderId, "fulfilled");
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WhatThePayersBankTakesBackIsNoSeatAndIsNotGivenBackAgain()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.GuestAsync());
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        (await provider.PayAsync(checkout.Page, PaymentProvider.DisputedCard)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        // The sale stands until the bank has decided.
        await provider.LoseDisputeAsync(checkout.OrderId);
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        await organizer.CancelEventAsync(eventId);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
        (await provider.ChargesAsync([checkout.OrderId])).ShouldBe([new ProviderCharge(checkout.OrderId, Price, 0, IsDisputed: true)]);
    }

    [Fact]
    public async Task AfterAPartOfTheMoneyTheRestComesBackWithTheEvent()
    {
        const long Part = 700;
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer, admin) = (await fleet.OrganizerAsync(), await fleet.GuestAsync(), await fleet.AdministratorAsync());
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        await admin.RefundAsync(checkout.PaymentId, Part);
        await buyer.UntilOrderIsAsync(checkout.OrderId, "partially_refunded");
        (await buyer.RegistrationStatusAsync(eventId)).ShouldBe("confirmed");
        (await provider.ChargesAsync([checkout.OrderId])).ShouldBe([new ProviderCharge(checkout.OrderId, Price, Part)]);
        await organizer.CancelEventAsync(eventId);
        await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WhatIsGivenBackBeforeTheEventHearsThatItWasPaidIsNoSeat()
    {
        Assert.SkipWhen(SharedFleet.IsOneProcess, SharedFleet.NoneStopsAlone);
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var admin = await fleet.AdministratorAsync();
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 4, priceCents: Price);
        var bought = new List<(Person Buyer, Checkout Checkout)>();
        for (var i = 0; i < 4; i++)
        {
            var buyer = await fleet.GuestAsync();
            bought.Add((buyer, await buyer.CheckOutAsync(await buyer.HoldAsync(eventId))));
        }

        await fleet.ControlServiceAsync("events", "stop");
        try
        {
            foreach (var (buyer, checkout) in bought)
            {
                (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
                await buyer.UntilOrderIsAsync(checkout.OrderId, "paid");
                await admin.RefundAsync(checkout.PaymentId);
                await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded");
            }
        }
        finally
        {
            await fleet.ControlServiceAsync("events", "start");
        }

        // Payment and refund arrive in any order.
        await fleet.HealthyAsync();
        foreach (var (buyer, _) in bought)
        {
            await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        }

        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task AnEventThatIsCalledOffWhileItIsBeingPaidKeepsNothing()
    {
        const int Buyers = 12;
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var organizer = await fleet.OrganizerAsync();
        var eventId = await organizer.PublishAsync(seats: Buyers, priceCents: Price);
        var pages = new List<(Person Buyer, Checkout Checkout)>();
        for (var i = 0; i < Buyers; i++)
        {
            var buyer = await fleet.GuestAsync();
            pages.Add((buyer, await buyer.CheckOutAsync(await buyer.HoldAsync(eventId))));
        }

        await provider.SendWebhooksAsync(copies: 2, longestDelayMs: 200);
        var paying = Task.WhenAll(
            pages.Select(
                async (page, i) =>
                {
                    await Task.Delay(20 * i);
                    return await provider.PayAsync(page.Checkout.Page);
                }
            )
        );
        await Task.Delay(100);
        await organizer.CancelEventAsync(eventId);
        var paid = await paying;
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
        for (var i = 0; i < Buyers; i++)
        {
            paid[i].ShouldBeOneOf(HttpStatusCode.SeeOther, HttpStatusCode.Gone);
            await pages[i].Buyer.UntilRegistrationIsAsync(eventId, paid[i] == HttpStatusCode.SeeOther ? "refunded" : "cancelled");
        }
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
        await buyer.Client.Orders.PayWithCreditsAsync(orderId);
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

        async Task<long> BalanceAsync() => (await buyer.Client.Wallet.GetAsync()).Balance;
    }

    public static TheoryData<string> Killed => FullRun.IsOn ? ["payments", "stripe"] : ["payments"];

    [Theory, MemberData(nameof(Killed))]
    public async Task AProcessThatIsKilledBetweenPageAndTicketLosesNoMoney(string name)
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (organizer, buyer) = (await fleet.OrganizerAsync(), await fleet.GuestAsync());
        var eventId = await organizer.PublishAsync(seats: 1, priceCents: Price);
        var checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
        await KillAsync(name);
        await Poll.UntilAsync(async () => await provider.PayAsync(checkout.Page) == HttpStatusCode.SeeOther);
        await fleet.HealthyAsync();
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");

        // The same for the refund.
        await organizer.CancelEventAsync(eventId);
        await KillAsync(name);
        await fleet.HealthyAsync();
        await buyer.UntilOrderIsAsync(checkout.OrderId, "refunded");
        await buyer.UntilRegistrationIsAsync(eventId, "refunded");
        await fleet.HealthyAsync();
        (await provider.ChargesAsync([checkout.OrderId])).ShouldBe([new ProviderCharge(checkout.OrderId, Price, Price)]);
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task WithoutABrokerASeatCanBeHeldAndPaidAndIsConfirmedAfterwards()
    {
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var (buyer, again) = (await fleet.RegisterAsync(), await fleet.GuestAsync());
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(seats: 2, priceCents: Price);
        var given = await again.HoldAsync(eventId);
        // The order comes to payments over the bus.
        await again.UntilOrderIsAsync(given, "open");
        await fleet.EndHoldAsync(given);
        await again.UntilOrderIsAsync(given, "expired");
        await again.UntilRegistrationIsAsync(eventId, "expired");
        Checkout checkout,
            second;
        await fleet.Running.ControlAsync("rabbitmq", "stop");
        try
        {
            checkout = await buyer.CheckOutAsync(await buyer.HoldAsync(eventId));
            (await provider.PayAsync(checkout.Page)).ShouldBe(HttpStatusCode.SeeOther);
            await buyer.UntilOrderIsAsync(checkout.OrderId, "paid");

            // The buyer has an ended order for the event. The call means the new order, which the bus has not delivered yet.
            var anew = await again.HoldAsync(eventId);
            second = await again.CheckOutEventAsync(eventId);
            second.OrderId.ShouldBe(anew);
            (await provider.PayAsync(second.Page)).ShouldBe(HttpStatusCode.SeeOther);
        }
        finally
        {
            await fleet.Running.ControlAsync("rabbitmq", "start");
        }

        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        await again.UntilRegistrationIsAsync(eventId, "confirmed");
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
        await fleet.CheckNowAsync();
        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        await buyer.UntilOrderIsAsync(checkout.OrderId, "fulfilled");
        await fleet.EveryCentIsAccountedForAsync(provider, eventId);
    }

    [Fact]
    public async Task TwentyBuyersOfTenSeatsWithEveryWebhookThriceInRandomOrderWhilePaymentsAndEventsAreKilled()
    {
        const int Seats = 10;
        await using var provider = await PaymentProvider.OfAsync(fleet);
        var eventId = await (await fleet.OrganizerAsync()).PublishAsync(Seats, priceCents: Price);
        var buyers = new List<Person>();
        for (var i = 0; i < 2 * Seats; i++)
        {
            buyers.Add(await fleet.GuestAsync(isPatient: true));
        }

        await provider.SendWebhooksAsync(copies: 3, longestDelayMs: 300, shuffle: true);
        var storm = new PaidSeatStorm(fleet, provider, eventId, Seats);
        var buying = Task.WhenAll(buyers.Select((buyer, i) => storm.BuyAsync(buyer, i)));
        await Poll.UntilAsync(async () => await storm.SoldAsync() > 0);
        await KillAsync("payments");
        await KillAsync("events");
        await buying;
        await fleet.HealthyAsync();
        await storm.EachTicketIsKeptAsync();
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
