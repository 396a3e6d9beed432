using Community.Bench;
using Community.Bench.Chat;
using Community.Bench.Scenarios;
using Community.Bench.Startup;
using Community.Sdk;

if (args is [BareHub.Command, var url, .. var backplane])
{
    return await BareHub.RunAsync(url, backplane.FirstOrDefault());
}

if (args is [HelloService.Command])
{
    return await HelloService.RunAsync();
}

try
{
    if (args is ["--help" or "-h" or "help", ..])
    {
        Console.WriteLine(BenchOptions.Help(ScenarioList.All));
        return 0;
    }

    var options = BenchOptions.Parse(args, ScenarioList.All);
    await ScenarioList.RunAsync(options);
    return 0;
}
catch (Exception exception) when (exception is BenchException or CommunityException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}
