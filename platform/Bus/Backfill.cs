using System.Net.Http.Json;
using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Community.Platform.Http.Json;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Bus;

/// <summary>A page of an owner's snapshots, in the order of their position.</summary>
/// <param name="Items">The snapshots.</param>
/// <param name="Next">Where the next page begins; null: this was the last.</param>
public sealed record SnapshotPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Fills a projection with the owner's data from before the projection's queues existed.</summary>
public static class BackfillExtensions
{
    /// <summary>
    /// A queue receives only the events published after it was first declared. A service that is new, or was never up before, reads the
    /// rest from the owner's <c>/internal</c> snapshots. It does this once in the life of its database, after its queues exist, so that
    /// nothing is missed between the two. It resumes where it stopped, and retries without limit. Snapshots have versions like integration
    /// events, so either may come first.
    /// </summary>
    /// <param name="builder">The application; it has a bus.</param>
    /// <param name="name">The projection's name, unique in the service.</param>
    /// <param name="owner">The service that is asked.</param>
    /// <param name="path">Its snapshots, answering <c>?after=POSITION</c> with a <see cref="SnapshotPage{T}"/>.</param>
    /// <param name="apply">Applies one snapshot, if it is newer than the stored state.</param>
    public static WebApplicationBuilder AddBackfill<TContext, TSnapshot>(
        this WebApplicationBuilder builder,
        string name,
        string owner,
        string path,
        Func<TContext, TSnapshot, Task> apply
    )
        where TContext : ServiceDbContext
    {
        builder.Services.AddFleetClient(owner);
        builder.Services.AddHostedService(provider =>
            ActivatorUtilities.CreateInstance<Backfill<TContext, TSnapshot>>(
                provider,
                new BackfillSource<TContext, TSnapshot>(name, owner, path, apply)
            )
        );
        return builder;
    }
}

internal sealed record BackfillSource<TContext, TSnapshot>(string Name, string Owner, string Path, Func<TContext, TSnapshot, Task> Apply);

internal sealed partial class Backfill<TContext, TSnapshot>(
    BackfillSource<TContext, TSnapshot> source,
    NpgsqlDataSource database,
    IServiceScopeFactory scopes,
    IBusControl bus,
    IHttpClientFactory clients,
    ILogger<Backfill<TContext, TSnapshot>> logger
) : BackgroundService
    where TContext : ServiceDbContext
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isComplete = false;
        while (!isComplete)
        {
            try
            {
                isComplete = await ReadPageAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // The owner may start later than this service: that is not a fault. Every other failure is one.
                var level = failure is HttpRequestException or OperationCanceledException ? LogLevel.Information : LogLevel.Warning;
                Log.Waiting(logger, level, source.Name, source.Owner, failure.Message);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    /// <returns>Whether that was all.</returns>
    private async Task<bool> ReadPageAsync(CancellationToken cancellationToken)
    {
        var state = await BackfillState.FindAsync(database, source.Name, cancellationToken);
        if (state?.CompletedAt is not null)
        {
            return true;
        }

        await bus.WaitForHealthStatus(BusHealthStatus.Healthy, cancellationToken);
        var page = await FetchAsync(state?.Position, cancellationToken);
        await using var scope = scopes.CreateAsyncScope();
        await ApplyAsync(scope.ServiceProvider.GetRequiredService<TContext>(), state?.Position, page);
        return page.Next is null;
    }

    private async Task<SnapshotPage<TSnapshot>> FetchAsync(string? after, CancellationToken cancellationToken)
    {
        var query = after is null ? string.Empty : $"?after={Uri.EscapeDataString(after)}";
        return await clients
                .CreateClient(source.Owner)
                .GetFromJsonAsync<SnapshotPage<TSnapshot>>(source.Path + query, ServiceJson.Options, cancellationToken)
            ?? throw new InvalidOperationException($"{source.Owner} answered null.");
    }

    private Task<int> ApplyAsync(TContext db, string? from, SnapshotPage<TSnapshot> page) =>
        db.InTransactionAsync(async () =>
        {
            foreach (var snapshot in page.Items)
            {
                await source.Apply(db, snapshot);
            }

            return await BackfillState.MoveAsync(db, source.Name, from, page.Next);
        });

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Message = "The backfill of {Name} waits for {Owner}: {Reason}")]
        public static partial void Waiting(ILogger logger, LogLevel level, string name, string owner, string reason);
    }
}

internal sealed record BackfillState(string? Position, DateTimeOffset? CompletedAt)
{
    /// <summary>
    /// The stored state; null: it has not begun. Every start of every service asks for it, so it needs neither the model of EF nor the
    /// compilation of a query.
    /// </summary>
    public static async Task<BackfillState?> FindAsync(NpgsqlDataSource database, string name, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT position, completed_at FROM backfills WHERE name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        return await row.ReadAsync(cancellationToken)
            ? new BackfillState(row.GetTextOrNull("position"), row.GetOrNull<DateTimeOffset>("completed_at"))
            : null;
    }

    /// <summary>
    /// Notes that a page was applied. Every instance reads the pages; one that is behind must not set back one that is ahead, or has ended.
    /// </summary>
    /// <param name="db">The projection's database.</param>
    /// <param name="name">The projection.</param>
    /// <param name="from">Where the page began; null: at the beginning.</param>
    /// <param name="next">Where the next one begins; null: it was the last.</param>
    public static Task<int> MoveAsync(ServiceDbContext db, string name, string? from, string? next) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO backfills (name, position, completed_at) VALUES ({name}, {next}, CASE WHEN {next}::text IS NULL THEN now() END)
            ON CONFLICT (name) DO UPDATE SET position = excluded.position, completed_at = excluded.completed_at
                WHERE backfills.completed_at IS NULL AND backfills.position IS NOT DISTINCT FROM {from}::text
            """
        );
}
