using Community.Companion;
using Community.Companion.Meaning.Evaluation;
using Community.Platform.Data;

if (SearchEvaluation.Command(args, Console.Out) is { } exitCode)
{
    return exitCode;
}

await CompanionService.Build(WebApplication.CreateBuilder(args)).RunServiceAsync(args);
return 0;
