using Community.Messaging.Data;
using Community.People;
using Community.People.Blocks;
using Community.Platform.Access.Fleet;
using MassTransit;

namespace Community.Messaging.People;

/// <summary>People and blocks.</summary>
internal static class PeopleFeature
{
    public static IServiceCollection AddPeople(this IServiceCollection services) =>
        services.AddOwnerClient("social", "events").AddSingleton<PeopleNames>().AddScoped<Actors>();

    /// <summary>Backfills accounts from before these consumers had queues.</summary>
    public static WebApplicationBuilder AddPeopleBackfill(this WebApplicationBuilder builder) =>
        builder.AddPeople<MessagingDb>().AddBlocks<MessagingDb>();

    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
        bus.AddConsumer<WhenUserBlocked>();
        bus.AddConsumer<WhenUserUnblocked>();
    }
}
