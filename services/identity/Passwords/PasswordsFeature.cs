using Community.Identity.Users;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passwords;

internal static class PasswordsFeature
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddSingleton<IPasswordHasher<User>, Argon2idPasswordHasher>();
        services.AddSettings<BreachedPasswordOptions>().AddSingleton<BreachedPasswords>();
        services.AddSingleton<PasswordHashing>();
        return services;
    }
}
