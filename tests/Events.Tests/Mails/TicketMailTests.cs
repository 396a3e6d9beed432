using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Payments;
using Community.Events.Mails;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Mails;

/// <summary>The mails about registrations in the pickup folder.</summary>
[Collection(nameof(EventsTests))]
public sealed class TicketMailTests(EventsApplication app)
{
    private readonly Guid _organizer = Guid.CreateVersion7();
    private readonly Guid _user = Guid.CreateVersion7();

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task ATicketComesWithItsQrCodeAndItsCalendarEntry()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync();
        var ticket = (await RegisterAsync(id, _user)).Text("ticket_code")!;

        var mail = await app.MailAsync(_user, "Evening bake");
        mail.Subject.ShouldBe("Your ticket: Evening bake");
        mail.Text.ShouldContain(ticket);
        mail.Text.ShouldContain("(Asia/Dubai)");
        mail.Html!.ShouldContain(ticket);
        var code = mail.Attachments.Single(part => part.Type == "image/png");
        mail.Html!.ShouldContain($"cid:{code.ContentId}");
        code.Content[1..4].ShouldBe("PNG"u8.ToArray());
        Encoding.UTF8.GetString(mail.Attachments.Single(part => part.Type == "text/calendar").Content).ShouldContain($"UID:{id}@community");
    }

    [Fact]
    public async Task ARegistrationInArabicIsMailedInArabic()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync();
        await RegisterAsync(id, _user, "fr, ar-AE;q=0.9, en;q=0.5");
        var mail = await app.MailAsync(_user, "Evening bake");
        mail.Subject.ShouldBe("تذكرتك: Evening bake");
        mail.Html!.ShouldContain("dir=\"rtl\"");
        mail.Text.ShouldContain("الموعد");
    }

    [Fact]
    public async Task AFreeSeatIsOfferedAndItsPaymentBringsTheTicket()
    {
        app.Verify(_user);
        var first = Guid.CreateVersion7();
        var id = await app.AddEventAsync(capacity: 1, priceCents: 2500);
        await (await app.HttpAs(first).PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(HttpStatusCode.PaymentRequired);
        await RegisterAsync(id, _user);
        await (await app.HttpAs(first).DeleteAsync($"/api/v1/events/{id}/register")).ShouldBeAsync(HttpStatusCode.OK);

        (await app.MailAsync(_user, "A seat is free: Evening bake")).Text.ShouldContain("pay 25.00 USD or 250 credits");
        await PayAsync(id, _user);
        (await app.MailAsync(_user, "Your ticket")).Text.ShouldContain("25.00 USD is refunded to you");
    }

    [Fact]
    public async Task CancellingSaysWhatGoesBack()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync(priceCents: 2500);
        await (await app.HttpAs(_user).PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(HttpStatusCode.PaymentRequired);
        await PayAsync(id, _user);
        await (await app.HttpAs(_user).DeleteAsync($"/api/v1/events/{id}/register")).ShouldBeAsync(HttpStatusCode.OK);
        var mail = await app.MailAsync(_user, "Cancelled");
        mail.Text.ShouldContain("You have cancelled your registration");
        mail.Text.ShouldContain("25.00 USD is refunded to you.");
    }

    [Fact]
    public async Task AnotherTimeAndPlaceAndTheEndAreTold()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync(organizer: _organizer);
        await RegisterAsync(id, _user);
        await (
            await app.Organizer(_organizer)
                .ChangeAsync(id, new JsonObject { ["location_city"] = "Sharjah", ["end_datetime"] = $"{Now.AddDays(8):O}" })
        ).ShouldBeAsync(HttpStatusCode.OK);
        await SendChangesNowAsync();
        var changed = await app.MailAsync(_user, "Changed: Evening bake");
        changed.Text.ShouldContain("Where: Sharjah\nBefore: not announced");
        changed.Text.ShouldContain("\nBefore: ");
        Encoding.UTF8.GetString(changed.Attachments.Single().Content).ShouldContain("LOCATION:Sharjah");

        using var reason = new StringContent("""{"reason":"The <oven> broke."}""", Encoding.UTF8, "application/json");
        await (await app.Organizer(_organizer).PostAsync($"/api/v1/events/{id}/cancel", reason)).ShouldBeAsync(HttpStatusCode.OK);
        var cancelled = await app.MailAsync(_user, "Cancelled: Evening bake");
        cancelled.Text.ShouldContain("The organizer writes: The <oven> broke.");
        cancelled.Text.ShouldNotContain("goes back");
        cancelled.Html!.ShouldContain("The &lt;oven&gt; broke.");
        Encoding.UTF8.GetString(cancelled.Attachments.Single().Content).ShouldContain("STATUS:CANCELLED");
    }

    [Fact]
    public async Task SeveralChangesInAMinuteAreOneMailThatComparesWithTheFirstState()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync(organizer: _organizer);
        await RegisterAsync(id, _user);
        foreach (var city in (string[])["Sharjah", "Ajman", "Fujairah"])
        {
            await (await app.Organizer(_organizer).ChangeAsync(id, new JsonObject { ["location_city"] = city })).ShouldBeAsync(
                HttpStatusCode.OK
            );
        }

        await SendChangesNowAsync();
        (await app.MailAsync(_user, "Changed")).Text.ShouldContain("Where: Fujairah\nBefore: not announced");
        (await app.WithDbAsync(db => db.Mails.CountAsync(notice => notice.UserId == _user && notice.Kind == MailKind.Changed))).ShouldBe(1);
    }

    [Fact]
    public async Task AChangeThatIsTakenBackInTimeIsNotMailed()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync(organizer: _organizer);
        await RegisterAsync(id, _user);
        await app.MailAsync(_user, "Your ticket");
        foreach (var city in (string?[])["Sharjah", null])
        {
            await (await app.Organizer(_organizer).ChangeAsync(id, new JsonObject { ["location_city"] = city })).ShouldBeAsync(
                HttpStatusCode.OK
            );
        }

        await SendChangesNowAsync();
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db =>
                db.Mails.AnyAsync(notice => notice.UserId == _user && notice.Kind == MailKind.Changed && notice.DoneAt != null)
            )
        );
        app.MailsOf(_user).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AChangeOfOtherThingsIsNotMailed()
    {
        app.Verify(_user);
        var id = await app.AddEventAsync(organizer: _organizer);
        await RegisterAsync(id, _user);
        await app.MailAsync(_user, "Your ticket");
        await (await app.Organizer(_organizer).ChangeAsync(id, new JsonObject { ["description"] = "Bread." })).ShouldBeAsync(
            HttpStatusCode.OK
        );
        (await app.WithDbAsync(db => db.Mails.CountAsync(notice => notice.UserId == _user))).ShouldBe(1);
    }

    [Fact]
    public async Task WithoutAVerifiedAddressNothingIsMailedAndNothingWaits()
    {
        var id = await app.AddEventAsync();
        await RegisterAsync(id, _user);
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Mails.AnyAsync(notice => notice.UserId == _user && notice.DoneAt != null && notice.DeliveryId == null))
        );
        app.MailsOf(_user).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnErasureLeavesNoTraceOfTheRecipient()
    {
        app.Verify(_user);
        await RegisterAsync(await app.AddEventAsync(), _user);
        await app.MailAsync(_user, "Your ticket");
        await app.PublishAsync(SeededEvents.Erased(_user));
        await Poll.UntilAsync(() =>
            app.WithDbAsync(async db =>
                !await db.Mails.AnyAsync(notice => notice.UserId == _user)
                && await db.People.AnyAsync(person => person.Id == _user && person.IsErased)
            )
        );
    }

    /// <summary>Sends the mails about changes without the minute in which more changes would join them.</summary>
    private Task<int> SendChangesNowAsync() =>
        app.ExecuteAsync($"UPDATE mail_notices SET next_at = now() WHERE user_id = {_user} AND kind = 'changed'");

    private async Task<JsonElement> RegisterAsync(Guid id, Guid user, string? language = null)
    {
        var http = app.HttpAs(user);
        if (language is not null)
        {
            http.DefaultRequestHeaders.Add("Accept-Language", language);
        }

        return await (await http.PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(HttpStatusCode.OK);
    }

    private async Task PayAsync(Guid id, Guid user)
    {
        var registration = await app.WithDbAsync(db => db.Registrations.SingleAsync(r => r.EventId == id && r.UserId == user));
        await app.PublishAsync(
            new PaymentSucceeded(
                Guid.CreateVersion7(),
                Now,
                registration.OrderId!.Value,
                2,
                user,
                Seats.Purpose,
                registration.Id,
                2500,
                "USD",
                "card"
            )
        );
        await Poll.UntilAsync(() =>
            app.WithDbAsync(db => db.Registrations.AnyAsync(r => r.Id == registration.Id && r.Status == RegistrationStatus.Confirmed))
        );
    }
}
