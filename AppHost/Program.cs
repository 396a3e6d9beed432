using Community.AppHost;
using Community.AppHost.Commands;
using Community.AppHost.Processes;

OwnMemory.LimitArenas();
try
{
    return args switch
    {
        ["up", .. var options] => await UpCommand.RunAsync(UpOptions.Parse(options), Deployment.Compose),
        ["with-servers", .. var command] => await WithServersCommand.RunAsync(command),
        ["server-start", var server, .. var options] => await ServerStartCommand.RunAsync(server, UpOptions.Parse(options)),
        ["backup", .. var options] => await BackupCommand.RunAsync(BackupOptions.Parse("backup", options)),
        ["restore", .. var options] => await RestoreCommand.RunAsync(BackupOptions.Parse("restore", options)),
        _ => throw new UsageException("Usage: ./community up | backup | restore | test | bench (see ./community --help)"),
    };
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
