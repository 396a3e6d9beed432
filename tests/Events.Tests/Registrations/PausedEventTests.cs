using System.Net;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Registrations;

/// <summary>A removed or hidden event gives no seat; when it is shown again, the waitlist gets the free seats.</summary>
[Collection(nameof(EventsTests))]
public sealed class PausedEventTests(EventsApplication app)
{
    private readonly Guid _organizer = Guid.CreateVersion7();
    private readonly Guid _first = Guid.CreateVersion7();
    private readonly Guid _next = Guid.CreateVersion7();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ARemovedEventOffersItsSeatOnlyAfterItsRestoration()
    {
        var (id, report) = (await FullEventAsync(), Guid.CreateVersion7());
        await SettleAsync(new ContentRemoved(Guid.CreateVersion7(), Now, report, 2, "event", id, _organizer, "spam"));
        await CancelWithoutOfferAsync(id);

        await SettleAsync(new ContentRestored(Guid.CreateVersion7(), Now, report, 3, "event", id, _organizer));
        await OfferedAsync();
    }

    [Fact]
    public async Task AnEventOfASuspendedOrganizerOffersItsSeatOnlyAfterTheSuspension()
    {
        var id = await FullEventAsync();
        await SettleAsync(new UserSuspended(Guid.CreateVersion7(), Now, _organizer, 2, IsSuspended: true, Until: null, Reason: null));
        await CancelWithoutOfferAsync(id);

        await SettleAsync(new UserSuspended(Guid.CreateVersion7(), Now, _organizer, 3, IsSuspended: false, Until: null, Reason: null));
        await OfferedAsync();
    }

    /// <summary>An interrupted round must not leave visible events whose waitlists do not get their free seats.</summary>
    [Fact]
    public async Task ASuspensionThatExpiredOffersItsSeatsEvenIfTheFirstRoundFails()
    {
        var id = await FullEventAsync();
        var until = Now.AddHours(1);
        await SettleAsync(new UserSuspended(Guid.CreateVersion7(), Now, _organizer, 2, IsSuspended: true, until, Reason: null));
        await CancelWithoutOfferAsync(id);

        var trigger = $"fails_{id:N}";
        await RawAsync(
            $"""
            CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not now'; END $$;
            CREATE TRIGGER {trigger} BEFORE UPDATE ON registrations FOR EACH ROW WHEN (OLD.event_id = '{id}') EXECUTE FUNCTION {trigger}();
            """
        );
        await Should.ThrowAsync<InvalidOperationException>(() =>
            app.SuspensionEnds().EndAsync(until.AddSeconds(1), TestContext.Current.CancellationToken)
        );
        (await RegistrationAsync(_next)).Status.ShouldBe(RegistrationStatus.Waitlisted);

        await RawAsync($"DROP FUNCTION {trigger}() CASCADE");
        await app.SuspensionEnds().EndAsync(until.AddSeconds(1), TestContext.Current.CancellationToken);
        await OfferedAsync();
    }

    [Fact]
    public async Task ALatePaymentForARemovedEventGoesBack()
    {
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500, organizer: _organizer);
        var registration = await OrderAsync(id, _first);
        await app.ExecuteAsync($"UPDATE registrations SET hold_expires_at = now() - interval '1 second' WHERE id = {registration.Id}");
        await Poll.UntilAsync(async () => (await RegistrationAsync(_first)).Status == RegistrationStatus.Expired);
        await SettleAsync(new ContentRemoved(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, "event", id, _organizer, "spam"));

        await SettleAsync(Paid(registration));
        (await RegistrationAsync(_first)).ShouldSatisfyAllConditions(
            one => one.Status.ShouldBe(RegistrationStatus.Expired),
            one => one.RefundRequestedAt.ShouldNotBeNull()
        );
    }

    private Task<int> RawAsync(string sql) => app.WithDbAsync(db => db.Database.ExecuteSqlRawAsync(sql));

    private async Task<Guid> FullEventAsync()
    {
        await app.RecordAsync();
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500, organizer: _organizer);
        await SettleAsync(Paid(await OrderAsync(id, _first)));
        (await app.HttpAs(_next).PostAsync($"/api/v1/events/{id}/register", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await RegistrationAsync(_next)).Status.ShouldBe(RegistrationStatus.Waitlisted);
        return id;
    }

    private async Task CancelWithoutOfferAsync(Guid id)
    {
        // A removed event is not shown; the organizer's removal of the attendee and an erasure free seats too.
        await app.PublishAsync(SeededEvents.Erased(_first));
        await Poll.UntilAsync(async () => (await app.SeatsAsync(id)).Confirmed == 0);
        var waiting = await RegistrationAsync(_next);
        (waiting.Status, waiting.OrderId).ShouldBe((RegistrationStatus.Waitlisted, null));
        (await app.SeatsAsync(id)).Held.ShouldBe(0);
    }

    private async Task OfferedAsync()
    {
        var offered = await RegistrationAsync(_next);
        offered.Status.ShouldBe(RegistrationStatus.Pending);
        (await app.AnnouncedAsync(offered.OrderId!.Value)).ShouldContain(nameof(PaymentRequested));
    }

    private async Task<Registration> OrderAsync(Guid id, Guid user)
    {
        (await app.HttpAs(user).PostAsync($"/api/v1/events/{id}/register", null)).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        return await RegistrationAsync(user);
    }

    private Task<Registration> RegistrationAsync(Guid user) =>
        app.WithDbAsync(db => db.Registrations.AsNoTracking().SingleAsync(one => one.UserId == user));

    private static PaymentSucceeded Paid(Registration one) =>
        new(Guid.CreateVersion7(), Now, one.OrderId!.Value, 2, one.UserId, Seats.Purpose, one.Id, 2500, "USD", "card");

    /// <summary>Publishes, and waits until it was consumed: its inbox row is in the same transaction.</summary>
    private async Task SettleAsync(IIntegrationEvent announced)
    {
        await app.PublishAsync(announced);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""SELECT EXISTS (SELECT FROM inbox_messages WHERE message_id = {announced.EventId}) AS "Value" """
                    )
                    .SingleAsync()
            )
        );
    }
}
