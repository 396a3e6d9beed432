using System.Net.Security;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Tls;

/// <summary>How Redis proves that it is the right one.</summary>
[Settings("Redis")]
public sealed class RedisOptions
{
    /// <summary>
    /// The file (PEM) of the only authorities that may have signed Redis' certificate, for <c>ssl=true</c> in the connection string; none:
    /// those of the machine. It is read anew after it changes.
    /// </summary>
    public string AuthorityPath { get; set; } = "";
}

/// <summary>Checks Redis' certificate, for every connection to it.</summary>
public sealed class RedisAuthority
{
    /// <param name="options">The file of the authorities.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Takes a line for each change of the file.</param>
    public RedisAuthority(RedisOptions options, TimeProvider clock, ILogger<Authority> logger)
    {
        if (options.AuthorityPath.Length > 0)
        {
            Check = new Authority(options.AuthorityPath, clock, logger).Accepts;
        }
    }

    /// <summary>The check; null: the client's own, against the authorities of the machine.</summary>
    public RemoteCertificateValidationCallback? Check { get; }
}

/// <summary>Registers <see cref="RedisAuthority"/>.</summary>
public static class RedisAuthorityExtensions
{
    /// <summary>Lets <see cref="RedisAuthority"/> be injected.</summary>
    /// <param name="services">The program's services.</param>
    /// <param name="options">The settings.</param>
    /// <param name="isSecure">Whether the connection string asks for TLS.</param>
    /// <exception cref="InvalidOperationException"><c>Redis:AuthorityPath</c> is set, and the connection would have no TLS.</exception>
    public static IServiceCollection AddRedisAuthority(this IServiceCollection services, RedisOptions options, bool isSecure)
    {
        if (options.AuthorityPath.Length > 0 && !isSecure)
        {
            throw new InvalidOperationException("Redis:AuthorityPath is set: ConnectionStrings:redis must have ssl=true.");
        }

        services.AddSettings<RedisOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RedisAuthority>();
        return services;
    }
}
