using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Community.Deploy.Tests;

/// <summary>deploy/rendered equals the output of deploy/k8s.</summary>
public sealed class RenderingTests
{
    public static TheoryData<string> Overlays => [.. Rendering.Overlays];

    /// <summary>Finds a forgotten overlay without kubectl.</summary>
    [Fact]
    public void WhatIsRenderedIsOfThisState()
    {
        var root = Repository.InRoot("deploy");
        var now = Directory
            .EnumerateFiles(Path.Combine(root, "k8s"), "*", SearchOption.AllDirectories)
            .Select(file => $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}  {Path.GetRelativePath(root, file)}")
            .ToList();
        File.ReadLines(Path.Combine(root, "rendered/inputs.sha256"))
            .Except(now)
            .Concat(now.Except(File.ReadLines(Path.Combine(root, "rendered/inputs.sha256"))))
            .ShouldBeEmpty("deploy/k8s was changed: run deploy/render and look at the difference.");
        Rendering.Overlays.Where(overlay => !File.Exists(Path.Combine(root, $"rendered/{overlay}.yaml"))).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Overlays))]
    public async Task KustomizeRendersTheSameAsync(string overlay)
    {
        Assert.SkipUnless(
            await HasSameKustomizeAsync(),
            $"kubectl with {Repository.Read("deploy/rendered/kustomize-version").Trim()} is not installed"
        );
        var (code, rendered, problem) = await RunAsync("kustomize", Repository.InRoot($"deploy/k8s/overlays/{overlay}"));
        code.ShouldBe(0, problem);
        var expected = Rendering.Of(overlay).Objects.ToDictionary(Id);
        var actual = Yaml.Documents(rendered).ToDictionary(Id);
        actual.Keys.ShouldBe(expected.Keys, ignoreOrder: true);
        actual
            .Where(item => !JsonNode.DeepEquals(item.Value, expected[item.Key]))
            .Select(item => item.Key)
            .ShouldBeEmpty("Run deploy/render.");
    }

    private static string Id(JsonObject item) =>
        $"{item.Text("apiVersion")} {item.Text("kind")} {item.Text("metadata", "namespace")}/{item.Text("metadata", "name")}";

    private static async Task<bool> HasSameKustomizeAsync()
    {
        try
        {
            return (await RunAsync("version", "--client")).Output.Contains(
                Repository.Read("deploy/rendered/kustomize-version").Trim(),
                StringComparison.Ordinal
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output, string Problem)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo("kubectl", arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var problem = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output, await problem);
    }
}
