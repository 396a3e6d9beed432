using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.Sdk.Tests.Dotnet;

/// <summary>The packed SDK for .NET against a whole fleet: the examples of docs/sdk-dotnet.md, and a story of several users.</summary>
public sealed partial class DotnetStoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TheExamplesAndTheStoryWorkWithThePackedPackage(bool isNative)
    {
        Assert.SkipUnless(!isNative || FullRun.IsOn, FullRun.Needed);
        var page = await File.ReadAllTextAsync(Path.Combine(PackedSdk.Root, "docs", "sdk-dotnet.md"));
        var examples = Example().Matches(page).Select(block => block.Groups["code"].Value).ToList();
        examples.Count.ShouldBeGreaterThan(10);
        var story = await File.ReadAllTextAsync(Path.Combine(PackedSdk.Root, "tests", "Sdk.Tests", "Dotnet", "Story.txt"));

        using var sdk = await PackedSdk.PackAsync();
        var fleet = await RunningFleet.StartAsync(data: null, "--rate-limit", "off");
        try
        {
            var program = Local(
                $$"""
                using System.Security.Cryptography;
                using System.Text;
                using Community.Sdk;
                using Community.Sdk.Models;
                using Community.Sdk.Realtime;
                using Community.Sdk.Testing;

                {{string.Concat(examples)}}
                {{story}}
                """,
                fleet.Gateway.BaseAddress!.ToString().TrimEnd('/')
            );
            var output = await (isNative ? sdk.RunNativeProgramAsync(program) : sdk.RunProgramAsync(program));
            output.ShouldContain("There is no such event.");
            output.ShouldContain("The story is told.");
        }
        finally
        {
            await fleet.DisposeAsync();
            fleet.DeleteData();
        }
    }

    /// <summary>The same code for this fleet, with names that are new in each run.</summary>
    private static string Local(string code, string url)
    {
        var name = $"s{Guid.CreateVersion7():N}"[..20];
        return code.Replace("https://community.example", url, StringComparison.Ordinal)
            .Replace("amal", $"{name}a", StringComparison.Ordinal)
            .Replace("noor", $"{name}n", StringComparison.Ordinal);
    }

    [GeneratedRegex("^```cs\n(?<code>.*?)^```", RegexOptions.ExplicitCapture | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();
}
