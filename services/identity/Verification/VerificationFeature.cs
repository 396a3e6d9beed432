using Community.Identity.Contacts;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Platform.Hosting.Configuration;

namespace Community.Identity.Verification;

/// <summary>The verification of addresses.</summary>
internal static class VerificationFeature
{
    public static IServiceCollection AddVerification(this IServiceCollection services)
    {
        services.AddSettings<ClientOptions>().AddSingleton<ClientLinks>();
        services.AddScoped<OneTimeTokenStore>();
        services.AddScoped<AddressVerification>();
        return services.AddContacts();
    }

    public static void MapVerification(this IEndpointRouteBuilder api) => VerificationEndpoints.Map(api);
}
