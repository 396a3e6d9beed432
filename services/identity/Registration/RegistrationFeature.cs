namespace Community.Identity.Registration;

/// <summary>The registration of accounts.</summary>
internal static class RegistrationFeature
{
    public static IServiceCollection AddRegistration(this IServiceCollection services) => services.AddScoped<AccountCreation>();

    public static void MapRegistration(this IEndpointRouteBuilder api) => RegistrationEndpoints.Map(api);
}
