using System.Diagnostics;
using Community.AppHost.Processes;

namespace Community.AppHost.Backups;

/// <summary>
/// A process that does nothing until this object is disposed of (SIGSTOP, SIGCONT). A shell of its own lets it go on, also if this process
/// is killed.
/// </summary>
internal sealed class HaltedProcess : IAsyncDisposable
{
    private const string Script = """
        trap '' INT TERM HUP
        kill -STOP "$1" || exit 1
        read -r ignored || :
        kill -CONT "$1"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly Process _shell;

    private HaltedProcess(Process shell) => _shell = shell;

    /// <summary>Halts a process; returns when it has stopped.</summary>
    /// <param name="pid">The process.</param>
    /// <exception cref="InvalidOperationException">It did not stop, or there is no such process.</exception>
    public static async Task<HaltedProcess> HaltAsync(int pid)
    {
        var shell = Process.Start(
            new ProcessStartInfo("setsid", ["sh", "-c", Script, "halt", $"{pid}"]) { UseShellExecute = false, RedirectStandardInput = true }
        )!;
        var halted = new HaltedProcess(shell);
        var start = TimeProvider.System.GetTimestamp();
        while (ProcessTable.Find(pid) is not { State: 'T' })
        {
            if (shell.HasExited || TimeProvider.System.GetElapsedTime(start) > Limit)
            {
                await halted.DisposeAsync();
                throw new InvalidOperationException($"Process {pid} does not stop.");
            }

            await Task.Delay(5);
        }

        return halted;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }
}
