using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Plans;
using Community.Companion.Tests.People;
using Community.Contracts.Payments;
using Community.Testing;

namespace Community.Companion.Tests.Conversation;

/// <summary>The number of messages that a person may send: here 12 a day, and 3 more for a session.</summary>
[Collection(nameof(TalkTests))]
public sealed class AllowanceTests(TalkApplication talk, TestServers servers)
{
    private const int Daily = 12;

    [Theory]
    [InlineData("free")]
    [InlineData("premium")]
    public async Task ADayHasSoManyMessagesAndNotOneMore(string plan)
    {
        var person = await talk.Companion.PersonAsync();
        if (plan != "free")
        {
            await talk.Companion.PlanAsync(person, plan);
        }
        using var http = talk.Companion.HttpAs(person);
        await UseUpAsync(http);

        using var more = await http.TrySayAsync("One more");
        var problem = await more.ReadAsync(HttpStatusCode.TooManyRequests);
        (problem.Text("reason"), problem.Text("required_plan")).ShouldBe(("daily_limit", "elite"));
        var left = problem.GetProperty("resets_at").GetDateTimeOffset() - talk.Companion.Clock.GetUtcNow();
        more.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(left - TimeSpan.FromSeconds(1), left + TimeSpan.FromMinutes(1));
        (await http.LinesAsync()).ShouldNotContain("user: One more");

        // A person in possible danger is answered in any case, and the message is not counted.
        (await http.SayAsync("I want to kill myself"))
            .GetProperty("message")
            .Text("provider")
            .ShouldBe("safety");
        (await UsedAsync(http)).ShouldBe((Daily, 0));
    }

    [Fact]
    public async Task ConcurrentMessagesAreAllCounted()
    {
        await using var companion = new CompanionApplication(servers);
        companion.Settings["Companion:DailyMessages"] = "5";
        await companion.InitializeAsync();
        using var http = companion.HttpAs(await companion.PersonAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => http.TrySayAsync($"Message {i}")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(5);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(15);
        (await UsedAsync(http)).ShouldBe((5, 0));
    }

    [Fact]
    public async Task EliteHasNoLimitEvenBeforeTheBusHasSaidSo()
    {
        var person = await talk.Companion.PersonAsync();
        using var http = talk.Companion.HttpAs(person);
        await UseUpAsync(http);
        talk.Companion.Payments.Plans[person] = new(person, 2, "elite", [EntitlementCode.UnlimitedCompanion], null);

        await http.SayAsync("One more");
        (await http.ShowAsync()).GetProperty("allowance").GetProperty("daily_messages").ValueKind.ShouldBe(JsonValueKind.Null);
        using var session = await BuyAsync(http);
        (await session.ReadAsync(HttpStatusCode.Conflict)).Text("reason").ShouldBe("unlimited");
    }

    [Fact]
    public async Task ADayBeginsAtMidnightWhereThePersonLives()
    {
        await using var companion = new CompanionApplication(servers);
        companion.Settings["Companion:DailyMessages"] = "1";
        await companion.InitializeAsync();
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        (await http.PutAsJsonAsync($"{Talking.Path}/settings", new { time_zone = "Asia/Dubai" })).EnsureSuccessStatusCode();
        await http.SayAsync("Today");
        using var refused = await http.TrySayAsync("Today again");
        var resets = (await refused.ReadAsync(HttpStatusCode.TooManyRequests)).GetProperty("resets_at").GetDateTimeOffset();
        resets.ToOffset(TimeSpan.FromHours(4)).TimeOfDay.ShouldBe(TimeSpan.Zero);

        companion.Clock.Advance(resets - companion.Clock.GetUtcNow() - TimeSpan.FromMinutes(1));
        using var later = companion.HttpAs(person);
        using var stillRefused = await later.TrySayAsync("A minute before midnight");
        stillRefused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        companion.Clock.Advance(TimeSpan.FromMinutes(1));
        await later.SayAsync("Tomorrow");
    }

    [Fact]
    public async Task AJourneyThroughTimeZonesHasNoMoreDaysThanTheCalendar()
    {
        await using var companion = new CompanionApplication(servers);
        companion.Settings["Companion:DailyMessages"] = "1";
        await companion.InitializeAsync();
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = 0;
        foreach (
            var zone in new[]
            {
                "Pacific/Kiritimati",
                "Pacific/Niue",
                "UTC",
                "Pacific/Kiritimati",
                "Asia/Tokyo",
                "Pacific/Niue",
                "America/New_York",
            }
        )
        {
            (await http.PutAsJsonAsync($"{Talking.Path}/settings", new { time_zone = zone })).EnsureSuccessStatusCode();
            using var answer = await http.TrySayAsync($"In {zone}");
            if (answer.StatusCode == HttpStatusCode.Created)
            {
                said++;
            }
        }

        said.ShouldBeInRange(2, 3);
    }

    [Fact]
    public async Task APaidSessionGivesMoreToSayAndItsRefundTakesTheRest()
    {
        var person = await talk.Companion.PersonAsync();
        using var http = talk.Companion.HttpAs(person);
        await UseUpAsync(http);
        var order = await OrderAsync(http);
        (await OrderAsync(http)).Text("order_id").ShouldBe(order.Text("order_id"), "asking twice offers once");
        (order.GetProperty("amount_cents").GetInt64(), order.Text("currency"), order.GetProperty("price_credits").GetInt64()).ShouldBe(
            (200, "USD", 20)
        );

        var paid = Paid(person, order);
        await talk.Companion.PublishAsync(paid, paid);
        await Poll.UntilAsync(async () => (await UsedAsync(http)).Extra == 3);
        await http.SayAsync("More");
        await http.SayAsync("And more");
        (await UsedAsync(http)).ShouldBe((Daily, 1));

        (await OrderAsync(http)).Text("order_id").ShouldNotBe(order.Text("order_id"));
        await talk.Companion.PublishAsync(
            new PaymentRefunded(Guid.CreateVersion7(), Users.Start, Id(order), 9, person, "companion_session", Id(order), 20, "credits")
        );
        await Poll.UntilAsync(async () => (await UsedAsync(http)).Extra == 0);
        using var refused = await http.TrySayAsync("Too much");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task EveryPaymentIsFulfilledOrRefundedOnce()
    {
        var person = await talk.Companion.PersonAsync();
        using var http = talk.Companion.HttpAs(person);

        // Late: the offer had ended.
        var late = await OrderAsync(http);
        await talk.Companion.PublishAsync(
            new OrderExpired(Guid.CreateVersion7(), Users.Start, Id(late), 2, person, "companion_session", Id(late))
        );
        await Poll.UntilAsync(async () => (await StatusAsync(late)) == "ended");
        await talk.Companion.PublishAsync(Paid(person, late));
        await Poll.UntilAsync(async () => (await StatusAsync(late)) == "fulfilled");

        // Refunded before the payment is known.
        var back = await OrderAsync(http);
        await talk.Companion.PublishAsync(
            new PaymentRefunded(Guid.CreateVersion7(), Users.Start, Id(back), 9, person, "companion_session", Id(back), 20, "credits")
        );
        await Poll.UntilAsync(() =>
            talk.Companion.WithDbAsync(db => Task.FromResult(db.SaleOrders.Single(order => order.Id == Id(back)).RefundedAmount == 20))
        );
        await talk.Companion.PublishAsync(Paid(person, back));
        await Poll.UntilAsync(async () => (await StatusAsync(back)) == "refunded");
        (await UsedAsync(http)).Extra.ShouldBe(3);

        // The order of an erased person.
        var orphan = await OrderAsync(http);
        await talk.Companion.EraseAsync(person);
        await talk.Companion.PublishAsync(Paid(person, orphan));
        await Poll.UntilAsync(async () => (await StatusAsync(orphan)) == "refunding");
        (await talk.Companion.WithDbAsync(db => Task.FromResult(db.SaleOrders.Count(order => order.UserId == person)))).ShouldBe(0);
    }

    [Fact]
    public async Task PaymentsIsToldOfAnOfferBeforeTheBusHasBroughtIt()
    {
        var person = await talk.Companion.PersonAsync();
        using var http = talk.Companion.HttpAs(person);
        var order = await OrderAsync(http);
        using var fleet = talk.Companion.HttpAsFleet();
        var requested = await fleet.GetFromJsonAsync<JsonElement>($"/internal/orders?user_id={person}&order_id={order.Text("order_id")}");
        (requested.Text("order_id"), requested.Text("purpose"), requested.GetProperty("price_credits").GetInt64()).ShouldBe(
            (order.Text("order_id"), "companion_session", 20)
        );
        (
            await fleet.GetAsync(new Uri($"/internal/orders?user_id={person}&order_id={Guid.CreateVersion7()}", UriKind.Relative))
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (
            await fleet.GetAsync(
                new Uri($"/internal/orders?user_id={Guid.CreateVersion7()}&order_id={order.Text("order_id")}", UriKind.Relative)
            )
        ).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task UseUpAsync(HttpClient http)
    {
        for (var i = 0; i < Daily; i++)
        {
            await http.SayAsync(i.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static async Task<(int Used, int Extra)> UsedAsync(HttpClient http)
    {
        var allowance = (await http.ShowAsync()).GetProperty("allowance");
        return (allowance.GetProperty("used_today").GetInt32(), allowance.GetProperty("extra_messages").GetInt32());
    }

    private static Task<HttpResponseMessage> BuyAsync(HttpClient http) =>
        http.PostAsync(new Uri($"{Talking.Path}/sessions", UriKind.Relative), null);

    private static async Task<JsonElement> OrderAsync(HttpClient http)
    {
        using var answer = await BuyAsync(http);
        return await answer.ReadAsync(HttpStatusCode.PaymentRequired);
    }

    private static Guid Id(JsonElement order) => order.GetProperty("order_id").GetGuid();

    private static PaymentSucceeded Paid(Guid person, JsonElement order) =>
        new(Guid.CreateVersion7(), Users.Start, Id(order), 2, person, "companion_session", Id(order), 20, "credits", "credits");

    private Task<string> StatusAsync(JsonElement order) =>
        talk.Companion.WithDbAsync(db => Task.FromResult(db.SaleOrders.Single(sold => sold.Id == Id(order)).Status));
}
