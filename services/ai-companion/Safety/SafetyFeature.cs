using Community.Companion.Safety.Aftercare;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Community.Companion.Safety;

/// <summary>Detection of crises, and the care after one.</summary>
internal static class SafetyFeature
{
    public static IServiceCollection AddSafety(this IServiceCollection services)
    {
        services.TryAddSingleton<CrisisDetector>();
        services.TryAddSingleton<AftercareAnswers>();
        return services;
    }
}
