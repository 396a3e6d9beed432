using System.Net.Http.Json;
using Community.Events.CheckIn;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.CheckIn;

[Collection(nameof(EventsTests))]
public sealed class ArrivalTests(EventsApplication application)
{
    private const double MetresPerDegree = 111_195;

    [Fact]
    public async Task AUserInTheGeofenceArrivesOnceAndARepeatAnswersTheSame()
    {
        var (seeded, user, registration) = await RegisteredAsync();

        var first = await ArriveAsync(seeded, user, metresNorth: 100).ShouldAnswerAsync(200);
        var again = await ArriveAsync(seeded, user, metresNorth: 5000).ShouldAnswerAsync(200);

        first["method"]!.GetValue<string>().ShouldBe("geofence");
        first["registration"]!["status"]!.GetValue<string>().ShouldBe("checked_in");
        again["checked_in_at"]!
            .GetValue<DateTimeOffset>()
            .ShouldBe(first["checked_in_at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMicroseconds(1));
        (await application.FindRegistrationAsync(registration.Id)).ArrivalMethod.ShouldBe("geofence");
    }

    [Theory]
    [InlineData(149, 0, true)]
    [InlineData(151, 0, false)]
    [InlineData(199, 50, true)]
    [InlineData(201, 50, false)]
    [InlineData(249, 400, true)]
    [InlineData(251, 400, false)]
    public async Task AccuracyCountsInOnesFavourUpToAHundredMetres(double metres, double accuracy, bool isIn)
    {
        var (seeded, user, registration) = await RegisteredAsync();
        var answer = await ArriveAsync(seeded, user, metres, accuracy)
            .ShouldAnswerAsync(isIn ? 200 : 409, isIn ? null : "outside_geofence");
        if (!isIn)
        {
            answer["distance_m"]!.GetValue<double>().ShouldBe(metres, 1);
            answer["radius_m"]!.GetValue<int>().ShouldBe(150);
            (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe("confirmed");
        }
    }

    [Fact]
    public async Task AVaguePositionIsRefused()
    {
        var (seeded, user, _) = await RegisteredAsync();
        await ArriveAsync(seeded, user, 0, accuracy: 501).ShouldAnswerAsync(409, "position_too_vague");
    }

    [Theory]
    [InlineData(3, 4, "too_early")]
    [InlineData(-4, -1, "too_late")]
    public async Task OnlyAroundTheEvent(int starts, int ends, string reason)
    {
        var (seeded, user, _) = await RegisteredAsync(starts, ends);
        await ArriveAsync(seeded, user).ShouldAnswerAsync(409, reason);
    }

    [Fact]
    public async Task AnImpossibleJumpIsRefusedAndTheOrganizerMayStillScan()
    {
        var (seeded, user, registration) = await RegisteredAsync();
        await ArriveAsync(seeded, user, metresNorth: 50_000).ShouldAnswerAsync(409, "outside_geofence");

        await ArriveAsync(seeded, user).ShouldAnswerAsync(409, "implausible_position");

        (await application.FindRegistrationAsync(registration.Id)).Status.ShouldBe("confirmed");
        (await application.WithDbAsync(db => db.ArrivalAttempts.Where(a => a.UserId == user).ToListAsync()))
            .Select(a => a.Accepted)
            .ShouldBe([false, false]);
        await application
            .HttpAs(seeded.OrganizerId)
            .PostAsJsonAsync($"/api/v1/events/{seeded.Id}/check-in", new { ticket_code = registration.TicketCode })
            .ShouldAnswerAsync(200);
    }

    [Fact]
    public async Task APossibleJourneyIsAccepted()
    {
        var (seeded, user, _) = await RegisteredAsync();
        await ArriveAsync(seeded, user, metresNorth: 50_000).ShouldAnswerAsync(409, "outside_geofence");
        await application.WithDbAsync(db =>
            db.ArrivalAttempts.Where(a => a.UserId == user).ExecuteUpdateAsync(set => set.SetProperty(a => a.At, a => a.At.AddMinutes(-30)))
        );

        await ArriveAsync(seeded, user).ShouldAnswerAsync(200);
    }

    [Fact]
    public async Task AUserWithoutASeatDoesNotArrive()
    {
        var seeded = await application.EventAsync();
        await ArriveAsync(seeded, Guid.CreateVersion7()).ShouldAnswerAsync(403, "not_registered");
        var waiting = await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Waitlisted);
        await ArriveAsync(seeded, waiting.UserId).ShouldAnswerAsync(409, "waitlisted");
        var pending = await application.RegistrationAsync(seeded.Id, status: RegistrationStatus.Pending);
        await ArriveAsync(seeded, pending.UserId).ShouldAnswerAsync(409, "payment_pending");
        var hidden = await application.EventAsync(visibility: EventVisibility.Private);
        await ArriveAsync(hidden, waiting.UserId).ShouldAnswerAsync(404);
        (await application.WithDbAsync(db => db.ArrivalAttempts.CountAsync(a => a.EventId == seeded.Id))).ShouldBe(0);
    }

    [Fact]
    public async Task AnEventWithoutAPositionOrThatWasCancelledHasNoArrival()
    {
        var nowhere = await application.EventAsync(hasPosition: false);
        var first = await application.RegistrationAsync(nowhere.Id);
        await ArriveAsync(nowhere, first.UserId).ShouldAnswerAsync(409, "no_position");
        var cancelled = await application.EventAsync(status: EventStatus.Cancelled);
        var second = await application.RegistrationAsync(cancelled.Id);
        await ArriveAsync(cancelled, second.UserId).ShouldAnswerAsync(409, "event_cancelled");
    }

    [Theory]
    [InlineData("""{"lat":91,"lng":0,"accuracy":5}""", "lat")]
    [InlineData("""{"lat":0,"lng":-181,"accuracy":5}""", "lng")]
    [InlineData("""{"lat":0,"lng":0,"accuracy":-1}""", "accuracy")]
    [InlineData("""{"lat":0,"lng":0}""", "accuracy")]
    public async Task PlacesThatAreNoneAreRefused(string body, string field)
    {
        var (seeded, user, _) = await RegisteredAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        (await application.HttpAs(user).PostAsync($"/api/v1/events/{seeded.Id}/arrival", content).ShouldAnswerAsync(400))["errors"]!
            [field]
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task WherePeopleWereIsForgottenADayAfterTheEvent()
    {
        var past = await application.EventAsync(starts: TimeSpan.FromHours(-30), ends: TimeSpan.FromHours(-25));
        var recent = await application.EventAsync(starts: TimeSpan.FromHours(-30), ends: TimeSpan.FromHours(-23));
        await application.WithDbAsync(async db =>
        {
            foreach (var seeded in new[] { past, recent })
            {
                db.ArrivalAttempts.Add(
                    new ArrivalAttempt
                    {
                        Id = Guid.CreateVersion7(),
                        EventId = seeded.Id,
                        UserId = Guid.CreateVersion7(),
                        Latitude = 1,
                        Longitude = 1,
                        AccuracyM = 1,
                        Accepted = true,
                        At = seeded.StartsAt,
                    }
                );
            }

            return await db.SaveChangesAsync();
        });

        await application.Service<OldPositions>().SweepAsync(CancellationToken.None);

        (await application.WithDbAsync(db => db.ArrivalAttempts.CountAsync(a => a.EventId == past.Id))).ShouldBe(0);
        (await application.WithDbAsync(db => db.ArrivalAttempts.CountAsync(a => a.EventId == recent.Id))).ShouldBe(1);
    }

    [Theory]
    [InlineData(52.5200, 13.4050, 48.1372, 11.5756, 504_200)] // Berlin to Munich.
    [InlineData(0, 179.9, 0, -179.9, 22_239)] // Across the date line.
    [InlineData(89.9, 0, 89.9, 180, 22_239)] // Across the pole.
    public void DistancesAreThoseOfTheGlobe(double latitude, double longitude, double toLatitude, double toLongitude, double metres) =>
        new Position(latitude, longitude, 0).MetresTo(toLatitude, toLongitude).ShouldBe(metres, metres / 1000);

    private async Task<(CommunityEvent, Guid User, Registration)> RegisteredAsync(int starts = -1, int ends = 1)
    {
        var seeded = await application.EventAsync(starts: TimeSpan.FromHours(starts), ends: TimeSpan.FromHours(ends));
        var registration = await application.RegistrationAsync(seeded.Id);
        return (seeded, registration.UserId, registration);
    }

    private Task<HttpResponseMessage> ArriveAsync(CommunityEvent seeded, Guid user, double metresNorth = 0, double accuracy = 5) =>
        application
            .HttpAs(user)
            .PostAsJsonAsync(
                $"/api/v1/events/{seeded.Id}/arrival",
                new
                {
                    lat = SeededEvents.Latitude + (metresNorth / MetresPerDegree),
                    lng = SeededEvents.Longitude,
                    accuracy,
                }
            );
}
