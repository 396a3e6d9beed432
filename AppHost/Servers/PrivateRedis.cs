using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Community.AppHost.Processes;

namespace Community.AppHost.Servers;

/// <summary>
/// A private Redis: it listens on a loopback port that no system server uses, runs as an unprivileged user if AppHost is root, and has a
/// generated password. It keeps nothing on disk: limits and signals begin anew with it.
/// </summary>
public sealed class PrivateRedis
{
    private const string Server = "/usr/bin/redis-server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly ServerFolder _folder;
    private readonly Guardian _guardian;
    private readonly string _password;

    /// <param name="folder">The folder of all its files.</param>
    /// <param name="guardian">Watches its helper processes.</param>
    public PrivateRedis(string folder, Guardian guardian)
    {
        _folder = new ServerFolder(folder, "redis");
        _guardian = guardian;
        _folder.Create();
        EndPoint = new DnsEndPoint("127.0.0.1", Ports.Kept(_folder["port"]));
        _password = Convert.ToHexStringLower(Convert.FromBase64String(Secrets.Kept(_folder["password"], bytes: 24)));
    }

    /// <summary>Where it listens.</summary>
    internal DnsEndPoint EndPoint { get; }

    /// <summary>Its address and password in StackExchange.Redis' form.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{EndPoint.Port},password={_password}");

    /// <summary>Whether Debian's package is installed.</summary>
    public static bool IsInstalled => File.Exists(Server);

    /// <summary>Prepares the folder and returns how to start the server.</summary>
    /// <exception cref="InvalidOperationException">Redis is not installed.</exception>
    public async Task<LaunchSpec> PrepareAsync()
    {
        if (!IsInstalled)
        {
            throw new InvalidOperationException("Redis is not installed: apt-get install redis-server");
        }

        var settings = _folder["redis.conf"];
        Secrets.Write( // has the password
            settings,
            $"""
            bind 127.0.0.1
            port {EndPoint.Port.ToString(CultureInfo.InvariantCulture)}
            requirepass {_password}
            save ""
            appendonly no

            """
        );
        await _folder.OwnAsync(_guardian);
        return new LaunchSpec(Server, settings) { User = _folder.User, WorkingDirectory = _folder.Path };
    }

    /// <summary>Whether it accepts its password and answers. Never throws.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(EndPoint, limit.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"AUTH {_password}\r\nPING\r\n"), limit.Token);
            using var reader = new StreamReader(stream, Encoding.ASCII);
            return await reader.ReadLineAsync(limit.Token) == "+OK" && await reader.ReadLineAsync(limit.Token) == "+PONG";
        }
        catch (Exception exception)
            when (exception is SocketException or IOException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return false;
        }
    }
}

/// <summary>A Redis that others run.</summary>
internal static class RedisServers
{
    private const int DefaultPort = 6379;

    /// <summary>The first server of an address in StackExchange.Redis' form, <c>HOST:PORT,…,password=…</c>; null: it names none.</summary>
    public static DnsEndPoint? FirstOf(string address)
    {
        var first = address.Split(',')[0].Trim();
        return
            first.Length > 0
            && !first.Contains('=', StringComparison.Ordinal)
            && Uri.TryCreate($"redis://{first}", UriKind.Absolute, out var uri)
            && uri is { Host.Length: > 0, UserInfo: "", PathAndQuery: "" or "/" }
            ? new DnsEndPoint(uri.Host, uri.IsDefaultPort || uri.Port < 0 ? DefaultPort : uri.Port)
            : null;
    }

    /// <summary>Whether it accepts connections. It may ask for TLS or any user, so nothing is sent. Never throws.</summary>
    public static async Task<bool> AcceptsAsync(DnsEndPoint server, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(server, limit.Token);
            return true;
        }
        catch (Exception exception)
            when (exception is SocketException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
