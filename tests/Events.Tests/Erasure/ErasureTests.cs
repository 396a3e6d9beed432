using System.Net;
using System.Net.Http.Headers;
using Community.Contracts;
using Community.Contracts.Identity;
using Community.Events.CheckIn;
using Community.Events.Erasure;
using Community.Events.Invitations;
using Community.Events.People;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tests.Photos;
using Community.Events.Tests.Publishing;
using Community.Platform.Data.Erasure;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Erasure;

[Collection(nameof(EventsTests))]
public sealed class ErasureTests(EventsApplication application)
{
    [Fact]
    public async Task NothingThatIdentifiesThePersonIsLeft()
    {
        var person = await application.PersonAsync("Amal Haddad");
        var (past, coming) = (
            await application.EventAsync(),
            await application.EventAsync(starts: TimeSpan.FromDays(1), ends: TimeSpan.FromDays(2), capacity: 10)
        );
        var came = await application.RegistrationAsync(past.Id, person, RegistrationStatus.CheckedIn);
        var will = await application.RegistrationAsync(coming.Id, person);
        await LeaveTracesAsync(person, past.Id);

        await EraseAsync(person);

        foreach (var table in new[] { "registrations", "check_in_staff", "arrival_attempts", "invitations", "photos", "blocks" })
        {
            (await CountAsync(table, person)).ShouldBe(0, table);
        }

        (await application.FindRegistrationAsync(came.Id)).ShouldSatisfyAllConditions(
            r => r.UserId.ShouldNotBe(came.UserId),
            r => r.Status.ShouldBe("checked_in")
        );
        (await application.FindRegistrationAsync(will.Id)).ShouldSatisfyAllConditions(
            r => r.UserId.ShouldNotBe(will.UserId),
            r => r.Status.ShouldBe("cancelled")
        );
        (await application.WithDbAsync(db => db.Seats.SingleAsync(s => s.EventId == coming.Id))).Confirmed.ShouldBe(0);
        (await application.FindAsync(person))!.ShouldSatisfyAllConditions(
            p => p.IsErased.ShouldBeTrue(),
            p => p.FullName.ShouldBeNull(),
            p => p.Username.ShouldBeNull()
        );
    }

    [Fact]
    public async Task ARegistrationWithATokenThatIsStillValidIsRefused()
    {
        var person = await application.PersonAsync();
        var id = await application.AddEventAsync();
        using var http = application.HttpAs(person);
        await EraseAsync(person);

        using var answer = await http.PostAsync($"/api/v1/events/{id}/register", null);

        await answer.ShouldBeAsync(HttpStatusCode.NotFound);
        (await CountAsync("registrations", person)).ShouldBe(0);
    }

    [Fact]
    public async Task TheirPhotosLeaveTheStore()
    {
        var person = await application.PersonAsync();
        var seeded = await application.EventAsync();
        await application.RegistrationAsync(seeded.Id, person);
        using var content = new ByteArrayContent(Pictures.Jpeg()) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        await application.HttpAs(person).PostAsync($"/api/v1/events/{seeded.Id}/photos", content).ShouldAnswerAsync(201);
        var folder = Path.Combine(application.StorageFolder, "photos", person.ToString("N"));
        Directory.GetFiles(folder).ShouldNotBeEmpty();

        await EraseAsync(person);

        await Poll.UntilAsync(() => !Directory.Exists(folder) || Directory.GetFiles(folder).Length == 0);
    }

    [Fact]
    public async Task APhotoThatIsUploadedMeanwhileGoesToo()
    {
        var seeded = await application.EventAsync();
        for (var round = 0; round < 10; round++)
        {
            var person = await application.PersonAsync();
            await application.RegistrationAsync(seeded.Id, person);
            var uploads = Enumerable
                .Range(0, 5)
                .Select(async _ =>
                {
                    using var content = new ByteArrayContent(Pictures.Jpeg())
                    {
                        Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") },
                    };
                    using var answer = await application.HttpAs(person).PostAsync($"/api/v1/events/{seeded.Id}/photos", content);
                })
                .ToList();

            await EraseAsync(person);
            await Task.WhenAll(uploads);

            (await CountAsync("photos", person)).ShouldBe(0);
        }
    }

    [Fact]
    public async Task OfTheirEventsDraftsGoComingOnesAreCancelledAndPastOnesStay()
    {
        await application.RecordAsync();
        var organizer = await application.PersonAsync();
        var draft = await application.EventAsync(organizer, status: EventStatus.Draft);
        var past = await application.EventAsync(organizer, starts: TimeSpan.FromHours(-3), ends: TimeSpan.FromHours(-2));
        var coming = await application.EventAsync(organizer, starts: TimeSpan.FromDays(1), ends: TimeSpan.FromDays(2));
        var attendee = await application.RegistrationAsync(coming.Id);

        await EraseAsync(organizer);

        var left = await application.WithDbAsync(db => db.Events.Where(e => e.OrganizerId == organizer).ToDictionaryAsync(e => e.Id));
        left.Keys.ShouldNotContain(draft.Id);
        left[past.Id].Status.ShouldBe("published");
        left[coming.Id]
            .ShouldSatisfyAllConditions(
                e => e.Status.ShouldBe("cancelled"),
                e => e.Version.ShouldBe(coming.Version + 1),
                e => e.CancelledAt.ShouldNotBeNull()
            );
        (await application.AnnouncedAsync(coming.Id)).ShouldBe(["EventCancelled"]);
        (await application.AnnouncedAsync(past.Id)).ShouldBeEmpty();
        (await application.FindRegistrationAsync(attendee.Id)).ShouldSatisfyAllConditions(
            r => r.Status.ShouldBe("cancelled"),
            r => r.UserId.ShouldBe(attendee.UserId)
        );
    }

    [Fact]
    public async Task ErasingTwiceIsErasingOnceAndALateProfileBringsNoPersonBack()
    {
        var person = await application.PersonAsync("Amal Haddad");
        await EraseAsync(person);
        await EraseAsync(person);
        await ConsumeAsync(
            new UserProfileUpdated(
                Guid.CreateVersion7(),
                SeededEvents.Now,
                person,
                9,
                new("amal", "Amal Haddad", null, null, null, null, null, null, [], null, null, SeededEvents.Now),
                IsGuest: false
            )
        );

        (await application.FindAsync(person))!.FullName.ShouldBeNull();
    }

    [Fact]
    public async Task OnlyTheFleetGetsAllStoredDataOfAPerson()
    {
        var person = await application.PersonAsync("Amal Haddad");
        var seeded = await application.EventAsync(person);
        var registration = await application.RegistrationAsync((await application.EventAsync()).Id, person);
        await LeaveTracesAsync(person, seeded.Id);
        var path = $"/internal/people/{person}/export";

        await application.Http().GetAsync(path).ShouldAnswerAsync(401);
        await application.HttpAs(person, "admin").GetAsync(path).ShouldAnswerAsync(401);
        var fleet = application.Http();
        fleet.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        var export = await fleet.GetAsync(path).ShouldAnswerAsync(200);

        export["profile"]!["full_name"]!.GetValue<string>().ShouldBe("Amal Haddad");
        export["organized"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<Guid>().ShouldBe(seeded.Id);
        export["registrations"]!.AsArray().ShouldHaveSingleItem()!["ticket_code"]!.GetValue<string>().ShouldBe(registration.TicketCode);
        foreach (var list in new[] { "invitations", "scans_for", "positions", "photos", "blocked" })
        {
            export[list]!.AsArray().ShouldHaveSingleItem(list);
        }
    }

    [Fact]
    public async Task EveryTableThatKnowsPersonsSaysWhatBecomesOfThem()
    {
        var found = await application.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT DISTINCT table_name::text AS "Value" FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN ('schema_migrations', 'announced')
                        AND column_name ~ '(^|_)(user|organizer|blocker|blocked|person|owner|member)(_id|_by|$)|_by$|email|phone|address|username|full_name|content|payload|answer|object_key'
                    """
                )
                .ToListAsync()
        );

        found.Count.ShouldBeGreaterThan(8);
        found.Except(PersonalData.Tables.Select(table => table.Name)).ShouldBeEmpty("tables without an erasure policy in PersonalData");
        PersonalData.Tables.Where(table => table.Policy == ErasurePolicy.Keep && table.Sql is not null).ShouldBeEmpty();
        PersonalData
            .Tables.Where(table => table.Policy != ErasurePolicy.Keep && table.Sql is null)
            .Select(table => table.Name)
            .ShouldBe(["registrations", "events", "people"]);
    }

    private Task<int> LeaveTracesAsync(Guid person, Guid eventId) =>
        application.WithDbAsync(async db =>
        {
            var now = SeededEvents.Now;
            db.Staff.Add(
                new CheckInStaff
                {
                    EventId = eventId,
                    UserId = person,
                    AddedAt = now,
                }
            );
            db.ArrivalAttempts.Add(
                new ArrivalAttempt
                {
                    Id = Guid.CreateVersion7(),
                    EventId = eventId,
                    UserId = person,
                    Latitude = 1,
                    Longitude = 2,
                    AccuracyM = 3,
                    Accepted = true,
                    At = now,
                }
            );
            db.Invitations.Add(
                new Invitation
                {
                    Id = Guid.CreateVersion7(),
                    EventId = eventId,
                    FromUserId = Guid.CreateVersion7(),
                    ToUserId = person,
                    CreatedAt = now,
                }
            );
            db.Photos.Add(
                new Community.Events.Photos.Photo
                {
                    Id = Guid.CreateVersion7(),
                    EventId = eventId,
                    UserId = person,
                    ObjectKey = $"photos/{person:N}/{Guid.CreateVersion7():N}.jpg",
                    ContentType = "image/jpeg",
                    Caption = "me",
                    CreatedAt = now,
                }
            );
            db.Blocks.Add(
                new Block
                {
                    BlockerId = person,
                    BlockedId = Guid.CreateVersion7(),
                    Version = 1,
                    IsBlocked = true,
                }
            );
            return await db.SaveChangesAsync();
        });

    private Task<int> CountAsync(string table, Guid person) =>
        application.WithDbAsync(db =>
            db.Database.SqlQueryRaw<int>(
                    "SELECT (xpath('//n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I t WHERE t::text LIKE %L', {0}, {1}), false, true, '')))[1]::text::int AS \"Value\"",
                    table,
                    $"%{person}%"
                )
                .SingleAsync()
        );

    private Task EraseAsync(Guid person) => ConsumeAsync(SeededEvents.Erased(person));

    private async Task ConsumeAsync(IIntegrationEvent integrationEvent)
    {
        await application.PublishAsync(integrationEvent);
        await Poll.UntilAsync(() =>
            application.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<int>(
                        $"""SELECT count(*)::int AS "Value" FROM inbox_messages WHERE message_id = {integrationEvent.EventId}"""
                    )
                    .SingleAsync() > 0
            )
        );
    }
}
