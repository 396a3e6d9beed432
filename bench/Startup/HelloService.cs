using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Community.Bench.Startup;

/// <summary>
/// A hello-world with EF Core and MassTransit: a table, a consumer, an endpoint and a health check, as their documentations compose them.
/// It has nothing of our platform. Ready, it has built its model and has read a row, as a service has when it is ready.
/// </summary>
internal static class HelloService
{
    public const string Command = "hello-service";

    /// <summary>The database that it reads.</summary>
    public const string Database = "hello";

    /// <summary>The tables that the database must have before it starts.</summary>
    public const string Schema = """
        CREATE TABLE IF NOT EXISTS "Greetings" ("Id" integer PRIMARY KEY, "Text" text NOT NULL);
        INSERT INTO "Greetings" VALUES (1, 'hello') ON CONFLICT DO NOTHING;
        """;

    /// <summary>This program, started again, runs the service.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Services.AddDbContextPool<HelloDb>(options => options.UseNpgsql(builder.Configuration.GetConnectionString(Database)));
        builder.Services.AddMassTransit(bus =>
        {
            // As in our services: the broker's absence does not make it unready, so the start does not wait for it.
            bus.ConfigureHealthCheckOptions(health => health.MinimalFailureStatus = HealthStatus.Degraded);
            bus.AddConsumer<WhenGreeted>();
            bus.UsingRabbitMq(
                (context, rabbit) =>
                {
                    rabbit.Host(new Uri(builder.Configuration.GetConnectionString("rabbitmq")!));
                    rabbit.ConfigureEndpoints(context);
                }
            );
        });
        builder.Services.AddHealthChecks().AddCheck<Reading>("database");
        var app = builder.Build();
        app.MapHealthChecks("/health/ready");
        // Not ours, which waits for the first request.
        EndpointRouteBuilderExtensions.MapGet(app, "/", AnswerAsync);
        await app.RunAsync();
        return 0;
    }

    private static async Task<IResult> AnswerAsync(HelloDb db) => Results.Ok(await db.ReadAsync());

    internal sealed record Greeted(string Text);

    internal sealed class WhenGreeted(HelloDb db) : IConsumer<Greeted>
    {
        public Task Consume(ConsumeContext<Greeted> context) => db.ReadAsync(context.CancellationToken);
    }

    internal sealed class Greeting
    {
        public int Id { get; init; }

        public required string Text { get; init; }
    }

    internal sealed class HelloDb(DbContextOptions<HelloDb> options) : DbContext(options)
    {
        private DbSet<Greeting> Greetings => Set<Greeting>();

        public Task<Greeting> ReadAsync(CancellationToken cancellationToken = default) =>
            Greetings.AsNoTracking().FirstAsync(greeting => greeting.Id == 1, cancellationToken);

        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Greeting>().ToTable("Greetings");
    }

    private sealed class Reading(HelloDb db) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await db.ReadAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
