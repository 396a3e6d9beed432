namespace Community.Identity.Housekeeping;

/// <summary>The deletion of old rows.</summary>
internal static class HousekeepingFeature
{
    public static IServiceCollection AddHousekeeping(this IServiceCollection services)
    {
        services.AddSingleton<OldRows>();
        services.AddHostedService(provider => provider.GetRequiredService<OldRows>());
        return services;
    }
}
