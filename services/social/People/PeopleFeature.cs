using Community.People;
using Community.Social.Data;
using MassTransit;

namespace Community.Social.People;

internal static class PeopleFeature
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<Actors>();
        builder.AddPeople<SocialDb>();
    }

    public static void AddPeopleConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenUserRegistered>();
        bus.AddConsumer<WhenUserProfileUpdated>();
        bus.AddConsumer<WhenUserSuspended>();
    }
}
