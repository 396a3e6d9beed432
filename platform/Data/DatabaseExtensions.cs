using System.Globalization;
using System.Reflection;
using Community.Platform.Data.Idempotency;
using Community.Platform.Data.Partitions;
using Community.Platform.Data.Publishing;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Health;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Community.Platform.Data;

/// <summary>Gives a service its PostgreSQL database.</summary>
public static class DatabaseExtensions
{
    /// <summary>
    /// Registers the service's DbContext on <c>ConnectionStrings:{name}</c>, brings the schema up to date before the service listens
    /// (<see cref="Migrator"/>), and starts the background work on the database: the outbox dispatcher, the partitions, and the clean-up
    /// of old platform rows.
    /// </summary>
    /// <typeparam name="TContext">The service's DbContext; its assembly embeds <c>Data/Migrations/*.sql</c>.</typeparam>
    /// <param name="builder">The service.</param>
    /// <param name="name">The connection string's name.</param>
    /// <param name="plansOnce">
    /// Statements are planned once for all values (<c>plan_cache_mode=force_generic_plan</c>). For a service whose best plans do not depend
    /// on the values: each statement joins many tables by their keys. PostgreSQL would plan such a statement anew each time, which can take
    /// longer than to execute it.
    /// </param>
    /// <exception cref="InvalidOperationException">The connection string is not configured.</exception>
    public static WebApplicationBuilder AddServiceDatabase<TContext>(
        this WebApplicationBuilder builder,
        string name,
        bool plansOnce = false
    )
        where TContext : ServiceDbContext
    {
        var connectionString =
            builder.Configuration.GetConnectionString(name)
            ?? throw new InvalidOperationException($"ConnectionStrings:{name} is not configured.");
        var services = builder.Services;

        var limits = builder.Configuration.GetSettings<StatementTimeoutOptions>();
        var guarded = new GuardedTransactions(builder.Configuration.GetSettings<TransactionGuardOptions>().GuardTransactions);
        var source = new NpgsqlDataSourceBuilder(Tuned(connectionString, builder.Environment.ApplicationName, plansOnce, limits));
        if (guarded.IsOn)
        {
            TransactionGuard.Watch(source);
        }

        var times = new StatementTimeouts(limits);
        services.AddSingleton(guarded);
        // Registered by a factory, so that the container disposes it.
        services.AddSingleton(_ => source.Build());
        services.AddDbContextPool<TContext>(
            (provider, options) =>
                options
                    .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
                    .UseSnakeCaseNamingConvention()
                    .AddInterceptors(
                        guarded.IsOn ? [CommitInterceptor.Instance, KeyedWrites.Instance, times] : [CommitInterceptor.Instance, times]
                    )
        );
        services.AddScoped<ServiceDbContext>(provider => provider.GetRequiredService<TContext>());

        services.AddDatabaseTelemetry(builder.Configuration);
        services.AddSingleton<IExceptionProblems, DatabaseProblems>();
        services.AddSingleton(new MigrationSource(typeof(TContext).Assembly));
        services.AddSingleton(builder.Configuration.GetSettings<MigrationOptions>());
        services.AddSingleton<Migrator>();
        services.AddHostedService(provider => provider.GetRequiredService<Migrator>());
        services.AddSingleton<OutboxSignal>();
        services.AddReadinessCheck("postgresql", CanQueryAsync);
        services.AddHostedService<Housekeeper>();
        services.AddSingleton<PartitionMetrics>();
        services.AddHostedService<PartitionMaintenance>();
        services.AddIdempotencyKeys();
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new NoCallsInTransactions()));
        return builder;
    }

    /// <summary>Spans and metrics of statements, where this program exports them.</summary>
    internal static IServiceCollection AddDatabaseTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (TelemetryExtensions.HasTraces(configuration))
        {
            services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddNpgsql());
        }

        if (TelemetryExtensions.HasMetrics(configuration))
        {
            services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddNpgsqlInstrumentation());
        }

        return services;
    }

    private static async Task<bool> CanQueryAsync(IServiceProvider provider, CancellationToken cancellationToken)
    {
        await using var command = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
        await command.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    /// <summary>Npgsql prepares statements automatically from their second use on.</summary>
    private static string Tuned(string connectionString, string applicationName, bool plansOnce, StatementTimeoutOptions limits)
    {
        var tuned = new NpgsqlConnectionStringBuilder(connectionString);
        // The server also ends statements whose client is gone: a process that died leaves no statement behind.
        tuned.Options ??= string.Create(
            CultureInfo.InvariantCulture,
            $"-c statement_timeout={limits.ServerSeconds}s{(plansOnce ? " -c plan_cache_mode=force_generic_plan" : "")}"
        );

        tuned.ApplicationName ??= applicationName;
        if (!connectionString.Contains("Max Auto Prepare", StringComparison.OrdinalIgnoreCase))
        {
            tuned.MaxAutoPrepare = 200;
            tuned.AutoPrepareMinUsages = 2;
        }

        if (!connectionString.Contains("Maximum Pool Size", StringComparison.OrdinalIgnoreCase))
        {
            tuned.MaxPoolSize = 32;
        }

        // A start and a burst open many connections, each a process of PostgreSQL with 3 to 8 MB. By default the idle ones stay for five
        // minutes.
        if (!connectionString.Contains("Connection Idle Lifetime", StringComparison.OrdinalIgnoreCase))
        {
            tuned.ConnectionIdleLifetime = 30;
            tuned.ConnectionPruningInterval = 10;
        }

        if (!connectionString.Contains("Timeout", StringComparison.OrdinalIgnoreCase))
        {
            tuned.Timeout = 5;
            tuned.CommandTimeout = limits.WriteSeconds;
        }

        // Statements leave nothing in their session but prepared statements, which must stay. So the reset is not needed, which saves eight
        // commands for each use of a connection.
        tuned.NoResetOnClose = true;
        tuned.IncludeErrorDetail = false; // exceptions reach logs, and the detail quotes rows
        return tuned.WithKeepAlive().ConnectionString;
    }
}

/// <summary>Where a service's own migrations are embedded.</summary>
internal sealed record MigrationSource(Assembly Assembly);
