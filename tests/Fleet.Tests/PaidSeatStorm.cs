using System.Collections.Concurrent;
using System.Net;
using Community.Testing;

namespace Community.Fleet.Tests;

/// <summary>
/// Many people who want few paid seats at once, in different ways. A person who does not give up tries until they have a seat or all are
/// sold.
/// </summary>
internal sealed class PaidSeatStorm(SharedFleet fleet, PaymentProvider provider, Guid eventId, int seats)
{
    private readonly ConcurrentBag<Person> _holders = [];

    /// <summary>Buyers who pay and cancel at the same time: their seat may be sold for a moment.</summary>
    private int _leaving;

    /// <summary>The number of people with a ticket.</summary>
    public Task<long> SoldAsync() =>
        fleet.QueryAsync<long>("events", "SELECT count(*) FROM registrations WHERE event_id = $1 AND status = 'confirmed'", eventId);

    /// <summary>No buyer who stayed lost the ticket that they saw.</summary>
    public async Task EachTicketIsKeptAsync()
    {
        foreach (var holder in _holders)
        {
            (await holder.RegistrationStatusAsync(eventId)).ShouldBe("confirmed", $"the ticket of {holder.Id}");
        }
    }

    /// <summary>Buys a seat, in the way of buyer <paramref name="number"/>; three of five stay to the end.</summary>
    public async Task BuyAsync(Person buyer, int number)
    {
        if (await UntilHeldAsync(buyer) is not { } orderId)
        {
            return;
        }

        switch (number % 5)
        {
            case 0:
                await PayUntilPaidAsync(buyer, orderId);
                break;
            case 1:
                await PayOnTwoPagesAsync(buyer, orderId);
                break;
            case 2:
                await PayAndCancelAsync(buyer, orderId);
                return;
            case 3:
                await TryDeclinedCardAsync(buyer, orderId);
                await PayUntilPaidAsync(buyer, orderId);
                break;
            default:
                await buyer.TryCheckOutAsync(orderId);
                await buyer.Client.Events.CancelRegistrationAsync(eventId);
                return;
        }

        await buyer.UntilRegistrationIsAsync(eventId, "confirmed");
        _holders.Add(buyer);
    }

    /// <summary>The order of a held seat; null when all are sold.</summary>
    private async Task<Guid?> UntilHeldAsync(Person buyer)
    {
        for (var patience = 600; patience > 0; patience--)
        {
            if (await buyer.TryHoldAsync(eventId) is { } orderId)
            {
                return orderId;
            }

            if (Volatile.Read(ref _leaving) == 0 && await SoldAsync() == seats && Volatile.Read(ref _leaving) == 0)
            {
                return null;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The seats are neither sold nor to be had.");
    }

    private async Task PayUntilPaidAsync(Person buyer, Guid orderId)
    {
        await Poll.UntilAsync(async () =>
            await buyer.TryCheckOutAsync(orderId) is not { } checkout || await provider.PayAsync(checkout.Page) == HttpStatusCode.SeeOther
        );
    }

    /// <summary>Two tabs with a page each (they lead back to different places), both paid if possible.</summary>
    private async Task PayOnTwoPagesAsync(Person buyer, Guid orderId)
    {
        await Task.WhenAll(
            new[] { "http://127.0.0.1/one", "http://127.0.0.1/two" }.Select(async back =>
            {
                if (await buyer.TryCheckOutAsync(orderId, back) is { } checkout)
                {
                    (await provider.PayAsync(checkout.Page)).ShouldBeOneOf(HttpStatusCode.SeeOther, HttpStatusCode.Gone);
                }
            })
        );
        await PayUntilPaidAsync(buyer, orderId);
    }

    private async Task PayAndCancelAsync(Person buyer, Guid orderId)
    {
        Interlocked.Increment(ref _leaving);
        var checkout = await buyer.CheckOutAsync(orderId);
        await Task.WhenAll(provider.PayAsync(checkout.Page), buyer.Client.Events.CancelRegistrationAsync(eventId));
        Interlocked.Decrement(ref _leaving);
    }

    private async Task TryDeclinedCardAsync(Person buyer, Guid orderId)
    {
        var checkout = await buyer.CheckOutAsync(orderId);
        (await provider.PayAsync(checkout.Page, PaymentProvider.DeclinedCard)).ShouldBe(HttpStatusCode.PaymentRequired);
    }
}
