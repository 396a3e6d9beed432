using Community.Contracts.Identity;
using Community.Events.Data;
using Community.People;
using Community.People.Blocks;
using Community.Platform.Bus;
using MassTransit;

namespace Community.Events.People;

/// <summary>People and blocks.</summary>
internal static class PeopleFeature
{
    public static IServiceCollection AddPeople(this IServiceCollection services) => services.AddHostedService<SuspensionEnds>();

    /// <summary>Reads the accounts and blocks from before these consumers had queues.</summary>
    public static void AddPeopleBackfill(this WebApplicationBuilder builder) =>
        builder
            .AddBackfill<EventsDb, PersonSnapshot>("people", "identity", "/internal/people", (db, person) => db.ApplySnapshotAsync(person))
            .AddBlocks<EventsDb>();

    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
        bus.AddConsumer<WhenUserVerified>();
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }
}
