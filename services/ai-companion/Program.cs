using Community.Companion;
using Community.Companion.Meaning.Evaluation;
using Community.Companion.Safety;

if ((Evaluation.Command(args, Console.Out) ?? SearchEvaluation.Command(args, Console.Out)) is { } exitCode)
{
    return exitCode;
}

await CompanionService.Build(WebApplication.CreateBuilder(args)).RunAsync();
return 0;
