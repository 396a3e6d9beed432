using Community.AppHost.Commands;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.AppHost.Tests;

/// <summary>The options that <c>up</c> accepts and refuses, and its output.</summary>
public sealed class UpTests
{
    [Theory]
    [InlineData("Unknown option: --prot. Did you mean --port?", "--prot", "1")]
    [InlineData("Unknown option: everything. See", "everything")]
    [InlineData("--port needs a value", "--port")]
    [InlineData("--port must be a number from 1 to 65535, not '0'", "--port", "0")]
    [InlineData("not '65536'", "--dashboard-port=65536")]
    [InlineData("not '-1'", "--port", "-1")]
    [InlineData("--rate-limit must be on or off", "--rate-limit", "none")]
    [InlineData("--instances must be like messaging=2", "--instances", "messaging")]
    [InlineData("from 1 to 8, not 'messaging=0'", "--instances=messaging=0")]
    [InlineData("--rabbitmq must be a URI", "--rabbitmq", "localhost:5672")]
    [InlineData("--redis stands alone", "--redis=")]
    [InlineData("--redis stands alone", "--redis=password=secret")]
    [InlineData("Unknown option: host:6379", "--redis", "host:6379")]
    [InlineData("are both 8081", "--port", "8081")]
    public void WrongOptionsAreRefusedWithAHint(string hint, params string[] options) =>
        Should.Throw<UsageException>(() => UpOptions.Parse(options)).Message.ShouldContain(hint);

    [Fact]
    public void OptionsAreTaken()
    {
        var options = UpOptions.Parse([
            "--port=9000",
            "--data",
            "elsewhere",
            "--fresh",
            "--rate-limit",
            "off",
            "--instances",
            "messaging=2",
            "--rabbitmq",
            "amqp://a:b@c:1/",
            "--redis=c:2,password=d",
        ]);
        options.Instances.ShouldBe([KeyValuePair.Create("messaging", 2)]);
        (options with { Instances = [] }).ShouldBe(
            new UpOptions
            {
                Port = 9000,
                Data = "elsewhere",
                Fresh = true,
                RateLimit = false,
                RabbitMq = "amqp://a:b@c:1/",
                Redis = "c:2,password=d",
            }
        );
    }

    [Fact]
    public void RedisIsAPrivateOneWithoutAnAddress()
    {
        UpOptions.Parse([]).Redis.ShouldBeNull();
        UpOptions.Parse(["--redis", "--links"]).Redis.ShouldBe("");
    }

    [Fact]
    public async Task ASecondUpOnTheSameDataIsRefusedWithThePidOfTheFirst()
    {
        await using var first = await SmallFleet.StartAsync();
        await using var second = RunningFleet.Launch(SmallFleet.Program, [], first.Data);
        (await second.Exited).ShouldBe(2);
        await Poll.UntilAsync(() => second.Output.Contains($"already runs on {first.Data} with pid {first.Pid}", StringComparison.Ordinal));
        (await first.ResourceAsync("alpha")).State.ShouldBe("running");
        await first.TerminateAsync();
        first.DeleteData();
    }

    [Fact]
    public async Task ATakenPortIsOneClearLine()
    {
        await using var first = await SmallFleet.StartAsync();
        await using var second = RunningFleet.Launch(SmallFleet.Program, ["--port", $"{first.DashboardPort}"]);
        (await second.Exited).ShouldBe(2);
        await Poll.UntilAsync(() => second.Output.Length > 0);
        second.Output.ShouldBe($"The gateway's port {first.DashboardPort} is taken by another program. Choose another: --port NUMBER");
        await first.TerminateAsync();
        first.DeleteData();
        second.DeleteData();
    }

    [Fact]
    public async Task AFolderOfSomethingElseIsNotTaken()
    {
        var folder = RunningFleet.NewDataFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "thesis.txt"), "mine", TestContext.Current.CancellationToken);
        await using var fleet = RunningFleet.Launch(SmallFleet.Program, ["--fresh"], folder);
        (await fleet.Exited).ShouldBe(2);
        File.Exists(Path.Combine(folder, "thesis.txt")).ShouldBeTrue();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task FreshBeginsWithNothing()
    {
        var first = await SmallFleet.StartAsync();
        await first.TerminateAsync();
        await first.DisposeAsync();
        var leftover = Path.Combine(first.Data, "storage", "old");
        Directory.CreateDirectory(leftover);
        await using var second = RunningFleet.Launch(SmallFleet.Program, ["--fresh"], first.Data);
        await second.UntilAsync("front", "running");
        Directory.Exists(leftover).ShouldBeFalse();
        await second.TerminateAsync();
        second.DeleteData();
    }

    [Fact]
    public async Task EachProgramIsToldItsAddressesInAspiresVariables()
    {
        await using var fleet = await SmallFleet.StartAsync();
        var alpha = (await fleet.ResourceAsync("alpha")).Urls[0];
        var beta = (await fleet.ResourceAsync("beta")).Urls;
        var told = (await fleet.LogWithAsync("beta", "ready")).Split('\n');
        told.ShouldContain($"services__alpha__http__0={alpha}");
        told.ShouldContain($"Kestrel__Endpoints__http__Url={beta[0]}");
        told.ShouldContain("Kestrel__Endpoints__http__Protocols=Http1");
        told.ShouldContain($"Kestrel__Endpoints__h2c__Url={beta[1]}");
        told.ShouldContain("Kestrel__Endpoints__h2c__Protocols=Http2");
        told.ShouldContain("Own__Setting=42");
        (await fleet.LogWithAsync("front", "ready")).ShouldContain($"services__beta__h2c__0={beta[1]}");
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }

    [Fact]
    public async Task OnlyTheirOwnerReadsTheLogs()
    {
        await using var fleet = await SmallFleet.StartAsync();
        await fleet.LogWithAsync("beta", "ready");
        string[] logs = [.. Directory.EnumerateFiles(fleet.Data, "*.log", SearchOption.AllDirectories)];
        logs.Length.ShouldBeGreaterThanOrEqualTo(3);
        logs.ShouldAllBe(log => File.GetUnixFileMode(log) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await fleet.TerminateAsync();
        fleet.DeleteData();
    }

    [Fact]
    public void SecretsAreKeptAndOnlyTheirOwnerReadsThem()
    {
        var folder = RunningFleet.NewDataFolder();
        var file = Path.Combine(folder, "secrets", "key");
        var secret = Secrets.Kept(file);
        Convert.FromBase64String(secret).Length.ShouldBe(32);
        Secrets.Kept(file).ShouldBe(secret);
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.Delete(folder, recursive: true);
    }
}
