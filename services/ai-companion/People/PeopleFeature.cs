using Community.Companion.Data;
using Community.People;
using MassTransit;

namespace Community.Companion.People;

/// <summary>People and their settings.</summary>
internal static class PeopleFeature
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Actors>();
        builder.AddPeople<CompanionDb>();
    }

    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
    }

    public static void MapSettings(this IEndpointRouteBuilder api) => SettingsEndpoints.Map(api);
}
