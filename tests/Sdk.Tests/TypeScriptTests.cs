namespace Community.Sdk.Tests;

/// <summary>The SDK for TypeScript alone: its own tests, without a fleet.</summary>
public sealed class TypeScriptTests(Npm npm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public Task TheGeneratedCodeIsWhatTheContractGives() => npm.RunScriptAsync("check:generated", Limit);

    [Fact]
    public Task ItsTypesFit() => npm.RunScriptAsync("typecheck", Limit);

    [Fact]
    public Task TheLinterFindsNothing() => npm.RunScriptAsync("lint", Limit);

    [Fact]
    public Task ItsUnitsWork() => npm.RunScriptAsync("test", Limit);

    [Fact]
    public void TheLockFileNamesNoHost()
    {
        File.ReadAllText(Path.Combine(Npm.Folder, "package-lock.json")).ShouldNotContain("\"resolved\"");
        File.ReadAllText(Path.Combine(Npm.Folder, ".npmrc")).ShouldContain("omit-lockfile-registry-resolved=true");
    }
}
