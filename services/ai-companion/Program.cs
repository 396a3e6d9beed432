using Community.Companion;
using Community.Companion.Meaning.Evaluation;

if (SearchEvaluation.Command(args, Console.Out) is { } exitCode)
{
    return exitCode;
}

await CompanionService.Build(WebApplication.CreateBuilder(args)).RunAsync();
return 0;
