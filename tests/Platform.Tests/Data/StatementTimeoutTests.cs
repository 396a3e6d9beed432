using System.Data;
using System.Net;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Data;

/// <summary>The limit of its kind ends a hanging statement, and its connection is free again.</summary>
public sealed class StatementTimeoutTests(TestServers servers)
{
    private const string Hanging = "SELECT pg_sleep(300)";

    private NpgsqlConnection? _planning;

    [Theory]
    [InlineData("ReadSeconds", "GET")]
    [InlineData("WriteSeconds", "POST")]
    public async Task ARequestIsAnswered503AndItsConnectionServesTheNext(string kind, string method)
    {
        var database = await servers.CreateDatabaseAsync("statements");
        await using var service = await SampleService.StartAsync(
            database,
            await servers.CreateVirtualHostAsync(),
            endpoints: Map,
            settings: [new($"Database:Timeouts:{kind}", "1")]
        );

        using var request = new HttpRequestMessage(new(method), "/internal/hanging");
        using var answer = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await service.Http.GetAsync("/internal/fine", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Poll.UntilAsync(async () => await CountHangingAsync(service) == 0);
    }

    [Fact]
    public async Task BackgroundWorkHasItsOwnLimitAndTheServerHasItToo()
    {
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("statements"),
            await servers.CreateVirtualHostAsync(),
            settings: [new("Database:Timeouts:BackgroundSeconds", "1")]
        );
        await using var scope = service.Services.CreateAsyncScope();

        var thrown = await Should.ThrowAsync<Exception>(() =>
            scope.ServiceProvider.GetRequiredService<SampleDb>().Database.ExecuteSqlRawAsync(Hanging)
        );
        Platform.Data.DatabaseAway.Caused(thrown).ShouldBeTrue("the work is tried again");

        await using var forgotten = service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand(Hanging);
        forgotten.CommandTimeout = 0;
        (
            await Should.ThrowAsync<PostgresException>(() => forgotten.ExecuteNonQueryAsync(TestContext.Current.CancellationToken))
        ).SqlState.ShouldBe(PostgresErrorCodes.QueryCanceled);
    }

    /// <summary>
    /// The planner calls the function, and the first caller leaves meanwhile. Npgsql 10.0.3 then takes the statement for prepared and
    /// cannot read its next answer (https://github.com/npgsql/npgsql/issues/6391).
    /// </summary>
    [Theory]
    [InlineData("GET", HttpStatusCode.OK)]
    [InlineData("POST", HttpStatusCode.ServiceUnavailable)]
    public async Task ACallerThatLeavesWhileAStatementIsPlannedHarmsNoOther(string method, HttpStatusCode expected)
    {
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("statements"),
            await servers.CreateVirtualHostAsync(),
            endpoints: Map
        );
        await using var connection = await service
            .Services.GetRequiredService<NpgsqlDataSource>()
            .OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using (
            var define = new NpgsqlCommand(
                "CREATE FUNCTION planned(seconds float8) RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(seconds); RETURN 1; END'",
                connection
            )
        )
        {
            await define.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        _planning = connection;
        (await PlanAsync(0, TestContext.Current.CancellationToken)).ShouldBe(1);
        using var leaves = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Should.ThrowAsync<OperationCanceledException>(() => PlanAsync(60, leaves.Token));

        using var request = new HttpRequestMessage(new(method), "/internal/planned");
        using var answer = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(expected);
    }

    private async Task<object?> PlanAsync(double seconds, CancellationToken cancellationToken)
    {
        if (_planning!.State != ConnectionState.Open)
        {
            await _planning.CloseAsync();
            await _planning.OpenAsync(cancellationToken);
        }

        await using var command = new NpgsqlCommand("SELECT planned($1)", _planning) { Parameters = { new() { Value = seconds } } };
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private void Map(WebApplication app)
    {
        app.MapMethods("/internal/planned", ["GET", "POST"], (CancellationToken cancellationToken) => PlanAsync(0, cancellationToken))
            .AllowAnonymous();
        app.MapGet("/internal/hanging", (SampleDb db) => db.Database.ExecuteSqlRawAsync(Hanging)).AllowAnonymous();
        app.MapPost("/internal/hanging", (SampleDb db) => db.Database.ExecuteSqlRawAsync(Hanging)).AllowAnonymous();
        app.MapGet("/internal/fine", (SampleDb db) => db.Database.ExecuteSqlRawAsync("SELECT 1")).AllowAnonymous();
    }

    private static async Task<long> CountHangingAsync(SampleService service)
    {
        await using var command = service
            .Services.GetRequiredService<NpgsqlDataSource>()
            .CreateCommand(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state = 'active' AND query LIKE '%pg_sleep(300)%' AND pid <> pg_backend_pid()"
            );
        return (long)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }
}
