using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Community.AppHost.Processes;
using Community.Testing;

namespace Community.Deploy.Tests;

/// <summary>
/// An image's archive, unpacked, and a container of it: no network, a read-only root, no capability, memory for <c>/tmp</c> and
/// <c>/data</c>, and <c>/run</c> with the socket that it listens on. Unpacked and run by Debian's skopeo, umoci and bubblewrap.
/// </summary>
internal sealed class UnpackedImage : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Guardian _guardian = new();
    private readonly List<string> _output = [];
    private Process? _process;

    private UnpackedImage(string folder) => _folder = folder;

    /// <summary>The files of the image.</summary>
    public string Root => Path.Combine(_folder, "bundle", "rootfs");

    /// <summary>The container's <c>/run</c>.</summary>
    public string Run => Path.Combine(_folder, "run");

    /// <summary>The image's configuration (<c>config.json</c> of the runtime specification).</summary>
    public JsonElement Configuration { get; private set; }

    /// <summary>The program's process.</summary>
    public int Pid { get; private set; }

    /// <summary>Its output so far.</summary>
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

    /// <summary>Unpacks an OCI archive.</summary>
    public static async Task<UnpackedImage> OfAsync(string archive)
    {
        var image = new UnpackedImage(Directory.CreateTempSubdirectory("community-image-").FullName);
        Directory.CreateDirectory(image.Run);
        await image.RunAsync("skopeo", "copy", "--quiet", "--insecure-policy", $"oci-archive:{archive}", $"oci:{image._folder}/oci:it");
        await image.RunAsync(
            "umoci",
            [
                "unpack",
                .. Environment.IsPrivilegedProcess ? Array.Empty<string>() : ["--rootless"],
                "--image",
                $"{image._folder}/oci:it",
                $"{image._folder}/bundle",
            ]
        );
        await using var file = File.OpenRead(Path.Combine(image._folder, "bundle", "config.json"));
        image.Configuration = (await JsonDocument.ParseAsync(file)).RootElement;
        return image;
    }

    /// <summary>Runs the image's program until it ends by itself.</summary>
    /// <param name="variables">Variables besides the image's own.</param>
    /// <param name="arguments">Arguments of the program.</param>
    /// <exception cref="InvalidOperationException">It failed; with its output.</exception>
    public async Task RunToEndAsync(IEnumerable<KeyValuePair<string, string>> variables, params string[] arguments)
    {
        await StartAsync(variables, arguments);
        using var process = _process!;
        _process = null;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"Exit code {process.ExitCode}. {Output}");
        }
    }

    /// <summary>Starts the image's program.</summary>
    /// <param name="variables">Variables besides the image's own.</param>
    /// <param name="programArguments">Arguments of the program.</param>
    public async Task StartAsync(IEnumerable<KeyValuePair<string, string>> variables, params string[] programArguments)
    {
        lock (_output)
        {
            _output.Clear();
        }

        var process = Configuration.GetProperty("process");
        // As a container's runtime does: an image need not have the places of its mounts.
        Directory.CreateDirectory(Path.Combine(Root, "data"));
        List<string> arguments =
        [
            "--unshare-all",
            "--clearenv",
            "--ro-bind",
            Root,
            "/",
            "--proc",
            "/proc",
            "--dev",
            "/dev",
            "--tmpfs",
            "/tmp",
            "--tmpfs",
            "/data",
            "--bind",
            Run,
            "/run",
            "--unshare-user",
            "--uid",
            "10654",
            "--gid",
            "10654",
            "--cap-drop",
            "ALL",
            "--as-pid-1",
            "--info-fd",
            "1",
            "--chdir",
            process.GetProperty("cwd").GetString()!,
        ];
        foreach (
            var (name, value) in process
                .GetProperty("env")
                .EnumerateArray()
                .Select(entry => entry.GetString()!.Split('=', 2))
                .Select(entry => KeyValuePair.Create(entry[0], entry[1]))
                .Concat(variables)
        )
        {
            arguments.AddRange(["--setenv", name, value]);
        }

        arguments.AddRange(process.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!));
        arguments.AddRange(programArguments);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("bwrap", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _guardian.Watch(_process.Id);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Poll.UntilAsync(() =>
            _process.HasExited || Output.Contains("child-pid", StringComparison.Ordinal) && Output.Contains('}', StringComparison.Ordinal)
        );
        if (_process.HasExited)
        {
            throw new InvalidOperationException(Output);
        }

        var info = Output[Output.IndexOf('{', StringComparison.Ordinal)..(Output.IndexOf('}', StringComparison.Ordinal) + 1)];
        Pid = JsonElement.Parse(info).GetProperty("child-pid").GetInt32();
        // Not bubblewrap's own --die-with-parent, for which the thread that started it is the parent.
        _guardian.Watch(Pid);
    }

    /// <summary>A client of the socket that the program listens on.</summary>
    public HttpClient Client() =>
        new(
            new SocketsHttpHandler
            {
                UseProxy = false,
                ConnectCallback = async (_, cancellationToken) =>
                {
                    var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(Run, "http.sock")), cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                },
            }
        )
        {
            BaseAddress = new Uri("http://image"),
        };

    /// <summary>Asks the program to stop, and returns its exit code.</summary>
    /// <param name="grace">How long it may take.</param>
    /// <exception cref="TimeoutException">It takes longer.</exception>
    public async Task<int> StopAsync(TimeSpan grace)
    {
        using var terminate = Process.Start("kill", $"-TERM {Pid}");
        await _process!.WaitForExitAsync().WaitAsync(grace);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _guardian.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Task RunAsync(string program, params IReadOnlyList<string> arguments) =>
        ChildProcess.RunAsync(new LaunchSpec(program, arguments), _guardian);

    private void Note(string? line)
    {
        if (line is not null)
        {
            lock (_output)
            {
                _output.Add(line);
            }
        }
    }
}
