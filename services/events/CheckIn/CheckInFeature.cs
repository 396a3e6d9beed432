namespace Community.Events.CheckIn;

/// <summary>Check-in and arrival.</summary>
internal static class CheckInFeature
{
    public static IServiceCollection AddCheckIn(this IServiceCollection services)
    {
        services.AddSingleton<OldPositions>();
        services.AddHostedService(provider => provider.GetRequiredService<OldPositions>());
        return services;
    }

    public static void MapCheckIn(this IEndpointRouteBuilder api) => CheckInEndpoints.Map(api);
}
