using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Contracts.Payments;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Registrations;

/// <summary>Registering, waiting, paying and cancelling, as clients and payments see them.</summary>
[Collection(nameof(EventsTests))]
public sealed class RegistrationTests(EventsApplication app)
{
    [Fact]
    public async Task AFreeEventConfirmsAtOnceAndARepeatAnswersTheSame()
    {
        var id = await app.AddEventAsync(capacity: 2);
        var user = Guid.CreateVersion7();

        var first = await RegisterAsync(id, user);
        var second = await RegisterAsync(id, user);

        first.GetProperty("status").GetString().ShouldBe("confirmed");
        first.GetProperty("ticket_code").GetString()!.ShouldMatch("^COMM-[A-Z0-9]{8}$");
        second.ToString().ShouldBe(first.ToString());
        (await app.SeatsAsync(id)).ShouldSatisfyAllConditions(s => s.Confirmed.ShouldBe(1), s => s.Held.ShouldBe(0));
    }

    [Fact]
    public async Task WhenFullPeopleWaitInOrderAndAreConfirmedByThemselves()
    {
        var id = await app.AddEventAsync(capacity: 1);
        Guid[] people = [Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7()];
        await RegisterAsync(id, people[0]);
        for (var i = 1; i < 4; i++)
        {
            var waiting = await RegisterAsync(id, people[i]);
            waiting.GetProperty("status").GetString().ShouldBe("waitlisted");
            waiting.GetProperty("waitlist_position").GetInt32().ShouldBe(i);
        }

        // The second person on the waitlist gives up: the people behind move up.
        (await app.HttpAs(people[2]).DeleteAsync($"/api/v1/events/{id}/register")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(id, people[3])).GetProperty("waitlist_position").GetInt32().ShouldBe(2);
        (await app.HttpAs(people[0]).DeleteAsync($"/api/v1/events/{id}/register")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await StatusAsync(id, people[1])).GetProperty("status").GetString().ShouldBe("confirmed");
        (await StatusAsync(id, people[3])).GetProperty("waitlist_position").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task CancellingTwiceFreesOneSeat()
    {
        var id = await app.AddEventAsync(capacity: 5);
        var user = Guid.CreateVersion7();
        await RegisterAsync(id, user);
        await RegisterAsync(id, Guid.CreateVersion7());

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => app.HttpAs(user).DeleteAsync($"/api/v1/events/{id}/register"))
        );

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await app.SeatsAsync(id)).Confirmed.ShouldBe(1);
    }

    [Fact]
    public async Task APaidEventHoldsASeatAndAsksForPayment()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        var user = Guid.CreateVersion7();

        var answer = await app.HttpAs(user).PostAsync($"/api/v1/events/{id}/register", null);

        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var order = await answer.Content.ReadFromJsonAsync<JsonElement>();
        order.GetProperty("amount_cents").GetInt64().ShouldBe(2500);
        order.GetProperty("currency").GetString().ShouldBe("USD");
        order.GetProperty("price_credits").GetInt64().ShouldBe(250);
        var holds = order.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        holds.TotalMinutes.ShouldBeInRange(13, 15);
        (await app.SeatsAsync(id)).Held.ShouldBe(1);

        // A repeated request gets the same order; another person waits.
        var again = await app.HttpAs(user).PostAsync($"/api/v1/events/{id}/rsvp", null);
        (await again.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("order_id")
            .GetGuid()
            .ShouldBe(order.GetProperty("order_id").GetGuid());
        (await RegisterAsync(id, Guid.CreateVersion7())).GetProperty("status").GetString().ShouldBe("waitlisted");
    }

    [Fact]
    public async Task APaymentConfirmsHoweverOftenItIsAnnounced()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        var user = Guid.CreateVersion7();
        var order = await OrderAsync(id, user);

        await app.PublishAsync(Paid(order), Paid(order), Paid(order));

        await Poll.UntilAsync(async () => (await StatusAsync(id, user)).GetProperty("status").GetString() == "confirmed");
        (await app.SeatsAsync(id)).ShouldSatisfyAllConditions(s => s.Confirmed.ShouldBe(1), s => s.Held.ShouldBe(0));
    }

    [Fact]
    public async Task AFailedPaymentFreesTheSeatForTheNextUserWithALongerOffer()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        var (first, next) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var order = await OrderAsync(id, first);
        await RegisterAsync(id, next);

        await app.PublishAsync(
            new PaymentFailed(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                order.Order,
                2,
                first,
                Seats.Purpose,
                order.Registration,
                "card_declined"
            )
        );

        await Poll.UntilAsync(async () => (await StatusAsync(id, next)).GetProperty("status").GetString() == "pending");
        var offer = (await StatusAsync(id, next)).GetProperty("hold_expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow();
        offer.TotalMinutes.ShouldBeInRange(100, 120);
        (await StatusAsync(id, first)).GetProperty("status").GetString().ShouldBe("cancelled");
    }

    [Fact]
    public async Task AHoldThatEndsGivesTheSeatBackAndALatePaymentTakesItIfThereIsOne()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        var user = Guid.CreateVersion7();
        var order = await OrderAsync(id, user);

        await EndHoldAsync(order.Registration);
        await Poll.UntilAsync(async () => (await StatusAsync(id, user)).GetProperty("status").GetString() == "expired");
        (await app.SeatsAsync(id)).Held.ShouldBe(0);
        await app.PublishAsync(Paid(order));

        await Poll.UntilAsync(async () => (await StatusAsync(id, user)).GetProperty("status").GetString() == "confirmed");
    }

    [Fact]
    public async Task APaymentForASeatThatIsGoneIsAskedBackOnce()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        var (slow, quick) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var order = await OrderAsync(id, slow);
        await EndHoldAsync(order.Registration);
        await Poll.UntilAsync(async () => (await StatusAsync(id, slow)).GetProperty("status").GetString() == "expired");
        await OrderAsync(id, quick);

        await app.PublishAsync(Paid(order), Paid(order));

        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Registrations.AnyAsync(r => r.Id == order.Registration && r.RefundRequestedAt != null))
        );
        (await app.SeatsAsync(id)).ShouldSatisfyAllConditions(s => s.Held.ShouldBe(1), s => s.Confirmed.ShouldBe(0));
        await app.PublishAsync(
            new PaymentRefunded(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                order.Order,
                4,
                slow,
                Seats.Purpose,
                order.Registration,
                2500,
                "USD"
            )
        );
        await Poll.UntilAsync(async () => (await StatusAsync(id, slow)).GetProperty("status").GetString() == "refunded");
    }

    [Theory]
    [InlineData(72, true)]
    [InlineData(12, false)]
    public async Task ACancellationInTimeIsRefunded(int hoursBefore, bool isRefunded)
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500, startsIn: TimeSpan.FromHours(hoursBefore));
        var user = Guid.CreateVersion7();
        var order = await OrderAsync(id, user);
        await app.PublishAsync(Paid(order));
        await Poll.UntilAsync(async () => (await StatusAsync(id, user)).GetProperty("status").GetString() == "confirmed");

        (await app.HttpAs(user).DeleteAsync($"/api/v1/events/{id}/register")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await app.WithDbAsync(db => db.Registrations.AnyAsync(r => r.Id == order.Registration && r.RefundRequestedAt != null))).ShouldBe(
            isRefunded
        );
    }

    [Fact]
    public async Task CancellingTheEventRefundsAllBuyersAndEndsUnpaidRegistrations()
    {
        var organizer = Guid.CreateVersion7();
        var id = await app.AddEventAsync(capacity: 2, priceCents: 2500, organizer: organizer, startsIn: TimeSpan.FromHours(1));
        var (paid, pending, waiting) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var order = await OrderAsync(id, paid);
        await app.PublishAsync(Paid(order));
        await Poll.UntilAsync(async () => (await StatusAsync(id, paid)).GetProperty("status").GetString() == "confirmed");
        await OrderAsync(id, pending);
        await RegisterAsync(id, waiting);

        var cancelled = await app.HttpAs(organizer, "organizer")
            .PostAsJsonAsync($"/api/v1/events/{id}/cancel", new { reason = "The oven broke." });

        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var user in (Guid[])[paid, pending, waiting])
        {
            (await StatusAsync(id, user)).GetProperty("status").GetString().ShouldBe("cancelled");
        }

        var refunded = await app.WithDbAsync(db =>
            db.Registrations.Where(r => r.EventId == id && r.RefundRequestedAt != null).Select(r => r.UserId).ToListAsync()
        );
        refunded.ShouldBe([paid]);
        (await app.SeatsAsync(id)).ShouldSatisfyAllConditions(
            s => s.Held.ShouldBe(0),
            s => s.Confirmed.ShouldBe(0),
            s => s.Waitlisted.ShouldBe(0)
        );
    }

    [Fact]
    public async Task WhatMayNotBeKnownIsNotFoundAndWhatIsOverIsRefused()
    {
        var organizer = Guid.CreateVersion7();
        var draft = await app.AddEventAsync(organizer: organizer, status: EventStatus.Draft);
        var secret = await app.AddEventAsync(organizer: organizer, visibility: EventVisibility.Private);
        var cancelled = await app.AddEventAsync(organizer: organizer, status: EventStatus.Cancelled);
        var over = await app.AddEventAsync(organizer: organizer, startsIn: TimeSpan.FromHours(-4));
        var open = await app.AddEventAsync(organizer: organizer);
        var user = Guid.CreateVersion7();

        await RefusedAsync(user, draft, HttpStatusCode.NotFound, null);
        await RefusedAsync(user, secret, HttpStatusCode.NotFound, null);
        await RefusedAsync(user, Guid.CreateVersion7(), HttpStatusCode.NotFound, null);
        await RefusedAsync(user, cancelled, HttpStatusCode.Conflict, "event_cancelled");
        await RefusedAsync(user, over, HttpStatusCode.Conflict, "event_over");
        await RefusedAsync(organizer, open, HttpStatusCode.Conflict, "is_organizer");
        await RefusedAsync(organizer, draft, HttpStatusCode.Conflict, "not_published");
        (await app.Http().PostAsync($"/api/v1/events/{open}/register", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await app.HttpAs(user).GetAsync($"/api/v1/events/{open}/status")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.HttpAs(user).DeleteAsync($"/api/v1/events/{open}/register")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task OnlyTheOrganizerRemovesAnAttendee()
    {
        var organizer = Guid.CreateVersion7();
        var id = await app.AddEventAsync(organizer: organizer);
        var user = Guid.CreateVersion7();
        await RegisterAsync(id, user);
        var path = $"/api/v1/events/{id}/attendees/{user}";

        (await app.HttpAs(Guid.CreateVersion7(), "organizer").DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await app.HttpAs(organizer, "organizer").DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(id, user)).GetProperty("status").GetString().ShouldBe("cancelled");
    }

    private async Task RefusedAsync(Guid user, Guid eventId, HttpStatusCode status, string? reason)
    {
        var answer = await app.HttpAs(user).PostAsync($"/api/v1/events/{eventId}/register", null);
        answer.StatusCode.ShouldBe(status);
        if (reason is not null)
        {
            (await answer.Content.ReadAsStringAsync()).ShouldContain($"\"{reason}\"");
        }
    }

    private async Task<JsonElement> RegisterAsync(Guid eventId, Guid user)
    {
        var answer = await app.HttpAs(user).PostAsync($"/api/v1/events/{eventId}/register", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private Task<JsonElement> StatusAsync(Guid eventId, Guid user) =>
        app.HttpAs(user).GetFromJsonAsync<JsonElement>($"/api/v1/events/{eventId}/status");

    private async Task<(Guid Order, Guid Registration, Guid User)> OrderAsync(Guid eventId, Guid user)
    {
        var answer = await app.HttpAs(user).PostAsync($"/api/v1/events/{eventId}/register", null);
        answer.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        var order = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (order.GetProperty("order_id").GetGuid(), order.GetProperty("registration_id").GetGuid(), user);
    }

    private static PaymentSucceeded Paid((Guid Order, Guid Registration, Guid User) order) =>
        new(
            Guid.CreateVersion7(),
            TimeProvider.System.GetUtcNow(),
            order.Order,
            2,
            order.User,
            Seats.Purpose,
            order.Registration,
            2500,
            "USD",
            "card"
        );

    private Task<int> EndHoldAsync(Guid registration) =>
        app.WithDbAsync(db =>
            db.Registrations.Where(r => r.Id == registration)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.HoldExpiresAt, TimeProvider.System.GetUtcNow().AddSeconds(-1)))
        );
}
