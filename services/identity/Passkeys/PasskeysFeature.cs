using Community.Identity.Users;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Community.Identity.Passkeys;

/// <summary>Passkeys (WebAuthn).</summary>
internal static class PasskeysFeature
{
    public static IServiceCollection AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<PasskeySite>();
        services
            .AddOptions<IdentityPasskeyOptions>()
            .Configure<PasskeySite>(
                (options, site) =>
                {
                    options.ServerDomain = site.Domain;
                    options.UserVerificationRequirement = "required";
                    options.ResidentKeyRequirement = "required";
                    options.AttestationConveyancePreference = "none";
                    options.AuthenticatorTimeout = PasskeyCeremony.Lifetime;
                    options.ValidateOrigin = context =>
                        ValueTask.FromResult(!context.CrossOrigin && string.Equals(context.Origin, site.Origin, StringComparison.Ordinal));
                }
            );
        services.AddScoped<IUserStore<User>, PasskeyUserStore>();
        services.AddScoped(provider => new UserManager<User>(
            provider.GetRequiredService<IUserStore<User>>(),
            Options.Create(new IdentityOptions()),
            provider.GetRequiredService<IPasswordHasher<User>>(),
            userValidators: [],
            passwordValidators: [],
            new UpperInvariantLookupNormalizer(),
            new IdentityErrorDescriber(),
            provider,
            provider.GetRequiredService<ILogger<UserManager<User>>>()
        ));
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        return services.AddScoped<PasskeyCeremonies>();
    }

    public static void MapPasskeys(this IEndpointRouteBuilder api) => PasskeyEndpoints.Map(api);
}
