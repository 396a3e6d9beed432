using Community.Platform.Access.Fleet;

namespace Community.Identity.Erasure;

/// <summary>Erasure and export of a person.</summary>
internal static class ErasureFeature
{
    public static IServiceCollection AddErasure(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddScoped<PersonErasure>();
        services.AddScoped<PersonExport>();
        return services.AddServiceExports(configuration);
    }

    /// <summary>Every service whose address is configured (<c>services:NAME:http:N</c>) is asked.</summary>
    public static IServiceCollection AddServiceExports(this IServiceCollection services, IConfiguration configuration)
    {
        string[] names =
        [
            .. configuration
                .GetSection("services")
                .GetChildren()
                .Select(service => service.Key)
                .Where(name => name is not "identity" and not "gateway"),
        ];
        foreach (var name in names)
        {
            services.AddFleetClient(name);
        }

        return services.AddSingleton(provider => ActivatorUtilities.CreateInstance<ServiceExports>(provider, [names]));
    }

    public static void MapErasure(this IEndpointRouteBuilder api) => ErasureEndpoints.Map(api);
}
