using MassTransit;

namespace Community.Messaging.Erasure;

/// <summary>Erasure and export of a person.</summary>
internal static class ErasureFeature
{
    public static IServiceCollection AddErasure(this IServiceCollection services) =>
        services.AddScoped<PersonErasure>().AddHostedService<ForgottenPeople>();

    public static void AddErasureConsumers(this IBusRegistrationConfigurator bus) => bus.AddConsumer<WhenUserErased>();

    public static void MapPersonExport(this IEndpointRouteBuilder endpoints) => ErasureEndpoints.Map(endpoints);
}
