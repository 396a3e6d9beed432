using Community.Platform.Hosting.Configuration;

namespace Community.Identity.Administration;

/// <summary>The administration of accounts.</summary>
internal static class AdministrationFeature
{
    public static WebApplicationBuilder AddAdministration(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<AccountControl>();
        builder.Services.AddSettings<AdministratorOptions>().AddHostedService<LocalAdministrator>();
        return builder;
    }

    public static void MapAdministration(this IEndpointRouteBuilder api) => AdministrationEndpoints.Map(api);
}
