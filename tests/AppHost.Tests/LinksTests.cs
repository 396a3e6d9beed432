using System.Net;
using System.Net.Sockets;
using Community.AppHost.Model;
using Npgsql;

namespace Community.AppHost.Tests;

/// <summary>The network of <c>up --links</c>: a resource that is cut off is silent, and nothing is lost when it is back.</summary>
public sealed class LinksTests : IAsyncDisposable
{
    private readonly Links _links = new();
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);

    public LinksTests()
    {
        _server.Start();
        _ = EchoAsync(_server);
    }

    private int Port => ((IPEndPoint)_server.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _links.DisposeAsync();
        _server.Dispose();
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("bank")]
    public async Task NothingGoesThroughTheLinksOfAResourceThatIsCutOff(string cut)
    {
        using var client = await ConnectAsync("shop", "bank");
        (await AskAsync(client, 1)).ShouldBe(1);

        _links.Cut(cut);
        var answer = AskAsync(client, 2);
        using var stranger = await ConnectAsync("desk", "lamp");
        (await AskAsync(stranger, 3)).ShouldBe(3);
        answer.IsCompleted.ShouldBeFalse();

        _links.Restore(cut);
        (await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(2);
    }

    [Fact]
    public async Task ALinkBetweenTwoThatAreCutOffComesBackWithTheSecond()
    {
        using var client = await ConnectAsync("shop", "bank");
        _links.Cut("shop");
        _links.Cut("bank");
        var answer = AskAsync(client, 1);
        _links.Restore("shop");
        using var stranger = await ConnectAsync("shop", "lamp");
        (await AskAsync(stranger, 2)).ShouldBe(2);
        answer.IsCompleted.ShouldBeFalse();

        _links.Restore("bank");
        (await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public async Task TwoThatAreCutOffFromEachOtherStillReachOthers()
    {
        using var client = await ConnectAsync("shop", "bank");
        using var other = await ConnectAsync("shop", "lamp");
        _links.Cut("bank", from: "shop");
        var answer = AskAsync(client, 1);
        (await AskAsync(other, 2)).ShouldBe(2);
        answer.IsCompleted.ShouldBeFalse();

        _links.Restore("bank", from: "shop");
        (await answer.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken)).ShouldBe(1);
    }

    [Fact]
    public void ADatabaseIsReachedThroughTheLinkOfItsServer()
    {
        var direct = new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Database = "shop",
        };

        var through = new NpgsqlConnectionStringBuilder(_links.Through("shop", "postgres/shop", direct.ConnectionString));

        through.Port.ShouldNotBe(Port);
        through.Database.ShouldBe("shop");
        _links.Through("shop", "postgres", $"postgresql://127.0.0.1:{Port}").ShouldEndWith($":{through.Port}");
        _links.Through("bank", "postgres", $"postgresql://127.0.0.1:{Port}").ShouldNotEndWith($":{through.Port}");
        _links.Through("shop", "postgres", "Host=db.example.org;Port=5432").ShouldBe("Host=db.example.org;Port=5432");
    }

    private async Task<TcpClient> ConnectAsync(string from, string to)
    {
        var address = new Uri(_links.Through(from, to, $"http://127.0.0.1:{Port}"));
        var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        return client;
    }

    private static async Task<int> AskAsync(TcpClient client, byte question)
    {
        await client.GetStream().WriteAsync(new[] { question });
        var answer = new byte[1];
        await client.GetStream().ReadExactlyAsync(answer);
        return answer[0];
    }

    private static async Task EchoAsync(TcpListener server)
    {
        try
        {
            while (true)
            {
                var client = await server.AcceptTcpClientAsync();
                _ = client.GetStream().CopyToAsync(client.GetStream());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
