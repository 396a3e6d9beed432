using System.Globalization;
using System.Text.Json.Nodes;

[assembly: AssemblyFixture(typeof(Community.StripeSandbox.Tests.Harness.Sandbox))]

namespace Community.StripeSandbox.Tests.Harness;

/// <summary>A sandbox in memory with a receiver, shared by all tests that do not change its switches.</summary>
public sealed class Sandbox : IAsyncLifetime
{
    public SandboxProcess Process { get; private set; } = null!;

    public WebhookReceiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await WebhookReceiver.StartAsync();
        Process = await SandboxProcess.StartAsync(("WebhookUrl", Receiver.Url));
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        await Receiver.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>Requests that many tests make.</summary>
public static class Requests
{
    public const string SuccessUrl = "http://shop.test/paid?session={CHECKOUT_SESSION_ID}";

    /// <summary>A session with one line.</summary>
    public static (string Name, string Value)[] Payment(
        long amount = 2500,
        string currency = "eur",
        params (string Name, string Value)[] more
    ) =>
        [
            ("mode", "payment"),
            ("line_items[0][price_data][currency]", currency),
            ("line_items[0][price_data][unit_amount]", amount.ToString(CultureInfo.InvariantCulture)),
            ("line_items[0][price_data][product_data][name]", "Concert"),
            ("line_items[0][quantity]", "1"),
            ("success_url", SuccessUrl),
            ("cancel_url", "http://shop.test/cart"),
            .. more,
        ];

    /// <summary>A session of a subscription.</summary>
    public static (string Name, string Value)[] Subscription(
        long amount = 999,
        string interval = "month",
        params (string Name, string Value)[] more
    ) =>
        [
            ("mode", "subscription"),
            ("line_items[0][price_data][currency]", "usd"),
            ("line_items[0][price_data][unit_amount]", amount.ToString(CultureInfo.InvariantCulture)),
            ("line_items[0][price_data][recurring][interval]", interval),
            ("line_items[0][price_data][product_data][name]", "Premium"),
            ("line_items[0][quantity]", "1"),
            ("success_url", SuccessUrl),
            .. more,
        ];

    public static async Task<JsonNode> OpenAsync(this SandboxProcess sandbox, params (string Name, string Value)[] form) =>
        (await sandbox.PostAsync("/v1/checkout/sessions", form)).Ok().Json;

    /// <summary>A session with one line, after a payment by card.</summary>
    public static async Task<JsonNode> PaidAsync(
        this SandboxProcess sandbox,
        long amount = 2500,
        string currency = "eur",
        string card = "4242424242424242"
    )
    {
        var session = await sandbox.OpenAsync(Payment(amount, currency));
        await sandbox.PayByCardAsync(session, card);
        return (await sandbox.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok().Json;
    }

    /// <summary>A subscription paid by card.</summary>
    public static async Task<JsonNode> SubscribedAsync(
        this SandboxProcess sandbox,
        long amount = 999,
        string card = "4242424242424242",
        params (string Name, string Value)[] more
    )
    {
        var session = await sandbox.OpenAsync(Subscription(amount, "month", more));
        await sandbox.PayByCardAsync(session, card);
        var paid = (await sandbox.GetAsync($"/v1/checkout/sessions/{session["id"]}")).Ok();
        return (await sandbox.GetAsync($"/v1/subscriptions/{paid["subscription"]}")).Ok().Json;
    }
}
