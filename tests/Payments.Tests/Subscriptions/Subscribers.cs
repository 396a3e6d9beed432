using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Payments.Subscriptions;
using Community.Payments.Tests.Plans;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Tests.Subscriptions;

/// <summary>The actions of subscribers and Stripe, in one line each.</summary>
internal static class Subscribers
{
    public const string Me = "/api/v1/subscriptions/me";
    public const string GoodCard = "4242424242424242";

    /// <summary>A card that pays once and fails at the next charge.</summary>
    public const string FailsLater = "4000000000000341";

    public static Task<HttpResponseMessage> WantAsync(this HttpClient http, string plan, string success = "https://app.example.org/paid") =>
        http.PostAsJsonAsync(
            Me,
            new
            {
                plan,
                success_url = success,
                cancel_url = "https://app.example.org/plans",
            }
        );

    /// <summary>Requests a payment page.</summary>
    public static async Task<string> PageAsync(this HttpClient http, string plan, string success = "https://app.example.org/paid")
    {
        var answer = await http.WantAsync(plan, success);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        var page = await answer.JsonAsync();
        page.GetProperty("checkout_url").GetString().ShouldStartWith("http");
        return page.GetProperty("session_id").GetString()!;
    }

    public static async Task<HttpStatusCode> PayPageAsync(this PaymentsApplication app, string session, string card = GoodCard) =>
        (await app.Sandbox().PostAsJsonAsync($"/_sandbox/sessions/{session}/pay", new { card_number = card })).StatusCode;

    /// <summary>Subscribes to this plan and pays; returns when every confirmation has arrived.</summary>
    public static async Task SubscribeAsync(this PaymentsApplication app, Guid user, string plan, string card = GoodCard)
    {
        var http = app.HttpAs(user);
        (await app.PayPageAsync(await http.PageAsync(plan), card)).ShouldBe(HttpStatusCode.OK);
        await http.WaitForPlanAsync(plan, "active");
        await Poll.UntilAsync(async () => (await app.PaidAsync(user)).Count == 1);
    }

    public static async Task<JsonElement> MineAsync(this HttpClient http) => await http.GetFromJsonAsync<JsonElement>(Me);

    public static Task WaitForPlanAsync(this HttpClient http, string plan, string status) =>
        Poll.UntilAsync(async () =>
        {
            var mine = await http.MineAsync();
            return (mine.GetProperty("plan").GetString(), mine.GetProperty("status").GetString()) == (plan, status)
                ? true
                : throw new InvalidOperationException(mine.GetRawText());
        });

    /// <summary>A person's payments for subscriptions, the oldest first.</summary>
    public static Task<List<(long Amount, string Status)>> PaidAsync(this PaymentsApplication app, Guid? user) =>
        app.WithDbAsync(async db =>
            (
                await db
                    .Orders.AsNoTracking()
                    .Where(order => order.UserId == user && order.Purpose == "subscription")
                    .OrderBy(order => order.Id)
                    .ToListAsync()
            ).ConvertAll(order => (order.AmountCents, order.Status))
        );

    public static Task<Subscription> RowAsync(this PaymentsApplication app, string session) =>
        app.WithDbAsync(db => db.Subscriptions.AsNoTracking().SingleAsync(ours => ours.SessionId == session));

    public static async Task<string> StripeIdAsync(this PaymentsApplication app, Guid user) =>
        (await app.WithDbAsync(db => db.CurrentSubscriptionAsync(user)))!.StripeSubscriptionId!;

    /// <summary>
    /// Ends the period at Stripe: the subscription is renewed, fails to renew, or ends; or an unpaid renewal is tried again.
    /// </summary>
    public static async Task AdvanceAsync(this PaymentsApplication app, Guid user, string outcome = "pay") =>
        (
            await app.Sandbox().PostAsJsonAsync($"/_sandbox/subscriptions/{await app.StripeIdAsync(user)}/advance", new { outcome })
        ).EnsureSuccessStatusCode();

    /// <summary>A subscription as Stripe has it.</summary>
    public static Task<JsonElement> AtStripeAsync(this PaymentsApplication app, string path)
    {
        var http = app.Sandbox();
        http.DefaultRequestHeaders.Authorization = new("Bearer", "sk_test_community");
        return http.GetFromJsonAsync<JsonElement>("/v1/" + path)!;
    }

    /// <summary>Sets how webhooks arrive until it is disposed of.</summary>
    public static async Task<IAsyncDisposable> WebhooksAsync(this PaymentsApplication app, object how)
    {
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/webhooks", how)).EnsureSuccessStatusCode();
        return new Restored(() => app.Sandbox().PutAsJsonAsync("/_sandbox/webhooks", new { }));
    }

    /// <summary>Sets faults of Stripe until it is disposed of.</summary>
    public static async Task<IAsyncDisposable> FaultsAsync(this PaymentsApplication app, object faults)
    {
        (await app.Sandbox().PutAsJsonAsync("/_sandbox/faults", faults)).EnsureSuccessStatusCode();
        return new Restored(() => app.Sandbox().PutAsJsonAsync("/_sandbox/faults", new { }));
    }

    private sealed class Restored(Func<Task<HttpResponseMessage>> restore) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => (await restore()).EnsureSuccessStatusCode();
    }
}
