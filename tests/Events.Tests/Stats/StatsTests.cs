using Community.Events.Photos;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Stats;

namespace Community.Events.Tests.Stats;

[Collection(nameof(EventsTests))]
public sealed class StatsTests(EventsApplication application)
{
    [Fact]
    public async Task EveryRegistrationCountsWhereItBelongs()
    {
        var seeded = await application.EventAsync(starts: TimeSpan.FromHours(-3), ends: TimeSpan.FromHours(-1), capacity: 50);
        foreach (
            var (status, count) in new[]
            {
                (RegistrationStatus.Confirmed, 3),
                (RegistrationStatus.CheckedIn, 4),
                (RegistrationStatus.Pending, 1),
                (RegistrationStatus.Waitlisted, 2),
                (RegistrationStatus.Cancelled, 2),
                (RegistrationStatus.Refunded, 1),
                (RegistrationStatus.Expired, 5),
            }
        )
        {
            for (var i = 0; i < count; i++)
            {
                await application.RegistrationAsync(seeded.Id, status: status);
            }
        }

        await application.WithDbAsync(async db =>
        {
            db.Photos.Add(
                new Photo
                {
                    Id = Guid.CreateVersion7(),
                    EventId = seeded.Id,
                    UserId = Guid.CreateVersion7(),
                    ObjectKey = "photos/x.jpg",
                    ContentType = "image/jpeg",
                    CreatedAt = SeededEvents.Now,
                }
            );
            return await db.SaveChangesAsync();
        });

        var stats = await StatsAsync(seeded);
        foreach (
            var (name, value) in new[]
            {
                ("registrations", 18),
                ("confirmed", 7),
                ("arrivals", 4),
                ("no_shows", 3),
                ("pending", 1),
                ("waitlisted", 2),
                ("cancelled", 3),
                ("expired", 5),
                ("photos", 1),
                ("max_attendees", 50),
            }
        )
        {
            stats[name]!.GetValue<int>().ShouldBe(value, name);
        }
    }

    [Fact]
    public async Task NoUserIsANoShowBeforeTheEventIsOver()
    {
        var seeded = await application.EventAsync();
        await application.RegistrationAsync(seeded.Id);
        (await StatsAsync(seeded))["no_shows"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task ArrivalsAreCountedByTheQuarterOfAnHour()
    {
        var seeded = await application.EventAsync();
        foreach (var at in (string[])["2026-03-01T18:00:00Z", "2026-03-01T18:14:59Z", "2026-03-01T18:15:00Z", "2026-03-01T19:59:59Z"])
        {
            await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.CheckedIn, more: r => r.CheckedInAt = At(at));
        }

        await application.RegistrationAsync(seeded.Id);
        (await StatsAsync(seeded))["arrivals_by_quarter"]!
            .AsArray()
            .Select(quarter => (quarter!["starts_at"]!.GetValue<DateTimeOffset>(), quarter["count"]!.GetValue<long>()))
            .ShouldBe([(At("2026-03-01T18:00:00Z"), 2), (At("2026-03-01T18:15:00Z"), 1), (At("2026-03-01T19:45:00Z"), 1)]);
    }

    [Fact]
    public async Task RevenueIsWhatCameInLessWhatWentBackByCurrency()
    {
        var seeded = await application.EventAsync();
        await PaidAsync(seeded, 2500, "USD");
        await PaidAsync(seeded, 2500, "USD", refunded: 1000);
        await PaidAsync(seeded, 25, "credits");
        await PaidAsync(seeded, 900, "EUR", refunded: 900, status: RegistrationStatus.Refunded);
        await application.RegistrationAsync(
            seeded.Id,
            status: RegistrationStatus.Pending,
            more: r => (r.AmountCents, r.Currency) = (2500, "USD")
        );

        var revenue = (await StatsAsync(seeded))["revenue"]!
            .AsArray()
            .ToDictionary(
                r => r!["currency"]!.GetValue<string>(),
                r => (r!["paid"]!.GetValue<long>(), r["refunded"]!.GetValue<long>(), r["net"]!.GetValue<long>())
            );

        revenue.Count.ShouldBe(3);
        revenue["USD"].ShouldBe((5000, 1000, 4000));
        revenue["credits"].ShouldBe((25, 0, 25));
        revenue["EUR"].ShouldBe((900, 900, 0));
    }

    [Fact]
    public async Task RevenueIsOfTheDayOfThePaymentInTheEventsTimeZone()
    {
        var seeded = await application.EventAsync(timeZone: "Asia/Kathmandu"); // 5:45 ahead
        foreach (
            var (at, amount, currency, refunded) in new (string, long, string, long?)[]
            {
                ("2026-03-01T18:14:59Z", 100, "USD", null),
                ("2026-03-01T18:15:00Z", 200, "USD", 50),
                ("2026-03-02T10:00:00Z", 300, "USD", null),
                ("2026-03-02T10:00:00Z", 7, "credits", null),
            }
        )
        {
            await PaidAsync(seeded, amount, currency, refunded, at: At(at));
        }

        (await StatsAsync(seeded))["revenue_by_day"]!
            .AsArray()
            .Select(day =>
                (
                    day!["date"]!.GetValue<string>(),
                    day["currency"]!.GetValue<string>(),
                    day["paid"]!.GetValue<long>(),
                    day["refunded"]!.GetValue<long>()
                )
            )
            .ShouldBe([("2026-03-01", "USD", 100, 0), ("2026-03-02", "USD", 500, 50), ("2026-03-02", "credits", 7, 0)], ignoreOrder: true);
    }

    [Fact]
    public async Task DaysAreThoseOfTheEventsTimeZone()
    {
        var seeded = await application.EventAsync(timeZone: "Asia/Kathmandu"); // 5:45 ahead
        foreach (var at in new[] { "2026-03-01T18:14:59Z", "2026-03-01T18:15:00Z", "2026-03-02T18:14:59Z", "2026-03-02T18:15:00Z" })
        {
            await application.RegistrationAsync(seeded.Id, at: DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture));
        }

        (await StatsAsync(seeded))["registrations_by_day"]!
            .AsArray()
            .Select(day => (day!["date"]!.GetValue<string>(), day["count"]!.GetValue<int>()))
            .ShouldBe([("2026-03-01", 1), ("2026-03-02", 2), ("2026-03-03", 1)]);
    }

    [Fact]
    public async Task AnEventWithoutAnyoneHasZeros()
    {
        var stats = await StatsAsync(await application.EventAsync());
        stats["registrations"]!.GetValue<int>().ShouldBe(0);
        stats["registrations_by_day"]!.AsArray().ShouldBeEmpty();
        stats["revenue"]!.AsArray().ShouldBeEmpty();
        stats["revenue_by_day"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("attendees")]
    [InlineData("attendees.csv")]
    public async Task OnlyItsOrganizerKnows(string what)
    {
        var (open, hidden) = (await application.EventAsync(), await application.EventAsync(visibility: EventVisibility.Private));
        var attendee = await application.RegistrationAsync(open.Id);

        await application.HttpAs(attendee.UserId).GetAsync($"/api/v1/events/{open.Id}/{what}").ShouldAnswerAsync(403);
        await application.HttpAs(attendee.UserId, "organizer").GetAsync($"/api/v1/events/{open.Id}/{what}").ShouldAnswerAsync(403);
        await application.HttpAs(Guid.CreateVersion7(), "organizer").GetAsync($"/api/v1/events/{hidden.Id}/{what}").ShouldAnswerAsync(404);
        await application.Http().GetAsync($"/api/v1/events/{open.Id}/{what}").ShouldAnswerAsync(401);
        (
            await application.HttpAs(open.OrganizerId, "organizer").GetAsync($"/api/v1/events/{open.Id}/{what}")
        ).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task AttendeesComeInPagesWithTheirNamesAndByStatus()
    {
        var seeded = await application.EventAsync();
        var organizer = application.HttpAs(seeded.OrganizerId, "organizer");
        await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Maya Haddad"));
        await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Waitlisted);
        await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Omar Said"), status: RegistrationStatus.Waitlisted);

        var first = await organizer.GetAsync($"/api/v1/events/{seeded.Id}/attendees?limit=1").ShouldAnswerAsync(200);
        first["total"]!.GetValue<int>().ShouldBe(3);
        first["items"]!.AsArray().ShouldHaveSingleItem()!["full_name"]!.GetValue<string>().ShouldBe("Maya Haddad");
        var waiting = await organizer.GetAsync($"/api/v1/events/{seeded.Id}/attendees?status=waitlisted").ShouldAnswerAsync(200);
        waiting["items"]!.AsArray().Select(item => item!["waitlist_position"]!.GetValue<int>()).ShouldBe([1, 2]);
        waiting["items"]![1]!["full_name"]!.GetValue<string>().ShouldBe("Omar Said");
        (await organizer.GetAsync($"/api/v1/events/{seeded.Id}/attendees?status=here").ShouldAnswerAsync(400))["errors"]!
            ["status"]
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task AttendeesAreFoundByNameAndTicketCodeOnEveryPage()
    {
        var seeded = await application.EventAsync();
        var organizer = application.HttpAs(seeded.OrganizerId, "organizer");
        var maya = await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Maya Haddad"));
        var noor = await application.RegistrationAsync(seeded.Id, await application.PersonAsync("نور 100%_سالم"));
        await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Omar Said"));
        await application.RegistrationAsync(seeded.Id);

        foreach (
            var (q, found) in ((string, Guid)[])
                [("mAYA", maya.Id), ("haddad", maya.Id), ("100%_", noor.Id), (maya.TicketCode![5..], maya.Id)]
        )
        {
            var page = await organizer
                .GetAsync($"/api/v1/events/{seeded.Id}/attendees?limit=1&q={Uri.EscapeDataString(q)}")
                .ShouldAnswerAsync(200);
            page["total"]!.GetValue<int>().ShouldBe(1, q);
            page["items"]![0]!["registration_id"]!.GetValue<Guid>().ShouldBe(found, q);
        }

        (await organizer.GetAsync($"/api/v1/events/{seeded.Id}/attendees?q=%25").ShouldAnswerAsync(200))["total"]!
            .GetValue<int>()
            .ShouldBe(1);
        await organizer.GetAsync($"/api/v1/events/{seeded.Id}/attendees?q={new string('x', 101)}").ShouldAnswerAsync(400);
    }

    [Fact]
    public async Task TheCsvIsSafeToOpenInASpreadsheet()
    {
        var seeded = await application.EventAsync();
        await application.RegistrationAsync(seeded.Id, await application.PersonAsync("=HYPERLINK(\"https://example.org\",\"x\")"));
        await application.RegistrationAsync(seeded.Id, await application.PersonAsync("Said, \"Omar\""));

        var response = await application.HttpAs(seeded.OrganizerId, "organizer").GetAsync($"/api/v1/events/{seeded.Id}/attendees.csv");

        response.Content.Headers.ContentType!.ToString().ShouldBe("text/csv; charset=utf-8");
        response.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        var lines = (await response.Content.ReadAsStringAsync()).Split("\r\n");
        lines.Length.ShouldBe(4);
        lines[3].ShouldBeEmpty();
        lines[0].Split(',').Length.ShouldBe(14);
        lines[1].ShouldContain(",\"'=HYPERLINK(\"\"https://example.org\"\",\"\"x\"\")\",confirmed,COMM-");
        lines[2].ShouldContain(",\"Said, \"\"Omar\"\"\",confirmed,");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task BatchesHaveEachAttendeeOnce(int batch)
    {
        var seeded = await application.EventAsync();
        var expected = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            expected.Add((await application.RegistrationAsync(seeded.Id)).Id);
        }

        var read = await application.WithDbAsync(async db =>
        {
            var rows = new List<Guid>();
            await foreach (var row in db.AttendeesInBatchesAsync(seeded.Id, new AttendeeFilter(null, null), batch))
            {
                rows.Add(row.RegistrationId);
            }

            return rows;
        });
        read.ShouldBe(expected, ignoreOrder: true);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("plain", "plain")]
    [InlineData("+49 30", "'+49 30")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1+1", "'  =1+1")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("a\nb", "\"a\nb\"")]
    public void FieldsAreTextsAndNeverFormulas(string? text, string field) => AttendeesCsv.Field(text).ShouldBe(field);

    private async Task<System.Text.Json.Nodes.JsonNode> StatsAsync(CommunityEvent seeded) =>
        await application.HttpAs(seeded.OrganizerId, "organizer").GetAsync($"/api/v1/events/{seeded.Id}/stats").ShouldAnswerAsync(200);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture);

    private Task<Registration> PaidAsync(
        CommunityEvent seeded,
        long amount,
        string currency,
        long? refunded = null,
        string status = RegistrationStatus.Confirmed,
        DateTimeOffset? at = null
    ) =>
        application.RegistrationAsync(
            seeded.Id,
            status: status,
            more: r =>
            {
                (r.OrderId, r.PaidAt, r.PaidAmount, r.PaidCurrency) = (Guid.CreateVersion7(), at ?? SeededEvents.Now, amount, currency);
                (r.RefundedAmount, r.RefundedAt) = (refunded, refunded is null ? null : SeededEvents.Now);
            }
        );
}
