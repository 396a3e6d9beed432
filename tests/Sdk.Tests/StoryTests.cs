using Community.Testing;

namespace Community.Sdk.Tests;

/// <summary>
/// The packed SDK against a whole fleet: the stories in sdk/typescript/stories, and every example of docs/sdk.md.
/// </summary>
public sealed class StoryTests(Npm npm)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    [Fact]
    public async Task TheStoriesAndTheExamplesWorkWithThePackedPackage()
    {
        npm.RequireNode();
        var fleet = await RunningFleet.StartAsync(data: null, "--rate-limit", "off");
        try
        {
            await npm.RunScriptAsync(
                "stories",
                Limit,
                ("COMMUNITY_URL", fleet.Gateway.BaseAddress!.ToString().TrimEnd('/')),
                ("COMMUNITY_MAIL", Path.Combine(fleet.Data, "mail"))
            );
        }
        finally
        {
            await fleet.DisposeAsync();
            fleet.DeleteData();
        }
    }
}
