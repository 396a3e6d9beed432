using Community.Identity.Users;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Passwords;

internal static class PasswordsFeature
{
    public static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddSingleton<IPasswordHasher<User>, Argon2idPasswordHasher>();
        services.AddSingleton<PasswordHashing>();
        return services;
    }
}
