using Community.Identity.Contacts;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;

namespace Community.Identity.Verification;

/// <summary>The verification of addresses.</summary>
internal static class VerificationFeature
{
    public static IServiceCollection AddVerification(this IServiceCollection services) =>
        services.AddMailLinks().AddOneTimeTokens().AddContacts().AddScoped<AddressVerification>();

    public static void MapVerification(this IEndpointRouteBuilder api) => VerificationEndpoints.Map(api);
}
