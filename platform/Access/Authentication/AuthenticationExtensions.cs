using Community.Platform.Access.Fleet;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Community.Platform.Access.Authentication;

/// <summary>Registers authentication by access tokens and by the fleet's credential.</summary>
public static class AuthenticationExtensions
{
    private const int MaxKeySetBytes = 64 * 1024;
    private const int MaxSessionsBytes = 32 * 1024 * 1024; // some 300,000 sessions ended within 20 minutes

    /// <summary>
    /// Adds the schemes <see cref="Schemes.Bearer"/> (the default) and <see cref="Schemes.Fleet"/>. Reads <c>Authentication:Issuer</c>,
    /// <c>Authentication:Audience</c>, <c>Fleet:Key</c> and <c>services:identity:http:N</c>. Keys and ended sessions come from identity,
    /// unless the service registers its own <see cref="ISigningKeys"/> or <see cref="IRevokedSessions"/>, before or after this call. Then
    /// identity is not asked.
    /// </summary>
    public static TBuilder AddJwtAuthentication<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var services = builder.Services;
        services.AddProblemDetails();
        services.AddFleetKey();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AccessTokenHandler>();
        services.AddSettings<AccessTokenSettings>();
        // AddAuthentication would also add data protection, which is not used here and keeps keys in a folder.
        services.AddAuthenticationCore(options => options.DefaultScheme = Schemes.Bearer);
        services.AddWebEncoders();
        new AuthenticationBuilder(services)
            .AddScheme<JwtBearerOptions, JwtBearerHandler>(Schemes.Bearer, configureOptions: null)
            .AddScheme<AuthenticationSchemeOptions, FleetAuthenticationHandler>(Schemes.Fleet, configureOptions: null);
        services.AddOptions<JwtBearerOptions>(Schemes.Bearer).Configure<AccessTokenHandler, AccessTokenSettings>(Configure);
        services.AddSigningKeys();
        services.AddRevokedSessions();
        return builder;
    }

    private static void Configure(JwtBearerOptions options, AccessTokenHandler tokens, AccessTokenSettings settings)
    {
        options.TokenHandlers.Clear();
        options.TokenHandlers.Add(tokens);
        options.TokenValidationParameters = settings.ToParameters();
        options.Events = new AccessTokenEvents(settings);
        options.SaveToken = false;
        options.IncludeErrorDetails = false;
    }

    private static void AddSigningKeys(this IServiceCollection services)
    {
        services
            .AddServiceClient(IdentityKeys.ClientName, "identity")
            .ConfigureHttpClient(client =>
                (client.MaxResponseContentBufferSize, client.Timeout) = (MaxKeySetBytes, IdentityKeys.LongestWait)
            )
            .Quietly();
        services.TryAddSingleton<ISigningKeys, IdentityKeys>();
        services.AddHostedService<InBackground<ISigningKeys, IdentityKeys>>();
    }

    private static void AddRevokedSessions(this IServiceCollection services)
    {
        services
            .AddServiceClient(PolledRevokedSessions.ClientName, "identity")
            .ConfigureHttpClient(client => client.MaxResponseContentBufferSize = MaxSessionsBytes)
            .ConfigureHttpClient(FleetClients.SendCredential)
            .Quietly();
        services.TryAddSingleton<IRevokedSessions, PolledRevokedSessions>();
        services.AddHostedService<InBackground<IRevokedSessions, PolledRevokedSessions>>();
    }

    /// <summary>Requests to identity that are sent every second get no log lines and no spans.</summary>
    private static void Quietly(this IHttpClientBuilder client) =>
        client
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(provider => FleetClients.NewHandler("identity", provider, isTraced: false));

    /// <summary>Runs the default implementation in the background, if it is the one in use.</summary>
    private sealed class InBackground<TService, TDefault>(TService service) : IHostedService
        where TService : class
        where TDefault : BackgroundService
    {
        private readonly TDefault? _running = service as TDefault;

        public Task StartAsync(CancellationToken cancellationToken) => _running?.StartAsync(cancellationToken) ?? Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => _running?.StopAsync(cancellationToken) ?? Task.CompletedTask;
    }
}
