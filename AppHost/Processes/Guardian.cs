using System.Diagnostics;

namespace Community.AppHost.Processes;

/// <summary>
/// Kills the children of this process when it is killed with <c>-9</c>. The guardian is a small shell process that gets the pid of every
/// child through a pipe and kills all of them when the pipe closes. (The kernel's own PR_SET_PDEATHSIG is bound to the <em>thread</em> that
/// forked, and .NET's threads are short-lived.) Children are found in three ways, because servers daemonise and change their group: by
/// process group, by descent, and by a mark in their environment. A guardian that dies is replaced.
/// </summary>
public sealed class Guardian : IDisposable
{
    /// <summary>The environment variable that marks every child process, with <see cref="Mark"/> as its value.</summary>
    public const string MarkVariable = "COMMUNITY_GUARDED_BY";

    private const string Script = """
        trap '' INT TERM HUP
        mark=$1 lock=$2
        shift 2
        [ -z "$lock" ] || { exec 9>>"$lock"; flock 9; }
        groups=' '
        while read -r what value; do
            case $what in
                watch) groups="$groups$value " ;;
                leave) groups=$(printf %s "$groups" | sed "s/ $value / /g") ;;
                remove) set -- "$@" "$value" ;;
            esac
        done
        living() {
            { cat /proc/[0-9]*/stat 2>/dev/null || :; } | sed 's/^\([0-9]*\) (.*) /\1 /' | awk -v roots="$groups" '
                BEGIN { n = split(roots, r, " "); for (i = 1; i <= n; i++) mine[r[i]] = 1 }
                $2 != "Z" && $2 != "X" { parent[$1] = $3; if ($4 in mine) mine[$1] = 1 }
                END {
                    do { grew = 0; for (p in parent) if (!(p in mine) && (parent[p] in mine)) { mine[p] = 1; grew = 1 } } while (grew)
                    for (p in parent) if (p in mine) print p
                }'
            grep -lxz "$mark" /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3
        }
        for attempt in 1 2 3 4 5 6 7 8 9 10; do
            victims=$(living)
            [ -n "$victims" ] || break
            kill -9 $victims 2>/dev/null
            sleep 0.1
        done
        [ $# = 0 ] || rm -rf "$@"
        """;

    private readonly HashSet<string> _entries = [];
    private readonly Lock _gate = new();
    private readonly string _lockFile;
    private Process? _shell;
    private bool _disposed;

    /// <param name="lockFile">
    /// A file that the guardian keeps locked (flock) as long as it runs. A new run on the same data waits for the lock, and then no process
    /// of a killed run is left.
    /// </param>
    public Guardian(string? lockFile = null)
    {
        _lockFile = lockFile ?? "";
        lock (_gate)
        {
            _shell = Start();
        }
    }

    /// <summary>The value of <see cref="MarkVariable"/> for the processes that this guardian watches.</summary>
    public string Mark { get; } = Guid.CreateVersion7().ToString("N");

    /// <summary>The guardian's own process id, for checks that no process is left.</summary>
    public int? Pid => _shell?.Id;

    /// <summary>From now on the process (and group) <paramref name="pid"/> is killed when this process ends.</summary>
    public void Watch(int pid) => Send($"watch {pid}", undo: null);

    /// <summary>The process and its whole group have ended: another process may soon have its number.</summary>
    public void Leave(int pid) => Send($"leave {pid}", undo: $"watch {pid}");

    /// <summary>The folder is deleted when this process ends, also if it is killed.</summary>
    public void RemoveAtEnd(string folder) => Send($"remove {folder}", undo: null);

    /// <summary>Ends the guardian; it kills the processes that still run.</summary>
    public void Dispose()
    {
        Process? shell;
        lock (_gate)
        {
            _disposed = true;
            (shell, _shell) = (_shell, null);
        }

        if (shell is not null)
        {
            shell.StandardInput.Close();
            shell.WaitForExit(TimeSpan.FromSeconds(10));
            shell.Dispose();
        }
    }

    private void Send(string line, string? undo)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (undo is null)
            {
                _entries.Add(line);
            }
            else
            {
                _entries.Remove(undo);
            }

            try
            {
                _shell?.StandardInput.WriteLine(line);
            }
            catch (IOException)
            {
                // The guardian has just died. Its successor gets all entries.
            }
        }
    }

    private Process Start()
    {
        var info = new ProcessStartInfo("setsid", ["sh", "-c", Script, "guardian", $"{MarkVariable}={Mark}", _lockFile])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        info.Environment.Remove(MarkVariable); // A guardian inside a guarded process must not kill itself.
        var shell = new Process { StartInfo = info, EnableRaisingEvents = true };
        shell.Exited += (_, _) => Replace(shell);
        shell.Start();
        shell.StandardInput.AutoFlush = true;
        foreach (var line in _entries)
        {
            shell.StandardInput.WriteLine(line);
        }

        return shell;
    }

    private void Replace(Process dead)
    {
        lock (_gate)
        {
            if (!_disposed && ReferenceEquals(_shell, dead))
            {
                _shell = Start();
                dead.Dispose();
            }
        }
    }
}
