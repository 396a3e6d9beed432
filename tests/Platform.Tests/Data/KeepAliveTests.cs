using Community.Platform.Data;
using Npgsql;

namespace Community.Platform.Tests.Data;

public sealed class KeepAliveTests
{
    [Theory]
    [InlineData("Host=database-rw", true)]
    [InlineData("Host=127.0.0.1;Port=5433", true)]
    [InlineData("Host=/run/postgresql", false)]
    [InlineData("Host=@abstract", false)]
    public void OnlyTcpIsKeptAlive(string connection, bool isKept) =>
        new NpgsqlConnectionStringBuilder(connection).WithKeepAlive().TcpKeepAlive.ShouldBe(isKept);
}
