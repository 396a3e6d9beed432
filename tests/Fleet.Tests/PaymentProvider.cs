using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Community.Fleet.Tests;

/// <summary>Money that the provider took.</summary>
/// <param name="OrderId">The order that it paid.</param>
/// <param name="Amount">In the currency's smallest unit.</param>
/// <param name="Refunded">The refunded part of it.</param>
/// <param name="IsDisputed">The buyer's bank took it back.</param>
internal sealed record ProviderCharge(Guid OrderId, long Amount, long Refunded, bool IsDisputed = false);

/// <summary>
/// The sandbox in place of Stripe: its pages, its switches and its journal. Disposing of it resets the switches in every case.
/// </summary>
internal sealed class PaymentProvider : IAsyncDisposable
{
    public const string GoodCard = "4242 4242 4242 4242";
    public const string DeclinedCard = "4000 0000 0000 0002";
    public const string DisputedCard = "4000 0000 0000 0259";

    private readonly HttpClient _http;

    private PaymentProvider(string address) =>
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address),
            Timeout = TimeSpan.FromSeconds(60), // A backup stops the provider for a while.
        };

    public static async Task<PaymentProvider> OfAsync(SharedFleet fleet) => new((await fleet.Running.ResourceAsync("stripe")).Urls[0]);

    /// <summary>Sets how webhooks are sent from now on: not at all (they wait), several times, late, in another order.</summary>
    public Task SendWebhooksAsync(bool enabled = true, int copies = 1, int longestDelayMs = 0, bool shuffle = false) =>
        SetAsync(
            "webhooks",
            new
            {
                enabled,
                copies,
                delay_ms = new { min = 0, max = longestDelayMs },
                shuffle,
            }
        );

    /// <summary>Drops the waiting webhooks.</summary>
    public async Task LoseWebhooksAsync()
    {
        using var answer = await _http.DeleteAsync(new Uri("/_sandbox/webhooks/pending", UriKind.Relative));
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Breaks the connection of the next calls to this path, this many, before they have an effect.</summary>
    public Task DropCallsAsync(string path, int count) => SetAsync("faults", new { drop_next = count, path });

    /// <summary>The page as the buyer sees it.</summary>
    public async Task<string> ShowAsync(Uri page) => await _http.GetStringAsync(page);

    /// <summary>Fills in the page's form and sends it to the page's own address: 303 is paid, 402 declined, 410 too late.</summary>
    public async Task<HttpStatusCode> PayAsync(Uri page, string card = GoodCard)
    {
        using var form = new FormUrlEncodedContent([new("card_number", card), new("expiry", "12/40"), new("cvc", "123")]);
        using var answer = await _http.PostAsync(page, form);
        return answer.StatusCode;
    }

    /// <summary>All charges for these orders.</summary>
    public async Task<IReadOnlyList<ProviderCharge>> ChargesAsync(IReadOnlyCollection<Guid> orders)
    {
        var journal = await _http.GetFromJsonAsync<JsonElement>("/_sandbox/journal");
        return
        [
            .. from charge in journal.GetProperty("charges").EnumerateArray()
            where charge.GetProperty("status").GetString() == "succeeded"
            let order = charge.GetProperty("metadata").TryGetProperty("order_id", out var id) ? id.GetGuid() : Guid.Empty
            where orders.Contains(order)
            select new ProviderCharge(
                order,
                charge.GetProperty("amount").GetInt64(),
                charge.GetProperty("amount_refunded").GetInt64(),
                charge.GetProperty("disputed").GetBoolean()
            ),
        ];
    }

    /// <summary>Waits for the dispute that the buyer's bank opens for this order, and decides it for the buyer.</summary>
    public async Task LoseDisputeAsync(Guid orderId)
    {
        string? dispute = null;
        await Testing.Poll.UntilAsync(async () => (dispute = await DisputeOfAsync(orderId)) is not null);
        using var answer = await _http.PostAsJsonAsync($"/_sandbox/disputes/{dispute}", new { status = "lost" });
        answer.EnsureSuccessStatusCode();
    }

    private async Task<string?> DisputeOfAsync(Guid orderId)
    {
        var journal = await _http.GetFromJsonAsync<JsonElement>("/_sandbox/journal");
        return (
            from charge in journal.GetProperty("charges").EnumerateArray()
            where charge.GetProperty("metadata").TryGetProperty("order_id", out var id) && id.GetGuid() == orderId
            from dispute in journal.GetProperty("disputes").EnumerateArray()
            where dispute.GetProperty("charge").GetString() == charge.GetProperty("id").GetString()
            select dispute.GetProperty("id").GetString()
        ).FirstOrDefault();
    }

    public async ValueTask DisposeAsync()
    {
        await Testing.Poll.UntilAsync(async () =>
        {
            await SetAsync("faults", new { });
            await SetAsync("webhooks", new { });
            return true;
        });
        _http.Dispose();
    }

    private async Task SetAsync(string switches, object to)
    {
        using var answer = await _http.PutAsJsonAsync($"/_sandbox/{switches}", to);
        answer.EnsureSuccessStatusCode();
    }
}
