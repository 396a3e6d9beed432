using Community.Testing;

namespace Community.Sdk.Tests;

/// <summary>The demo city (<c>./community demo</c>), small, on a whole fleet: tools/demo/check.mjs.</summary>
public sealed class DemoTests(Npm npm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task ASeedMakesTheSameCityAndAllOfIt()
    {
        Assert.SkipUnless(FullRun.IsOn, FullRun.Needed);
        npm.RequireNode();
        var fleet = await RunningFleet.StartAsync(data: null, "--rate-limit", "off");
        try
        {
            await npm.RunScriptAsync(
                "demo",
                Limit,
                ("COMMUNITY_URL", fleet.Gateway.BaseAddress!.ToString().TrimEnd('/')),
                ("COMMUNITY_DATA", fleet.Data)
            );
        }
        finally
        {
            await fleet.DisposeAsync();
            fleet.DeleteData();
        }
    }
}
