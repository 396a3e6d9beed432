using Community.Sdk;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the client.</summary>
public static class CommunityServiceCollectionExtensions
{
    /// <summary>
    /// One <see cref="CommunityClient"/> for the program. A server that acts for several users makes a client for each with
    /// <see cref="CommunityClient.For"/>.
    /// </summary>
    /// <param name="services">The program's services.</param>
    /// <param name="configure">Sets the options; the address is required.</param>
    public static IServiceCollection AddCommunity(this IServiceCollection services, Action<CommunityOptions> configure) =>
        services.AddCommunity((_, options) => configure(options));

    /// <inheritdoc cref="AddCommunity(IServiceCollection, Action{CommunityOptions})"/>
    public static IServiceCollection AddCommunity(this IServiceCollection services, Action<IServiceProvider, CommunityOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddSingleton(provider =>
        {
            var options = new CommunityOptions();
            configure(provider, options);
            return new CommunityClient(options);
        });
    }
}
