using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Community.Platform.Data;

/// <summary>
/// How long a statement may take in the database, by its kind. A statement that takes longer is ended on the server. Its request is
/// answered 503, and its connection is free for others. Statements that a service runs with Npgsql directly have the limit of writing;
/// migrations have none.
/// </summary>
[Settings("Database:Timeouts")]
internal sealed class StatementTimeoutOptions
{
    /// <summary>Of a request that reads (GET), in seconds.</summary>
    [Range(1, 600)]
    public int ReadSeconds { get; init; } = 10;

    /// <summary>Of a request that writes, and of a hub's calls, in seconds.</summary>
    [Range(1, 600)]
    public int WriteSeconds { get; init; } = 15;

    /// <summary>Of consumers and background work, in seconds.</summary>
    [Range(1, 3600)]
    public int BackgroundSeconds { get; init; } = 60;

    /// <summary>
    /// The seconds after which PostgreSQL itself ends a statement, in case its client is gone. This is later than the client would end it.
    /// </summary>
    internal int ServerSeconds => Math.Max(BackgroundSeconds, Math.Max(ReadSeconds, WriteSeconds)) + 5;
}

/// <summary>Gives each statement of a DbContext the limit of its kind, unless the executing code has set another limit.</summary>
internal sealed class StatementTimeouts(StatementTimeoutOptions limits) : DbCommandInterceptor
{
    /// <summary>Whether the present request reads; null: there is no request.</summary>
    private static readonly AsyncLocal<bool?> Reads = new();

    /// <summary>Marks the following work as work for a request.</summary>
    public static void Begin(HttpContext http) =>
        Reads.Value =
            !http.WebSockets.IsWebSocketRequest && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method));

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result
    )
    {
        Limit(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        Limit(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<int> NonQueryExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<int> result)
    {
        Limit(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Limit(command, eventData);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result
    )
    {
        Limit(command, eventData);
        return result;
    }

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default
    )
    {
        Limit(command, eventData);
        return ValueTask.FromResult(result);
    }

    private void Limit(DbCommand command, CommandEventData eventData)
    {
        if (eventData.Context?.Database.GetCommandTimeout() is null)
        {
            command.CommandTimeout = Reads.Value switch
            {
                true => limits.ReadSeconds,
                false => limits.WriteSeconds,
                null => limits.BackgroundSeconds,
            };
        }
    }
}

/// <summary>Where requests get their limits.</summary>
internal static class StatementTimeoutsExtensions
{
    /// <summary>Call it before all middleware that reads or writes the database.</summary>
    public static IApplicationBuilder UseStatementTimeouts(this IApplicationBuilder app) =>
        app.Use(next =>
            http =>
            {
                StatementTimeouts.Begin(http);
                return next(http);
            }
        );
}
