using System.Runtime.InteropServices;

namespace Community.AppHost.Processes;

/// <summary>The POSIX signals that AppHost sends. .NET itself can only send SIGKILL.</summary>
internal static partial class Signals
{
    public const int Interrupt = 2;
    public const int Quit = 3;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    /// <summary>Sends <paramref name="signal"/> to one process; false when there is no such process.</summary>
    public static bool Send(int pid, int signal) => pid > 1 && SendSignal(pid, signal) == 0;

    /// <summary>Sends <paramref name="signal"/> to a whole process group; false when it has no member.</summary>
    public static bool SendToGroup(int group, int signal) => group > 1 && SendSignal(-group, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int pid, int signal);
}
