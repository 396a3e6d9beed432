using Community.Platform.Data;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Data;

/// <summary>
/// Exceptions reach logs: their message about a failed statement has no value of a row, whatever the connection string says.
/// </summary>
public sealed class ErrorDetailTests(TestServers servers)
{
    [Fact]
    public async Task AnExceptionHoldsNoValues()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:sample"] = $"{await servers.CreateDatabaseAsync("detail")};Include Error Detail=true";
        builder.AddServiceDatabase<SampleDb>("sample");
        await using var services = builder.Services.BuildServiceProvider();
        var database = services.GetRequiredService<NpgsqlDataSource>();
        await using var create = database.CreateCommand(
            "CREATE TABLE people (email text UNIQUE); INSERT INTO people VALUES ('amal@example.org')"
        );
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        await using var repeat = database.CreateCommand("INSERT INTO people VALUES ('amal@example.org')");
        var thrown = await Should.ThrowAsync<PostgresException>(() => repeat.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

        thrown.ToString().ShouldNotContain("amal@");
    }
}
