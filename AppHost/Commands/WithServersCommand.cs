using System.Diagnostics;
using System.Runtime.InteropServices;
using Community.AppHost.Servers;

namespace Community.AppHost.Commands;

/// <summary>
/// <c>with-servers -- COMMAND…</c>: runs a command with one PostgreSQL and one RabbitMQ for all the tests that it runs, and ends with its
/// exit code. The servers' addresses are in the environment variables that the test projects read.
/// </summary>
internal static class WithServersCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> command)
    {
        if (command is not ["--", _, ..])
        {
            throw new UsageException("Usage: with-servers -- COMMAND [ARGUMENT]…");
        }

        // The terminal sends Ctrl-C to the command as well: it ends by itself, and then the servers are stopped.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        await using var servers = new ServersForTests();
        var postgres = servers.StartPostgresAsync();
        var rabbitMq = servers.StartRabbitMqAsync();
        var info = new ProcessStartInfo(command[1], command.Skip(2)) { UseShellExecute = false };
        info.Environment["COMMUNITY_TEST_POSTGRES"] = await postgres;
        info.Environment["COMMUNITY_TEST_RABBITMQ"] = await rabbitMq;
        using var process = Process.Start(info)!;
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM,
            context =>
            {
                context.Cancel = true;
                Processes.Signals.Send(process.Id, Processes.Signals.Terminate);
            }
        );
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
