using Community.AppHost;
using Community.AppHost.Commands;
using Community.AppHost.Tests;

if (args is not ["up", .. var options])
{
    return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}

try
{
    return await UpCommand.RunAsync(UpOptions.Parse(options), SmallFleet.Compose);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
