using System.Net.Http.Json;
using Community.Events.People;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tickets;

namespace Community.Events.Tests.CheckIn;

[Collection(nameof(EventsTests))]
public sealed class CheckInTests(EventsApplication application)
{
    [Fact]
    public async Task AScannedTicketIsCheckedInOnceAndARepeatedRequestIsNoSecondScan()
    {
        var seeded = await application.EventAsync();
        var registration = await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Omar Said"));

        var first = await ScanAsync(seeded, new { ticket_code = registration.TicketCode, nonce = "a" }).ShouldAnswerAsync(200);
        first["holder_name"]!.GetValue<string>().ShouldBe("Omar Said");
        first["registration"]!["status"]!.GetValue<string>().ShouldBe("checked_in");
        var at = first["checked_in_at"]!.GetValue<DateTimeOffset>();

        var repeated = await ScanAsync(seeded, new { ticket_code = registration.TicketCode, nonce = "a" }).ShouldAnswerAsync(200);
        repeated["checked_in_at"]!.GetValue<DateTimeOffset>().ShouldBe(at, TimeSpan.FromMicroseconds(1));
        var second = await ScanAsync(seeded, new { ticket_code = registration.TicketCode, nonce = "b" })
            .ShouldAnswerAsync(409, "already_checked_in");
        second["checked_in_by"].ShouldBeNull("the organizer's name is not known here");
        second["checked_in_at"]!.GetValue<DateTimeOffset>().ShouldBe(at, TimeSpan.FromMicroseconds(1));
        (await application.FindRegistrationAsync(registration.Id)).CheckedInBy.ShouldBe(seeded.OrganizerId);
    }

    [Fact]
    public async Task TheSignedTextOfTheQrCodeLetsInAndAForgedOneDoesNot()
    {
        var seeded = await application.EventAsync();
        var registration = await application.RegistrationAsync(seeded.Id);
        var payload = application.Service<TicketKeyRing>().Sign(new TicketPayload(seeded.Id, registration.Id, registration.TicketCode!));

        await ScanAsync(seeded, new { payload = payload[..^2] + (payload[^2] == 'A' ? 'B' : 'A') + payload[^1] })
            .ShouldAnswerAsync(400, "bad_signature");
        await ScanAsync(seeded, new { payload = "nonsense" }).ShouldAnswerAsync(400, "bad_signature");
        (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe("confirmed");

        await ScanAsync(seeded, new { payload }).ShouldAnswerAsync(200);
    }

    [Theory]
    [InlineData(RegistrationStatus.Cancelled, "cancelled")]
    [InlineData(RegistrationStatus.Refunded, "refunded")]
    [InlineData(RegistrationStatus.Pending, "payment_pending")]
    [InlineData(RegistrationStatus.Waitlisted, "waitlisted")]
    [InlineData(RegistrationStatus.Expired, "expired")]
    public async Task AUserWithoutASeatGetsTheReason(string status, string reason)
    {
        // The event is full: a free seat would go to the waiting person.
        var seeded = await application.EventAsync(capacity: status == RegistrationStatus.Waitlisted ? 1 : null);
        await application.RegistrationAsync(seeded.Id);
        var registration = await application.RegistrationAsync(seeded.Id, status: status, more: r => r.TicketCode = TicketCode.New());

        await ScanAsync(seeded, new { ticket_code = registration.TicketCode }).ShouldAnswerAsync(409, reason);
        (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task ATicketOfAnotherEventIsNamedOnlyToTheStaffOfBoth()
    {
        var organizer = Guid.CreateVersion7();
        var (here, alsoMine, theirs) = (
            await application.EventAsync(organizer),
            await application.EventAsync(organizer),
            await application.EventAsync()
        );
        var mine = await application.RegistrationAsync(alsoMine.Id);
        var foreign = await application.RegistrationAsync(theirs.Id);

        var answer = await ScanAsync(here, new { ticket_code = mine.TicketCode }).ShouldAnswerAsync(409, "wrong_event");
        answer["event_id"]!.GetValue<Guid>().ShouldBe(alsoMine.Id);
        await ScanAsync(here, new { ticket_code = foreign.TicketCode }).ShouldAnswerAsync(404, "unknown_ticket");
        await ScanAsync(here, new { ticket_code = TicketCode.New() }).ShouldAnswerAsync(404, "unknown_ticket");
        await ScanAsync(here, new { ticket_code = "nonsense" }).ShouldAnswerAsync(404, "unknown_ticket");
        (await application.FindRegistrationAsync(foreign.Id)).Status.ShouldBe("confirmed");
    }

    [Theory]
    [InlineData(13, 15, EventStatus.Published, "too_early")]
    [InlineData(-15, -13, EventStatus.Published, "too_late")]
    [InlineData(-1, 1, EventStatus.Cancelled, "event_cancelled")]
    [InlineData(-1, 1, EventStatus.Draft, "not_published")]
    public async Task TheDoorIsOpenAroundTheEventOnly(int starts, int ends, string status, string reason)
    {
        var seeded = await application.EventAsync(starts: TimeSpan.FromHours(starts), ends: TimeSpan.FromHours(ends), status: status);
        var registration = await application.RegistrationAsync(seeded.Id);

        await ScanAsync(seeded, new { ticket_code = registration.TicketCode }).ShouldAnswerAsync(409, reason);
        (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe("confirmed");
    }

    [Fact]
    public async Task OnlyTheOrganizerAndNamedPeopleScan()
    {
        var seeded = await application.EventAsync();
        var hidden = await application.EventAsync(visibility: EventVisibility.Private);
        var registration = await application.RegistrationAsync(seeded.Id);
        var staff = await application.PersonAsync();
        var body = new { ticket_code = registration.TicketCode };
        var path = $"/api/v1/events/{seeded.Id}/check-in";

        await application.HttpAs(staff).PostAsJsonAsync(path, body).ShouldAnswerAsync(403, "not_staff");
        await application.HttpAs(registration.UserId).PostAsJsonAsync(path, body).ShouldAnswerAsync(403, "not_staff");
        await application.HttpAs(staff).PostAsJsonAsync($"/api/v1/events/{hidden.Id}/check-in", body).ShouldAnswerAsync(404);
        await application.Http().PostAsJsonAsync(path, body).ShouldAnswerAsync(401);

        await application.HttpAs(seeded.OrganizerId).PutAsync($"{path}/staff/{staff}", null).ShouldAnswerAsync(204);
        await application.HttpAs(staff).PostAsJsonAsync(path, body).ShouldAnswerAsync(200);
        await application.HttpAs(seeded.OrganizerId).DeleteAsync($"{path}/staff/{staff}").ShouldAnswerAsync(204);
        await application.HttpAs(staff).PostAsJsonAsync(path, body).ShouldAnswerAsync(403);
    }

    [Fact]
    public async Task TheDoorCountsSeatsAndArrivalsAndNamesWhoScanned()
    {
        var seeded = await application.EventAsync();
        var staff = await application.PersonAsync("Ali Door");
        var path = $"/api/v1/events/{seeded.Id}/check-in";
        var (first, second) = (
            await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Omar Said")),
            await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Noor Aziz"))
        );
        await application.RegistrationAsync(seeded.Id);
        await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Pending);
        await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Cancelled);
        await application.RegistrationAsync((await application.EventAsync()).Id);

        var empty = await application.HttpAs(seeded.OrganizerId).GetAsync(path).ShouldAnswerAsync(200);
        (empty["going"]!.GetValue<int>(), empty["arrived"]!.GetValue<int>()).ShouldBe((3, 0));
        empty["latest"]!.AsArray().ShouldBeEmpty();

        await application.HttpAs(staff).GetAsync(path).ShouldAnswerAsync(403, "not_staff");
        await application.HttpAs(first.UserId).GetAsync(path).ShouldAnswerAsync(403, "not_staff");
        await application.Http().GetAsync(path).ShouldAnswerAsync(401);
        var hidden = await application.EventAsync(visibility: EventVisibility.Private);
        await application.HttpAs(staff).GetAsync($"/api/v1/events/{hidden.Id}/check-in").ShouldAnswerAsync(404);

        await application.HttpAs(seeded.OrganizerId).PutAsync($"{path}/staff/{staff}", null).ShouldAnswerAsync(204);
        await ScanAsync(seeded, new { ticket_code = first.TicketCode }).ShouldAnswerAsync(200);
        await application.HttpAs(staff).PostAsJsonAsync(path, new { ticket_code = second.TicketCode }).ShouldAnswerAsync(200);
        var again = await ScanAsync(seeded, new { ticket_code = second.TicketCode }).ShouldAnswerAsync(409, "already_checked_in");
        again["checked_in_by"]!.GetValue<string>().ShouldBe("Ali Door");

        var door = await application.HttpAs(staff).GetAsync(path).ShouldAnswerAsync(200);
        (door["going"]!.GetValue<int>(), door["arrived"]!.GetValue<int>()).ShouldBe((3, 2));
        var latest = door["latest"]!.AsArray();
        latest.Select(one => one!["holder_name"]!.GetValue<string>()).ShouldBe(["Noor Aziz", "Omar Said"]);
        latest[0]!["checked_in_by"]!.GetValue<string>().ShouldBe("Ali Door");
        latest[1]!["checked_in_by"].ShouldBeNull("the organizer's name is not known here");
        latest[0]!["method"]!.GetValue<string>().ShouldBe("ticket");
    }

    [Fact]
    public async Task BadScansAreClearErrors()
    {
        var seeded = await application.EventAsync();
        var registration = await application.RegistrationAsync(seeded.Id);

        (await ScanAsync(seeded, new { nonce = "a" }).ShouldAnswerAsync(400))["errors"]!["ticket_code"].ShouldNotBeNull();
        await ScanAsync(seeded, new { ticket_code = registration.TicketCode, payload = "both" }).ShouldAnswerAsync(400);
        await ScanAsync(seeded, new { ticket_code = registration.TicketCode, nonce = new string('x', 101) }).ShouldAnswerAsync(400);
        (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe("confirmed");
    }

    [Fact]
    public async Task OnlyTheOrganizerNamesAndDismissesStaff()
    {
        var seeded = await application.EventAsync();
        var staff = await application.PersonAsync("Omar Said");
        var path = $"/api/v1/events/{seeded.Id}/check-in/staff";
        var organizer = application.HttpAs(seeded.OrganizerId);

        await organizer.PutAsync($"{path}/{staff}", null).ShouldAnswerAsync(204);
        await organizer.PutAsync($"{path}/{staff}", null).ShouldAnswerAsync(204);
        var list = await organizer.GetAsync(path).ShouldAnswerAsync(200);
        list["total"]!.GetValue<int>().ShouldBe(1);
        list["items"]![0]!["full_name"]!.GetValue<string>().ShouldBe("Omar Said");
        await organizer.PutAsync($"{path}/{seeded.OrganizerId}", null).ShouldAnswerAsync(409, "is_organizer");

        var other = application.HttpAs(staff, "organizer");
        await other.GetAsync(path).ShouldAnswerAsync(403);
        await other.PutAsync($"{path}/{await application.PersonAsync()}", null).ShouldAnswerAsync(403);
        await other.DeleteAsync($"{path}/{staff}").ShouldAnswerAsync(403);
        var hidden = await application.EventAsync(visibility: EventVisibility.Private);
        await other.PutAsync($"/api/v1/events/{hidden.Id}/check-in/staff/{staff}", null).ShouldAnswerAsync(404);
        await other.GetAsync($"/api/v1/events/{hidden.Id}/check-in/staff").ShouldAnswerAsync(404);
        (await organizer.GetAsync(path).ShouldAnswerAsync(200))["total"]!.GetValue<int>().ShouldBe(1);
    }

    [Fact]
    public async Task AnUnknownErasedOrBlockedUserCannotBeNamed()
    {
        var seeded = await application.EventAsync();
        var blocked = await application.PersonAsync();
        var erased = Guid.CreateVersion7();
        await application.WithDbAsync(async db =>
        {
            db.Blocks.Add(
                new Block
                {
                    BlockerId = blocked,
                    BlockedId = seeded.OrganizerId,
                    Version = 1,
                    IsBlocked = true,
                }
            );
            db.People.Add(new Person { Id = erased, IsErased = true });
            return await db.SaveChangesAsync();
        });

        var organizer = application.HttpAs(seeded.OrganizerId);
        var answers = new List<string>();
        foreach (var id in new[] { blocked, erased, Guid.CreateVersion7() })
        {
            var answer = await organizer.PutAsync($"/api/v1/events/{seeded.Id}/check-in/staff/{id}", null).ShouldAnswerAsync(404);
            answers.Add(answer["detail"]!.GetValue<string>());
        }

        answers.Distinct().ShouldHaveSingleItem();
    }

    private Task<HttpResponseMessage> ScanAsync(CommunityEvent seeded, object body) =>
        application.HttpAs(seeded.OrganizerId).PostAsJsonAsync($"/api/v1/events/{seeded.Id}/check-in", body);
}
