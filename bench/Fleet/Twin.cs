using System.Diagnostics;
using System.Net.Sockets;
using Community.Bench.Load;

namespace Community.Bench.Fleet;

/// <summary>Another process of one of the fleet's programs, with the same environment except for the compared settings.</summary>
internal sealed class Twin : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private Twin(Process process, string url, string http2Url) => (_process, Url, Http2Url) = (process, url, http2Url);

    public string Url { get; }

    public int Pid => _process.Id;

    /// <summary>The address for cleartext HTTP/2; only services have one.</summary>
    public string Http2Url { get; }

    public static Task<Twin> StartAsync(RunningFleet fleet, string resource, params (string Name, string Value)[] changes)
    {
        var program = fleet.ProgramOf(resource);
        var info = new ProcessStartInfo(program) { WorkingDirectory = Path.GetDirectoryName(program)! };
        info.Environment.Clear();
        foreach (var (name, value) in fleet.EnvironmentOf(resource).Concat(changes))
        {
            info.Environment[name] = value;
        }

        return StartAsync(resource, info, isService: info.Environment.ContainsKey("Kestrel__Endpoints__h2c__Url"));
    }

    /// <summary>Starts a program on ports of its own, and waits until it is ready.</summary>
    /// <param name="name">Its name, for an error.</param>
    /// <param name="info">The program and its environment.</param>
    /// <param name="isService">Whether it also has an address for cleartext HTTP/2.</param>
    public static async Task<Twin> StartAsync(string name, ProcessStartInfo info, bool isService = false)
    {
        var (http, http2) = ($"http://127.0.0.1:{Ports.Free()}", $"http://127.0.0.1:{Ports.Free()}");
        info.Environment["Kestrel__Endpoints__http__Url"] = http;
        if (isService)
        {
            info.Environment["Kestrel__Endpoints__h2c__Url"] = http2;
        }

        var process = Programs.Start(info);
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        var twin = new Twin(process, http, http2);
        await twin.ReadyAsync(name);
        return twin;
    }

    public async ValueTask DisposeAsync() => await Programs.StopAsync(_process);

    private async Task ReadyAsync(string resource)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < Patience; await Task.Delay(50))
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(Url + "/health/ready"));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception away) when (away is HttpRequestException or SocketException)
            {
                // It does not answer yet.
            }
        }

        await DisposeAsync();
        throw new BenchException($"Another {resource} was not ready after {Patience.TotalSeconds:0} s.");
    }
}
