namespace Community.Identity.SignIns;

/// <summary>The record of logins.</summary>
internal static class SignInsFeature
{
    public static IServiceCollection AddSignIns(this IServiceCollection services) => services.AddScoped<SignInLog>();

    public static void MapSignIns(this IEndpointRouteBuilder api) => SignInEndpoints.Map(api);
}
