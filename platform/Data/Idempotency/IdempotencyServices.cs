using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Data.Idempotency;

/// <summary>Registers idempotency keys.</summary>
public static class IdempotencyServices
{
    internal static IServiceCollection AddIdempotencyKeys(this IServiceCollection services) =>
        services.AddSingleton<IdempotencyKeys>().AddHostedService(provider => provider.GetRequiredService<IdempotencyKeys>());

    /// <summary>Must come after authentication, because a key belongs to its caller.</summary>
    public static IApplicationBuilder UseIdempotencyKeys(this IApplicationBuilder app) => app.UseMiddleware<IdempotencyMiddleware>();
}
