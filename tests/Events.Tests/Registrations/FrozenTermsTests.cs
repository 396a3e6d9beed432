using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Events.Mails;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Registrations;

/// <summary>The terms of a sale stay the same when the organizer changes the event later.</summary>
[Collection(nameof(EventsTests))]
public sealed class FrozenTermsTests(EventsApplication app) : IAsyncLifetime
{
    private readonly Guid _organizer = Guid.CreateVersion7();
    private readonly Guid _buyer = Guid.CreateVersion7();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync() => await app.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AStricterPolicyAfterTheSaleTakesNoRefundAway()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromDays(7));
        await ChangedAsync(id, new JsonObject { ["refund_hours"] = 8760 });
        await RefundedAsync(id, order);
    }

    [Fact]
    public async Task AnEarlierStartAfterTheSaleTakesNoRefundAway()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromDays(7));
        await ChangedAsync(id, new JsonObject { ["start_datetime"] = $"{Now.AddMinutes(1):O}", ["end_datetime"] = $"{Now.AddHours(2):O}" });
        await RefundedAsync(id, order);
    }

    [Fact]
    public async Task AnEventThatWasMovedUpAndIsOverStillGivesTheMoneyBack()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromDays(7));
        await ChangedAsync(
            id,
            new JsonObject { ["start_datetime"] = $"{Now.AddMilliseconds(700):O}", ["end_datetime"] = $"{Now.AddMilliseconds(1000):O}" }
        );
        var ends = (await app.HttpAs(_buyer).GetJsonAsync($"/events/{id}")).GetProperty("end_datetime").GetDateTimeOffset();
        await Poll.UntilAsync(() => Task.FromResult(Now > ends));
        await RefundedAsync(id, order);
    }

    [Theory]
    [InlineData("""{"location_city":"Sharjah"}""")]
    [InlineData("""{"location_address":"Quay 30"}""")]
    [InlineData("""{"latitude":25.09}""")]
    [InlineData("""{"location_name":"Desert camp"}""")]
    public async Task AnotherPlaceOpensAFullRefundAfterTheDeadline(string change)
    {
        var (id, order) = await SoldAsync(TimeSpan.FromHours(2));
        (await StatusAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(0);
        await ChangedAsync(id, JsonNode.Parse(change)!.AsObject());
        (await StatusAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(2500);
        await RefundedAsync(id, order);
    }

    [Fact]
    public async Task ALaterStartOpensAFullRefundAfterTheDeadlineAndTakingItBackLeavesItOpen()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromHours(2));
        var status = await app.HttpAs(_buyer).GetJsonAsync($"/events/{id}");
        var (start, end) = (
            status.GetProperty("start_datetime").GetDateTimeOffset(),
            status.GetProperty("end_datetime").GetDateTimeOffset()
        );
        await ChangedAsync(id, new JsonObject { ["start_datetime"] = $"{start.AddDays(9):O}", ["end_datetime"] = $"{end.AddDays(9):O}" });
        await ChangedAsync(id, new JsonObject { ["start_datetime"] = $"{start:O}", ["end_datetime"] = $"{end:O}" });
        (await StatusAsync(id)).GetProperty("refund_until").GetDateTimeOffset().ShouldBe(start.AddDays(9), TimeSpan.FromMilliseconds(1));
        await RefundedAsync(id, order);
    }

    [Fact]
    public async Task ALaterEndOpensAFullRefundAfterTheDeadline()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromHours(2));
        var end = (await app.HttpAs(_buyer).GetJsonAsync($"/events/{id}")).GetProperty("end_datetime").GetDateTimeOffset();
        await ChangedAsync(id, new JsonObject { ["end_datetime"] = $"{end.AddDays(20):O}" });
        (await StatusAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(2500);
        await RefundedAsync(id, order);
    }

    [Theory]
    [InlineData("""{"location_name":"Desert camp"}""", true)]
    [InlineData("""{"latitude":25.09}""", true)]
    [InlineData("""{"location_name":"HARBOUR KITCHEN"}""", false)]
    [InlineData("""{"latitude":25.0806}""", false)]
    public async Task AMoveThatOpensARefundIsToldToTheBuyers(string change, bool isTold)
    {
        var (id, _) = await SoldAsync(TimeSpan.FromHours(2));
        await ChangedAsync(id, JsonNode.Parse(change)!.AsObject());
        (await app.WithDbAsync(db => db.Mails.CountAsync(notice => notice.EventId == id && notice.Kind == MailKind.Changed))).ShouldBe(
            isTold ? 1 : 0
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AfterAPartOfThePaymentWentBackOnlyTheRestIsPromised(bool inCredits)
    {
        var (id, order) = await SoldAsync(TimeSpan.FromDays(7), inCredits);
        var (field, part, rest) = inCredits ? ("refund_credits", 150, 100) : ("refund_cents", 1500, 1000);
        var registration = (await StatusAsync(id)).Id();
        await app.PublishAsync(
            new PaymentRefunded(
                Guid.CreateVersion7(),
                Now,
                order,
                3,
                _buyer,
                Seats.Purpose,
                registration,
                part,
                inCredits ? "credits" : "USD"
            )
        );
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Registrations.AnyAsync(r => r.Id == registration && r.RefundedAmount == part))
        );

        (await StatusAsync(id)).GetProperty(field).GetInt64().ShouldBe(rest);
        (await CancelAsync(id)).GetProperty(field).GetInt64().ShouldBe(rest);
        var told = await app.WithDbAsync(db =>
            db.Mails.Where(notice => notice.RegistrationId == registration && notice.Kind == MailKind.Cancelled).SingleAsync()
        );
        told.RefundAmount.ShouldBe(rest);
        await app.PublishAsync(
            new PaymentRefunded(
                Guid.CreateVersion7(),
                Now,
                order,
                4,
                _buyer,
                Seats.Purpose,
                registration,
                rest,
                inCredits ? "credits" : "USD"
            )
        );
        await Poll.UntilAsync(async () => (await StatusAsync(id)).GetProperty("status").GetString() == "refunded");
        (await StatusAsync(id)).GetProperty(field).GetInt64().ShouldBe(part + rest);
    }

    [Fact]
    public async Task ALateCancellationSaysThePartThatHadGoneBack()
    {
        var (id, order) = await SoldAsync(TimeSpan.FromHours(2));
        var registration = (await StatusAsync(id)).Id();
        await app.PublishAsync(new PaymentRefunded(Guid.CreateVersion7(), Now, order, 3, _buyer, Seats.Purpose, registration, 1500, "USD"));
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Registrations.AnyAsync(r => r.Id == registration && r.RefundedAmount == 1500))
        );
        (await StatusAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(0);
        (await CancelAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(1500);
    }

    [Theory]
    [InlineData("""{"location_name":"HARBOUR KITCHEN"}""")]
    [InlineData("""{"location_address":"QUAY 3"}""")]
    [InlineData("""{"latitude":25.0806}""")]
    [InlineData("""{"name":"Late bake","refund_hours":48}""")]
    public async Task ASmallCorrectionOpensNothing(string change)
    {
        var (id, order) = await SoldAsync(TimeSpan.FromHours(2));
        await ChangedAsync(id, JsonNode.Parse(change)!.AsObject());
        (await StatusAsync(id)).GetProperty("refund_cents").GetInt64().ShouldBe(0);
        var cancelled = await CancelAsync(id);
        cancelled.GetProperty("refund_cents").GetInt64().ShouldBe(0);
        (await app.AnnouncedAsync(order)).ShouldNotContain(nameof(RefundRequested));
    }

    [Fact]
    public async Task CancellingAndTheCallBeforeItSayWhatComesBack()
    {
        var (id, _) = await SoldAsync(TimeSpan.FromDays(7));
        var status = await StatusAsync(id);
        status.GetProperty("refund_cents").GetInt64().ShouldBe(2500);
        status.GetProperty("refund_until").GetDateTimeOffset().ShouldBe(Now.AddDays(6), TimeSpan.FromMinutes(5));

        var cancelled = await CancelAsync(id);
        cancelled.GetProperty("refund_cents").GetInt64().ShouldBe(2500);
        cancelled.GetProperty("currency").GetString().ShouldBe("USD");
        (await CancelAsync(id)).ToString().ShouldBe(cancelled.ToString());
    }

    [Fact]
    public async Task WhatWasPaidInCreditsComesBackInCredits()
    {
        var (id, _) = await SoldAsync(TimeSpan.FromDays(7), inCredits: true);
        var cancelled = await CancelAsync(id);
        (cancelled.GetProperty("refund_credits").GetInt64(), cancelled.GetProperty("refund_cents").ValueKind).ShouldBe(
            (250, JsonValueKind.Null)
        );
    }

    [Fact]
    public async Task AnOrderSaysUntilWhenItCanBeGivenBack()
    {
        var id = await app.AddEventAsync(priceCents: 2500);
        var order = await (await app.HttpAs(_buyer).PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(
            HttpStatusCode.PaymentRequired
        );
        order.GetProperty("refund_until").GetDateTimeOffset().ShouldBe(Now.AddDays(6), TimeSpan.FromMinutes(5));
    }

    /// <summary>A paid event with a place, and a sold ticket.</summary>
    private async Task<(Guid Event, Guid Order)> SoldAsync(TimeSpan startsIn, bool inCredits = false)
    {
        var id = await app.AddEventAsync(organizer: _organizer, priceCents: 2500, startsIn: startsIn);
        await app.ExecuteAsync(
            $"""
            UPDATE events SET location_name = 'Harbour kitchen', location_address = 'Quay 3', location_city = 'Dubai', city_key = 'dubai', latitude = 25.0805,
                longitude = 55.1403 WHERE id = {id}
            """
        );
        var answer = await (await app.HttpAs(_buyer).PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(
            HttpStatusCode.PaymentRequired
        );
        var (order, registration) = (answer.GetProperty("order_id").GetGuid(), answer.GetProperty("registration_id").GetGuid());
        await app.PublishAsync(
            new PaymentSucceeded(
                Guid.CreateVersion7(),
                Now,
                order,
                2,
                _buyer,
                Seats.Purpose,
                registration,
                inCredits ? 250 : 2500,
                inCredits ? "credits" : "USD",
                inCredits ? "credits" : "card"
            )
        );
        await Poll.UntilAsync(async () => (await StatusAsync(id)).GetProperty("status").GetString() == "confirmed");
        return (id, order);
    }

    private async Task ChangedAsync(Guid id, JsonObject changes) =>
        await (await app.Organizer(_organizer).ChangeAsync(id, changes)).ShouldBeAsync(HttpStatusCode.OK);

    private async Task RefundedAsync(Guid id, Guid order)
    {
        await CancelAsync(id);
        (await app.AnnouncedAsync(order)).ShouldContain(nameof(RefundRequested));
    }

    private async Task<JsonElement> CancelAsync(Guid id) =>
        await (await app.HttpAs(_buyer).DeleteAsync($"/api/v1/events/{id}/register")).ShouldBeAsync(HttpStatusCode.OK);

    private Task<JsonElement> StatusAsync(Guid id) => app.HttpAs(_buyer).GetJsonAsync($"/events/{id}/status");
}
