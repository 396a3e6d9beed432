using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Testing;

namespace Community.Events.Tests.Publishing;

/// <summary>The organizers who may sell tickets, and the permitted prices.</summary>
[Collection(nameof(EventsTests))]
public sealed class SellingTests(EventsApplication events) : IAsyncLifetime
{
    private readonly Guid _me = Guid.CreateVersion7();

    public async ValueTask InitializeAsync() => await events.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private HttpClient Unverified => events.HttpAs(_me, "attendee", "organizer");

    private static (string, JsonNode?)[] Paid => [("price_cents", 2500), ("currency", "USD")];

    [Fact]
    public async Task WithoutAVerifiedAddressNoPaidEventIsPublished()
    {
        await (await Unverified.PostAsJsonAsync("/api/v1/events", Calls.Draft([.. Paid, ("is_published", true)]))).ShouldBeAsync(
            HttpStatusCode.Forbidden,
            "verification_required"
        );

        var draft = await Unverified.CreateAsync(Paid);
        await (await Unverified.PostAsync($"/api/v1/events/{draft.Id()}/publish", null)).ShouldBeAsync(
            HttpStatusCode.Forbidden,
            "verification_required"
        );

        var free = await Unverified.PublishedAsync();
        await (await Unverified.ChangeAsync(free.Id(), new JsonObject { ["price_cents"] = 2500, ["currency"] = "USD" })).ShouldBeAsync(
            HttpStatusCode.Forbidden,
            "verification_required"
        );
        (await events.AnnouncedAsync(draft.Id())).ShouldBeEmpty();
        (await Unverified.GetJsonAsync($"/events/{free.Id()}")).GetProperty("price_cents").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task AUserWithAVerifiedAddressSellsAtOnceAlsoBeforeTheBusSaysSo()
    {
        events.Verify(_me);
        await Unverified.PublishedAsync(Paid);

        var told = Calls.Person($"seller-{Guid.CreateVersion7():N}");
        await events.AddAsync(told);
        await events.PublishAsync(new UserVerified(Guid.CreateVersion7(), Calls.Soon, told.UserId, 2, "phone"));
        await Poll.UntilAsync(async () =>
            (
                await events
                    .HttpAs(told.UserId, "organizer")
                    .PostAsJsonAsync("/api/v1/events", Calls.Draft([.. Paid, ("is_published", true)]))
            ).StatusCode == HttpStatusCode.Created
        );
    }

    /// <summary>With an Idempotency-Key, too: identity's yes is stored apart from the effect that the key stands for.</summary>
    [Fact]
    public async Task ASellerBeforeTheBusSaysSoMayUseAKey()
    {
        events.Verify(_me);
        var me = Unverified;
        me.DefaultRequestHeaders.Add("Idempotency-Key", $"{Guid.CreateVersion7()}");
        var draft = Calls.Draft([.. Paid, ("is_published", true)]);
        using var first = await me.PostAsJsonAsync("/api/v1/events", draft);
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var again = await me.PostAsJsonAsync("/api/v1/events", draft);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(1, "USD", "price_cents")]
    [InlineData(49, "USD", "price_cents")]
    [InlineData(199, "AED", "price_cents")]
    [InlineData(10, "HUF", "price_cents")]
    [InlineData(100_000_000, "USD", "price_cents")]
    [InlineData(1001, "KWD", "price_cents")]
    [InlineData(2500, "IRR", "currency")]
    public async Task APriceThatNoCardCouldPayIsRefusedWhereItIsSet(int cents, string currency, string field)
    {
        var me = events.Organizer(_me);
        await (
            await me.PostAsJsonAsync("/api/v1/events", Calls.Draft(("price_cents", cents), ("currency", currency), ("is_published", true)))
        ).ShouldRefuseAsync(field);
        await (await me.PostAsJsonAsync("/api/v1/events", Calls.Draft(("price_cents", cents), ("currency", currency)))).ShouldRefuseAsync(
            field
        );

        var sold = await me.PublishedAsync(Paid);
        await (await me.ChangeAsync(sold.Id(), new JsonObject { ["price_cents"] = cents, ["currency"] = currency })).ShouldRefuseAsync(
            field
        );
    }

    [Fact]
    public async Task ADraftFromBeforeTheRuleIsNotPublishedAndCanBeMended()
    {
        var me = events.Organizer(_me);
        var draft = await me.CreateAsync(Paid);
        await events.ExecuteAsync($"UPDATE events SET price_cents = 1 WHERE id = {draft.Id()}");
        await (await me.ChangeAsync(draft.Id(), new JsonObject { ["name"] = "Late bake" })).ShouldBeAsync(HttpStatusCode.OK);
        await (await me.PostAsync($"/api/v1/events/{draft.Id()}/publish", null)).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "price_not_payable"
        );
        await (await me.ChangeAsync(draft.Id(), new JsonObject { ["price_cents"] = 2500 })).ShouldBeAsync(HttpStatusCode.OK);
        await (await me.PostAsync($"/api/v1/events/{draft.Id()}/publish", null)).ShouldBeAsync(HttpStatusCode.OK);
    }
}
