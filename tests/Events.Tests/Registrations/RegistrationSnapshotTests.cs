using System.Net.Http.Headers;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Testing;

namespace Community.Events.Tests.Registrations;

/// <summary>The answer to another service about a registration that the bus has not delivered yet.</summary>
[Collection(nameof(EventsTests))]
public sealed class RegistrationSnapshotTests(EventsApplication application)
{
    [Theory]
    [InlineData(RegistrationStatus.Confirmed, true)]
    [InlineData(RegistrationStatus.CheckedIn, true)]
    [InlineData(RegistrationStatus.Pending, false)]
    [InlineData(RegistrationStatus.Waitlisted, false)]
    [InlineData(RegistrationStatus.Cancelled, false)]
    public async Task ItSaysWhetherItIsConfirmed(string status, bool isConfirmed)
    {
        var seeded = await application.EventAsync();
        var registration = await application.RegistrationAsync(seeded.Id, status: status);

        var snapshot = await HttpAsFleet().GetAsync(PathOf(seeded.Id, registration.UserId)).ShouldAnswerAsync(200);

        snapshot["organizer_id"]!.GetValue<Guid>().ShouldBe(seeded.OrganizerId);
        snapshot["registration_id"]!.GetValue<Guid>().ShouldBe(registration.Id);
        snapshot["version"]!.GetValue<long>().ShouldBe(registration.Version);
        snapshot["is_confirmed"]!.GetValue<bool>().ShouldBe(isConfirmed);
    }

    [Fact]
    public async Task AUserWithoutARegistrationHasNone()
    {
        var seeded = await application.EventAsync();
        var snapshot = await HttpAsFleet().GetAsync(PathOf(seeded.Id, seeded.OrganizerId)).ShouldAnswerAsync(200);
        snapshot["registration_id"].ShouldBeNull();
        snapshot["is_confirmed"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task DraftsAndNothingAreNothingAndStrangersAreTurnedAway()
    {
        var draft = await application.EventAsync(status: EventStatus.Draft);
        await HttpAsFleet().GetAsync(PathOf(draft.Id, draft.OrganizerId)).ShouldAnswerAsync(404);
        await HttpAsFleet().GetAsync(PathOf(Guid.CreateVersion7(), draft.OrganizerId)).ShouldAnswerAsync(404);
        await application.HttpAs(draft.OrganizerId).GetAsync(PathOf(draft.Id, draft.OrganizerId)).ShouldAnswerAsync(401);
    }

    private HttpClient HttpAsFleet()
    {
        var http = application.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
        return http;
    }

    private static string PathOf(Guid eventId, Guid userId) => $"/internal/events/{eventId}/registrations/{userId}";
}
