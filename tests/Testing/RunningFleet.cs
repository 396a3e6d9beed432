using System.Net.Http.Json;
using System.Text.Json;
using Community.AppHost.Processes;

namespace Community.Testing;

/// <summary>A resource as AppHost's <c>/api/resources</c> shows it.</summary>
public sealed record ResourceInfo(
    string Name,
    string Type,
    string? State,
    string? Problem,
    int? Pid,
    IReadOnlyList<int> Pids,
    IReadOnlyList<string> Urls,
    int Restarts,
    long MemoryBytes,
    string? Host = null
);

/// <summary>
/// A fleet that a real AppHost process runs, with its own data folder and ports, like <c>./community up</c>. It dies with the test process
/// in every case.
/// </summary>
public sealed class RunningFleet : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };
    private readonly Guardian _guardian;
    private readonly List<string> _output = [];
    private readonly ChildProcess _process;

    private RunningFleet(string program, IReadOnlyList<string> arguments, string data, IReadOnlyDictionary<string, string?>? environment)
    {
        Data = data;
        Port = Ports.Free();
        DashboardPort = Ports.Free();
        _guardian = new Guardian();
        Gateway = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
        Dashboard = new HttpClient(new SignedIn(data)) { BaseAddress = new Uri($"http://127.0.0.1:{DashboardPort}") };
        _process = ChildProcess.Start(
            new LaunchSpec(program, ["up", "--data", data, "--port", $"{Port}", "--dashboard-port", $"{DashboardPort}", .. arguments])
            {
                StopGrace = Poll.Patience,
                Environment = environment ?? new Dictionary<string, string?>(StringComparer.Ordinal),
            },
            _guardian,
            Record
        );
    }

    /// <summary>The folder with the data, logs, secrets and mail of this fleet.</summary>
    public string Data { get; }

    /// <summary>The gateway's port.</summary>
    public int Port { get; }

    /// <summary>The dashboard's port.</summary>
    public int DashboardPort { get; }

    /// <summary>AppHost's process id.</summary>
    public int Pid => _process.Pid;

    /// <summary>Completes with AppHost's exit code.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>A client of the gateway.</summary>
    public HttpClient Gateway { get; }

    /// <summary>A client of the dashboard, signed in.</summary>
    public HttpClient Dashboard { get; }

    /// <summary>AppHost's output so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts the fleet of AppHost/Deployment.cs from the projects' bin folders and waits until all of it is healthy.</summary>
    /// <param name="data">A data folder whose content is used again; a new temporary one if null.</param>
    /// <param name="arguments">More options of <c>./community up</c>.</param>
    public static Task<RunningFleet> StartAsync(string? data = null, params IReadOnlyList<string> arguments) =>
        StartAsync(data, environment: null, arguments);

    /// <inheritdoc cref="StartAsync(string?, IReadOnlyList{string})"/>
    public static async Task<RunningFleet> StartAsync(
        string? data,
        IReadOnlyDictionary<string, string?>? environment,
        params IReadOnlyList<string> arguments
    )
    {
        var fleet = Launch(AppHostProgram(), arguments, data, environment);
        await fleet.UpAsync();
        return fleet;
    }

    /// <summary>Starts any program with AppHost's options, without waiting.</summary>
    public static RunningFleet Launch(
        string program,
        IReadOnlyList<string> arguments,
        string? data = null,
        IReadOnlyDictionary<string, string?>? environment = null
    ) => new(program, arguments, data ?? NewDataFolder(), environment);

    /// <summary>An empty temporary folder that unprivileged servers can enter.</summary>
    public static string NewDataFolder()
    {
        var folder = Directory.CreateTempSubdirectory("community-fleet-");
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return folder.FullName;
    }

    /// <summary>Returns when AppHost reports that everything is up; throws with all its output when it ends or takes too long.</summary>
    public async Task UpAsync(double seconds = 600)
    {
        try
        {
            await Poll.UntilAsync(() => Exited.IsCompleted || Output.Contains("Community is up", StringComparison.Ordinal), seconds);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"The fleet is not up after {seconds} s:\n{Output}", exception);
        }

        if (Exited.IsCompleted)
        {
            throw new InvalidOperationException($"AppHost ended with code {await Exited}:\n{Output}");
        }
    }

    /// <summary>The state of all resources.</summary>
    public async Task<IReadOnlyList<ResourceInfo>> ResourcesAsync() =>
        (await Dashboard.GetFromJsonAsync<List<ResourceInfo>>("/api/resources", Json))!;

    /// <summary>The state of one resource.</summary>
    public async Task<ResourceInfo> ResourceAsync(string name) => (await ResourcesAsync()).First(resource => resource.Name == name);

    /// <summary>The latest output of a resource.</summary>
    public async Task<string> LogAsync(string name)
    {
        var answer = await Dashboard.GetFromJsonAsync<JsonElement>($"/api/resources/{name}/logs?limit=5000");
        return string.Join('\n', answer.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("text").GetString()));
    }

    /// <summary>The latest output of a resource, as soon as it has a text: a process writes a moment after its start.</summary>
    public Task<string> LogWithAsync(string name, string text) =>
        Poll.ForAsync(
            async () => await LogAsync(name) is var log && log.Contains(text, StringComparison.Ordinal) ? log : null,
            what: $"'{text}' in the log of {name}"
        );

    /// <summary>Stops, starts or restarts a resource and waits for the answer (a start returns before the resource is healthy).</summary>
    public async Task ControlAsync(string name, string action)
    {
        using var answer = await Dashboard.PostAsync(new Uri($"/api/resources/{name}/{action}", UriKind.Relative), content: null);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Waits until a resource is in a state ("running", "stopped", …).</summary>
    public Task UntilAsync(string name, string state) =>
        Poll.UntilAsync(async () => (await ResourceAsync(name)).State == state, what: $"{name} is {state}");

    /// <summary>Restarts a resource, or the process that it shares with others.</summary>
    public async Task RestartAsync(string name) => await ControlAsync((await ResourceAsync(name)).Host ?? name, "restart");

    /// <summary>Kills a resource's main process with -9, as soon as it exists.</summary>
    public async Task KillAsync(string name)
    {
        int? pid = null;
        await Poll.UntilAsync(async () => (pid = (await ResourceAsync(name)).Pid) is not null, what: $"{name} has a process");
        Signals.Send(pid!.Value, Signals.Kill);
    }

    /// <summary>Kills AppHost itself with -9.</summary>
    public Task KillAsync()
    {
        Signals.Send(Pid, Signals.Kill);
        return Exited;
    }

    /// <summary>Asks AppHost to stop (SIGTERM) and returns its exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Signals.Send(Pid, Signals.Terminate);
        return Exited;
    }

    /// <summary>Runs another command of AppHost to its end, such as <c>backup</c>; returns its lines of output.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0; its output is in the message.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(params IReadOnlyList<string> arguments)
    {
        using var guardian = new Guardian();
        return await ChildProcess.ReadAsync(new LaunchSpec(AppHostProgram(), arguments), guardian);
    }

    /// <summary>Stops the fleet. The data folder stays: <see cref="DeleteData"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _guardian.Dispose();
        Gateway.Dispose();
        Dashboard.Dispose();
    }

    /// <summary>Deletes the data folder.</summary>
    public void DeleteData() => Directory.Delete(Data, recursive: true);

    /// <summary>Sends the token of the data folder, which is there when the dashboard answers.</summary>
    private sealed class SignedIn(string data) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var file = Path.Combine(data, "secrets", "dashboard-token");
            if (File.Exists(file))
            {
                request.Headers.Authorization = new("Bearer", File.ReadAllText(file).Trim());
            }

            return base.SendAsync(request, cancellationToken);
        }
    }

    private void Record(string line)
    {
        lock (_output)
        {
            _output.Add(line);
        }
    }

    // The test project's output folder has a copy of AppHost. The original leads to the projects' bin folders.
    private static string AppHostProgram()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = folder.FullName.Contains("/bin/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        while (!File.Exists(Path.Combine(folder.FullName, "Community.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return Path.Combine(folder.FullName, "AppHost", "bin", configuration, "net10.0", "Community.AppHost");
    }
}
