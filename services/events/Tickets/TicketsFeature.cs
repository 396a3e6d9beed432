namespace Community.Events.Tickets;

/// <summary>Tickets and their keys.</summary>
internal static class TicketsFeature
{
    public static IServiceCollection AddTickets(this IServiceCollection services)
    {
        services.AddSingleton<TicketSecrets>();
        services.AddSingleton<TicketKeyRing>();
        services.AddHostedService(provider => provider.GetRequiredService<TicketKeyRing>());
        return services;
    }

    public static void MapTickets(this IEndpointRouteBuilder api) => TicketEndpoints.Map(api);
}
