using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.Companion.Offline;

/// <summary>The companion without a model.</summary>
internal static class OfflineFeature
{
    public static IServiceCollection AddOffline(this IServiceCollection services)
    {
        services.TryAddSingleton<OfflineCompanion>();
        return services;
    }
}
