using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Community.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Community.Deploy.Tests;

/// <summary>
/// The images that <c>./community images</c> has built in the folder that <c>COMMUNITY_IMAGES</c> names, with the settings of the manifests
/// of <c>dev</c>. Part of <c>./community test --full</c>.
/// </summary>
public sealed class ImageTests(TestServers servers)
{
    /// <summary>Bytes. The one process has the code of all services.</summary>
    private static long Budget(string name) => name == "one-process" ? 131_000_000 : 110_000_000;

    private static readonly string? Folder = Environment.GetEnvironmentVariable("COMMUNITY_IMAGES");
    private static readonly string[] Services = ["ai-companion", "events", "identity", "messaging", "payments", "social"];
    private static readonly string[] Shells = ["sh", "bash", "dash", "busybox", "apt-get", "dpkg"];

    public static TheoryData<string> Images => [.. Services, "gateway", "one-process", "stripe"];

    [Theory, MemberData(nameof(Images))]
    public async Task AnImageRunsWithoutNetworkRightsAndAWritableRoot(string name)
    {
        await using var image = await UnpackedImage.OfAsync(Archive(name));
        image.Configuration.GetProperty("process").GetProperty("user").GetProperty("uid").GetInt32().ShouldBe(1654);
        var files = new DirectoryInfo(image.Root)
            .EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .ToList();
        files
            .Where(file => (file.UnixFileMode & (UnixFileMode.SetUser | UnixFileMode.SetGroup)) != UnixFileMode.None)
            .Select(file => file.FullName)
            .ShouldBeEmpty("set-user files");
        files
            .Where(file => (file.UnixFileMode & UnixFileMode.OtherWrite) != UnixFileMode.None)
            .Select(file => file.FullName)
            .ShouldBeEmpty("files that others can write");
        files
            .Where(file => Shells.Contains(file.Name, StringComparer.Ordinal))
            .Select(file => file.FullName)
            .ShouldBeEmpty("shells and package managers");

        var databases = await ForwardAsync(Path.Combine(image.Run, ".s.PGSQL.5432"));
        var variables = await VariablesAsync(name);
        if (Services.Contains(name))
        {
            // As the Job of its manifest: the service itself waits until this has been done.
            await image.RunToEndAsync(variables, "--migrate");
        }

        await image.StartAsync(variables);
        using var client = image.Client();
        try
        {
            await Poll.UntilAsync(async () =>
                (await client.GetAsync(new Uri("/health/live", UriKind.Relative))).StatusCode == HttpStatusCode.OK
            );
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(image.Output, exception);
        }

        if (name is "gateway" or "one-process")
        {
            using var page = await client.GetAsync(new Uri("/app/", UriKind.Relative));
            page.StatusCode.ShouldBe(HttpStatusCode.OK, "the web client is in the image");
            page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        }

        var status = await File.ReadAllTextAsync($"/proc/{image.Pid}/status");
        status.ShouldContain("CapEff:\t0000000000000000");
        status.ShouldContain("NoNewPrivs:\t1");
        (await image.StopAsync(TimeSpan.FromSeconds(35))).ShouldBe(0, image.Output);
        await databases.CancelAsync();
        databases.Dispose();
    }

    [Theory, MemberData(nameof(Images))]
    public async Task AnImageIsSmallAndSaysWhatItIs(string name)
    {
        var archive = Archive(name);
        new FileInfo(archive).Length.ShouldBeLessThan(Budget(name));
        await using var image = await UnpackedImage.OfAsync(archive);
        var labels = image.Configuration.GetProperty("annotations");
        labels.GetProperty("org.opencontainers.image.title").GetString().ShouldBe($"community/{name}");
        labels.GetProperty("org.opencontainers.image.licenses").GetString().ShouldBe("MIT");
        labels
            .GetProperty("org.opencontainers.image.created")
            .GetString()
            .ShouldBe("1970-01-01T00:00:00Z", "the same sources give the same image");

        // Every assembly is of the program or of a listed package.
        await using var list = File.OpenRead(Path.Combine(Folder!, $"{name}.cdx.json"));
        using var parts = await JsonDocument.ParseAsync(list);
        var listed = parts
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .Select(part => part.GetProperty("name").GetString()!)
            .ToList();
        if (name is not "stripe")
        {
            listed.ShouldContain("OpenTelemetry");
        }

        parts
            .RootElement.GetProperty("components")
            .EnumerateArray()
            .Where(part => part.TryGetProperty("purl", out var url) && url.GetString()!.StartsWith("pkg:nuget/", StringComparison.Ordinal))
            .ShouldAllBe(part => part.GetProperty("hashes")[0].GetProperty("content").GetString()!.Length == 128);
    }

    [Fact]
    public void EveryImageHasADigest()
    {
        Assert.SkipWhen(Folder is null, "Without ./community test --full.");
        var digests = File.ReadAllLines(Path.Combine(Folder!, "digests"))
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        digests.Keys.ShouldBe(Images.Select(row => row.Data), ignoreOrder: true);
        digests.Values.ShouldAllBe(digest => digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length == 71);
        digests.Values.ShouldBeUnique();
    }

    private static string Archive(string name)
    {
        Assert.SkipWhen(Folder is null, "Without ./community test --full.");
        return Path.Combine(Folder!, $"{name}.tar");
    }

    /// <summary>The variables of its manifest, with databases of this test and the socket as address.</summary>
    private async Task<Dictionary<string, string>> VariablesAsync(string name)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        if (name == "stripe")
        {
            variables["Sandbox__SecretKey"] = Secret.For("Stripe__SecretKey");
            variables["Sandbox__WebhookSecret"] = Secret.For("Stripe__WebhookSecrets__0");
            variables["Sandbox__File"] = "/data/journal";
        }

        foreach (
            var part in name == "one-process" ? [.. Services, "gateway"]
            : name == "stripe" ? Array.Empty<string>()
            : [name]
        )
        {
            var rendering = Rendering.Of("dev");
            foreach (var (key, value) in rendering.Variables(rendering.Ours.Single(workload => workload.Name == part)))
            {
                // In one process the parts know each other's addresses, and migrate as they start.
                if (
                    name != "one-process"
                    || !(
                        key.StartsWith("services__", StringComparison.Ordinal)
                        || key.StartsWith("Kestrel__", StringComparison.Ordinal)
                        || key == "Database__Migrations__AtStart"
                    )
                )
                {
                    variables[name == "one-process" ? $"{part}__{key}" : key] = value ?? await SecretAsync(key);
                }
            }
        }

        variables[name == "one-process" ? "gateway__Kestrel__Endpoints__http__Url" : "Kestrel__Endpoints__http__Url"] =
            "http://unix:/run/http.sock";
        return variables;
    }

    private async Task<string> SecretAsync(string variable)
    {
        if (!variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal) || variable == "ConnectionStrings__rabbitmq")
        {
            return Secret.For(variable);
        }

        return new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync("image"))
        {
            Host = "/run",
            Port = 5432,
        }.ConnectionString;
    }

    /// <summary>A socket behind which PostgreSQL is, until the result is cancelled.</summary>
    private async Task<CancellationTokenSource> ForwardAsync(string path)
    {
        var server = new NpgsqlConnectionStringBuilder(await servers.PostgresAsync());
        var end = new CancellationTokenSource();
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen(100);
        File.SetUnixFileMode(path, (UnixFileMode)0b110_110_110);
        _ = Task.Run(
            async () =>
            {
                using (listener)
                {
                    while (!end.IsCancellationRequested)
                    {
                        var inside = await listener.AcceptAsync(end.Token);
                        _ = Task.Run(() => ForwardAsync(inside, server.Host!, server.Port, end.Token), CancellationToken.None);
                    }
                }
            },
            CancellationToken.None
        );
        return end;
    }

    private static async Task ForwardAsync(Socket inside, string host, int port, CancellationToken end)
    {
        using var tcp = new TcpClient();
        try
        {
            await using var one = new NetworkStream(inside, ownsSocket: true);
            await tcp.ConnectAsync(host, port, end);
            await using var other = tcp.GetStream();
            await Task.WhenAny(one.CopyToAsync(other, end), other.CopyToAsync(one, end));
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // One of both has closed the connection.
        }
    }
}
