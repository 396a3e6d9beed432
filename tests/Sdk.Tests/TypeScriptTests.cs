namespace Community.Sdk.Tests;

/// <summary>The SDK for TypeScript alone: its own tests, without a fleet.</summary>
public sealed class TypeScriptTests(Npm npm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    [Fact]
    public Task TheGeneratedCodeIsWhatTheContractGives() => RunAsync("check:generated");

    [Fact]
    public Task ItsTypesFit() => RunAsync("typecheck");

    [Fact]
    public Task TheLinterFindsNothing() => RunAsync("lint");

    [Fact]
    public Task ItsUnitsWork() => RunAsync("test");

    [Fact]
    public void TheLockFileNamesNoHost()
    {
        File.ReadAllText(Path.Combine(npm.Folder, "package-lock.json")).ShouldNotContain("\"resolved\"");
        File.ReadAllText(Path.Combine(npm.Folder, ".npmrc")).ShouldContain("omit-lockfile-registry-resolved=true");
    }

    private Task RunAsync(string script)
    {
        npm.RequireNode();
        return npm.RunScriptAsync(script, Limit);
    }
}
