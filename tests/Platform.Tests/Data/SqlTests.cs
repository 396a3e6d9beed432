using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Platform.Tests.Data;

/// <summary>Statements that are written by hand have their values in order.</summary>
public sealed class SqlTests
{
    [Fact]
    public void AnArrayAloneIsOneValue()
    {
        string[] names = ["a", "b"];
        Command("SELECT $1", names).Parameters.Select(parameter => parameter.Value).ShouldBe([names]);
        using var database = NpgsqlDataSource.Create("Host=127.0.0.1");
        using var command = Command(database, "SELECT $1", names);
        command.Parameters.Select(parameter => parameter.Value).ShouldBe([names]);
    }

    [Fact]
    public void ValuesKeepTheirOrder() =>
        Command("SELECT $1, $2, $3", 1, "b", Array.Empty<Guid>()).Parameters.Select(parameter => parameter.Value).Count().ShouldBe(3);
}
