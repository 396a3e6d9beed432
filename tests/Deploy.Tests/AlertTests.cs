using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.Deploy.Tests;

/// <summary>The alerts of Prometheus: each fires when it should, and only then.</summary>
public sealed partial class AlertTests
{
    private const string Rules = "deploy/k8s/observability/alerts.yaml";
    private const string Series = "tests/Deploy.Tests/alerts.test.yaml";

    // Those that Kubernetes and its operators export, and that the collector does not.
    private static readonly string[] OfOthers =
    [
        "kube_deployment_status_replicas_available",
        "kube_pod_start_time",
        "certmanager_certificate_expiration_timestamp_seconds",
        "cnpg_pg_replication_lag",
        "rabbitmq_queue_messages_ready",
    ];

    private static readonly JsonNode Groups = Yaml.Documents(Repository.Read(Rules)).Single().At("spec", "groups")!;

    private static readonly List<string> Alerts =
    [
        .. Groups.AsArray().SelectMany(group => group.Each("rules")).Select(rule => rule.Text("alert")).OfType<string>(),
    ];

    [Fact]
    public async Task EachAlertFiresAndIsSilent()
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "promtool"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(promtool is null, "There is no promtool. On Debian: apt-get install prometheus");
        var folder = Directory.CreateTempSubdirectory("community-alerts");
        try
        {
            // JSON is YAML, too. Prometheus reads the groups without Kubernetes' frame.
            await File.WriteAllTextAsync(
                Path.Combine(folder.FullName, "rules.yaml"),
                new JsonObject { ["groups"] = Groups.DeepClone() }.ToJsonString()
            );
            File.Copy(Repository.InRoot(Series), Path.Combine(folder.FullName, "series.yaml"));
            var (code, output) = await RunAsync(promtool, folder.FullName, "test", "rules", "series.yaml");
            code.ShouldBe(0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void EachAlertHasSeriesThatMakeItFireAndSeriesThatDoNot()
    {
        var tests = Yaml.Documents(Repository.Read(Series)).Single().Each("tests").ToList();
        foreach (var fires in new[] { true, false })
        {
            tests
                .SelectMany(test => test.Each("alert_rule_test"))
                .Where(test => test.Each("exp_alerts").Any() == fires)
                .Select(test => test.Text("alertname")!)
                .Order(StringComparer.Ordinal)
                .ShouldBe(Alerts.Order(StringComparer.Ordinal), fires ? "that fire" : "that are silent");
        }
    }

    [Fact]
    public void EachAlertIsExplained()
    {
        var page = Repository.Read("deploy/README.md");
        Alerts.Where(alert => !page.Contains($"`{alert}`", StringComparison.Ordinal)).ShouldBeEmpty();
        Alert().Matches(page).Select(match => match.Groups["name"].Value).Distinct().Except(Alerts).ShouldBeEmpty();
    }

    [Fact]
    public void EachMetricOfARuleIsOneThatOperationsKnows()
    {
        var page = Repository.Read("docs/operations.md");
        var known = Known()
            .Matches(page)
            .Select(match => match.Groups["name"].Value.Replace('.', '_'))
            .Concat(OfOthers)
            .ToHashSet(StringComparer.Ordinal);
        var used = Groups
            .AsArray()
            .SelectMany(group => group.Each("rules"))
            .SelectMany(rule => Metric().Matches(rule.Text("expr")!))
            .Select(match => match.Groups["name"].Value)
            .Distinct()
            .ToList();
        used.Count.ShouldBeGreaterThan(10);
        used.Where(name => !known.Contains(name) && !known.Contains(Suffix().Replace(name, ""))).ShouldBeEmpty();
    }

    private static async Task<(int Code, string Output)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var texts = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(texts));
    }

    [GeneratedRegex("`(?<name>Community[A-Z][A-Za-z]+)`")]
    private static partial Regex Alert();

    [GeneratedRegex(@"`(?<name>[a-z_]+(?:\.[a-z_]+)+)`")]
    private static partial Regex Known();

    [GeneratedRegex(@"(?<![:\w""])(?<name>[a-z]+(?:_[a-z]+){2,})(?=[{\[)\s]|$)(?!\s*\()")]
    private static partial Regex Metric();

    // The end that Prometheus adds for the unit and the kind.
    [GeneratedRegex("(_seconds)?(_bucket|_count|_sum|_total)?$")]
    private static partial Regex Suffix();
}
