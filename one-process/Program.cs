using Community.OneProcess;

await using var parts = await Parts.BuildAsync(
    new ConfigurationBuilder()
        .AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true)
        .AddEnvironmentVariables()
        .AddCommandLine(args)
        .Build()
);
return await parts.RunAsync();
