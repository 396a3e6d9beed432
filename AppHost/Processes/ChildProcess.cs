using System.Diagnostics;

namespace Community.AppHost.Processes;

/// <summary>How to start a program.</summary>
/// <param name="FileName">A path, or a name to look up in PATH.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
public sealed record LaunchSpec(string FileName, params IReadOnlyList<string> Arguments)
{
    /// <summary>Variables added to this process's environment; a null value removes one.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    /// <summary>Its working directory; null: that of this process.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>The unprivileged user that it runs as; null: the user of this process.</summary>
    public string? User { get; init; }

    /// <summary>The signal that asks it to stop in order.</summary>
    public int StopSignal { get; init; } = Signals.Terminate;

    /// <summary>How long the stop may take before it is killed.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>
/// A running program in a session of its own, so that Ctrl-C in the terminal reaches only AppHost, and one signal reaches all of the
/// program's processes. A <see cref="Guardian"/> watches it, and each line of its output is passed on.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly Guardian _guardian;
    private readonly LaunchSpec _spec;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _openStreams = 2;

    private ChildProcess(Process process, LaunchSpec spec, Guardian guardian)
    {
        _process = process;
        _spec = spec;
        _guardian = guardian;
    }

    /// <summary>Its process id, which is also its group's and session's.</summary>
    public int Pid { get; private set; }

    /// <summary>Completes with the exit code (128 + n for signal n) when the program has ended.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>Starts a program.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static ChildProcess Start(LaunchSpec spec, Guardian guardian, Action<string> onLine)
    {
        var info = new ProcessStartInfo("setsid")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = spec.WorkingDirectory ?? "",
        };
        foreach (var argument in (IEnumerable<string>)[.. RunAs(spec.User), spec.FileName, .. spec.Arguments])
        {
            info.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in spec.Environment)
        {
            info.Environment[name] = value;
        }

        info.Environment[Guardian.MarkVariable] = guardian.Mark;
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var child = new ChildProcess(process, spec, guardian);
        process.OutputDataReceived += (_, line) => child.Hand(line.Data, onLine);
        process.ErrorDataReceived += (_, line) => child.Hand(line.Data, onLine);
        process.Exited += (_, _) => child.OnExited();
        process.Start();
        child.Pid = process.Id;
        guardian.Watch(child.Pid);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Runs a program to its end; its output is in the exception if it fails.</summary>
    /// <exception cref="InvalidOperationException">Its exit code is not 0.</exception>
    public static async Task RunAsync(LaunchSpec spec, Guardian guardian, CancellationToken cancellationToken = default) =>
        await ReadAsync(spec, guardian, cancellationToken);

    /// <summary>Runs a program to its end and returns the lines of its output.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<IReadOnlyList<string>> ReadAsync(
        LaunchSpec spec,
        Guardian guardian,
        CancellationToken cancellationToken = default
    )
    {
        var output = new List<string>();
        await using var child = Start(
            spec,
            guardian,
            line =>
            {
                lock (output)
                {
                    output.Add(line);
                }
            }
        );
        var code = await child.Exited.WaitAsync(cancellationToken);
        // The last lines may still be in the pipe; a process that has left the group may keep it open.
        await Task.WhenAny(child._read.Task, Task.Delay(ReadLimit, CancellationToken.None));
        lock (output)
        {
            return code == 0
                ? [.. output]
                : throw new InvalidOperationException($"{spec.FileName} ended with code {code}: {string.Join('\n', output)}");
        }
    }

    /// <summary>
    /// Asks it to stop, waits for the grace period of its <see cref="LaunchSpec"/>, and kills its remaining processes and their
    /// descendants.
    /// </summary>
    public async Task StopAsync(bool atOnce = false)
    {
        if (Exited.IsCompleted)
        {
            return;
        }

        var tree = ProcessTable.Tree(Pid);
        if (!atOnce)
        {
            Signals.Send(Pid, _spec.StopSignal);
            await Task.WhenAny(Exited, Task.Delay(_spec.StopGrace));
        }

        Signals.SendToGroup(Pid, Signals.Kill);
        Signals.Send(Pid, Signals.Kill);
        foreach (var entry in tree)
        {
            // A server's own children in other groups. The start time distinguishes them from a new process with the same pid.
            if (ProcessTable.Find(entry.Pid) is { } now && now.StartTicks == entry.StartTicks)
            {
                Signals.Send(entry.Pid, Signals.Kill);
            }
        }

        await Exited;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private void OnExited()
    {
        var code = _process.ExitCode;
        Signals.SendToGroup(Pid, Signals.Kill); // helper processes that outlived it, such as epmd
        try
        {
            _guardian.Leave(Pid);
        }
        catch (ObjectDisposedException)
        {
            // The guardian killed it while it ended.
        }

        _exited.TrySetResult(code);
    }

    // The end of a stream comes as null.
    private void Hand(string? line, Action<string> onLine)
    {
        if (line is not null)
        {
            onLine(line);
        }
        else if (Interlocked.Decrement(ref _openStreams) == 0)
        {
            _read.TrySetResult();
        }
    }

    private static string[] RunAs(string? user) =>
        user is null ? [] : ["setpriv", $"--reuid={user}", $"--regid={user}", "--init-groups", "--"];
}
