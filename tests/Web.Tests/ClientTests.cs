namespace Community.Web.Tests;

/// <summary>The web client by itself: its own tests, without a fleet and without a browser.</summary>
public sealed class ClientTests(Npm npm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

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
