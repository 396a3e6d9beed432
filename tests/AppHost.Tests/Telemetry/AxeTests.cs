using System.Text.Json;
using Community.AppHost.Model;
using Community.AppHost.Telemetry;
using Community.Testing;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The package axe-core, in the version of node/package-lock.json.</summary>
public sealed class AxePackage() : NpmFolder(new Version(18, 0), "tests", "AppHost.Tests", "node")
{
    /// <summary>The script that defines <c>axe</c>.</summary>
    public Task<string> ReadAsync() => File.ReadAllTextAsync(Path.Combine(Folder, "node_modules", "axe-core", "axe.min.js"));
}

/// <summary>
/// Every page of the dashboard by the rules of WCAG 2.2 AA that a program can check, light and dark, with something to show.
/// </summary>
public sealed class AxeTests(AxePackage package) : IClassFixture<AxePackage>, IAsyncLifetime
{
    private const string Run = """
        (async () => {
          const { violations } = await axe.run({ runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } });
          return violations.flatMap(rule => rule.nodes.map(node => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary ?? ""}`));
        })()
        """;

    private static readonly string _trace = new('a', 32);

    // Each page, and an expression that is true once it shows its content.
    private static readonly (string Path, string Shown)[] Pages =
    [
        ("resources", "document.querySelectorAll('tbody tr').length > 0"),
        ("resources?view=graph", "document.querySelector('.graph svg') !== null"),
        ("resources/shop", "document.querySelector('.pane dl') !== null"),
        ("console/shop", "document.querySelectorAll('.space .row').length > 0"),
        ("logs", "document.querySelectorAll('.space .row').length > 2"),
        (
            "logs?since=2026-01-01T00:00:00Z&attribute=noise!=1",
            "document.querySelector('.chip') !== null && !document.querySelector('.between').hidden"
        ),
        ("traces", "document.querySelectorAll('.space .row').length > 1"),
        ($"traces/{_trace}?span=2222222222222222", "document.querySelector('.pane dl') !== null"),
        ("metrics/by%20hand/sales", "document.querySelector('.chart canvas') !== null"),
        ("metrics/by%20hand/sales?show=table", "document.querySelector('.grid table') !== null"),
        ("map", "document.querySelector('.graph svg') !== null"),
        ("routes", "document.querySelector('main h1') !== null"),
        ("queues", "document.querySelector('main h1') !== null"),
        ("statements", "document.querySelectorAll('tbody tr').length > 0"),
        ("mails", "document.querySelectorAll('.space .row').length > 0"),
        ("faults", "document.querySelectorAll('tbody tr').length > 0"),
    ];

    private DashboardHost _dashboard = null!;
    private Chromium _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(InstalledBrowser.Program is null, InstalledBrowser.Needed);
        Assert.SkipWhen(package.TooOld is not null, package.TooOld ?? "");
        _dashboard = await DashboardHost.StartAsync(compose: fleet =>
        {
            var till = fleet.AddExecutable("till", "sh", "-c", "sleep 1000").WithHttpEndpoint(fleet.Data);
            fleet.AddExecutable("shop", "sh", "-c", "echo open; sleep 1000").WithReference(till);
        });
        _browser = await Chromium.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
            await _dashboard.DisposeAsync();
            Directory.Delete(_dashboard.Folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task EveryPageIsAccessible(string theme)
    {
        var axe = await package.ReadAsync();
        Fill();
        await _browser.GoAsync($"{_dashboard.Options.SignInUrl}#/resources");
        await _browser.UntilAsync("document.querySelector('[aria-label=\"start shop\"]') !== null");
        await _browser.EvaluateAsync($"localStorage.setItem('theme', '{theme}')");
        await _browser.EvaluateAsync("fetch('/api/resources/shop/start', { method: 'POST' }).then(answer => answer.status)");

        var faults = new List<string>();
        foreach (var (path, shown) in Pages)
        {
            await _browser.GoAsync("about:blank");
            await _browser.GoAsync($"{_dashboard.Options.SignInUrl}#/{path}");
            await _browser.UntilAsync("document.querySelector('main h1') !== null");
            await _browser.UntilAsync(shown);
            await _browser.EvaluateAsync($"document.documentElement.dataset.theme = '{theme}'");
            faults.AddRange(await CheckAsync(axe, path));
        }

        await _browser.EvaluateAsync("document.getElementById('help').click()");
        await _browser.UntilAsync("document.getElementById('keys').open");
        faults.AddRange(await CheckAsync(axe, "the keys"));
        faults.ShouldBeEmpty();
    }

    private async Task<IEnumerable<string>> CheckAsync(string axe, string path)
    {
        await _browser.EvaluateAsync($"{axe}; 0");
        var faults = await _browser.EvaluateAsync(Run);
        return [.. faults.EnumerateArray().Select(fault => $"{path}: {fault.GetString()}")];
    }

    private void Fill()
    {
        Receive(Signal.Traces, OtlpBytes.Pair("shop", "POST /sales", "till", "take money", _trace));
        // A statement, as the database's driver reports it, that failed.
        Receive(
            Signal.Traces,
            OtlpBytes.Span(
                "shop",
                "shop",
                [
                    48,
                    3,
                    .. Moment(7, TimeSpan.FromSeconds(2)),
                    .. Moment(8, TimeSpan.FromSeconds(1)),
                    .. Attribute("db.system.name", "postgresql"),
                    .. Attribute("db.query.text", "SELECT 1"),
                    .. OtlpBytes.Message(15, [24, 2]),
                ]
            )
        );
        Receive(Signal.Logs, OtlpBytes.Log("shop", "sold", _trace, "2222222222222222"));
        foreach (byte severity in (byte[])[5, 13, 17])
        {
            Receive(Signal.Logs, OtlpBytes.Log("till", $"of severity {severity}", severity: severity));
        }

        Receive(Signal.Metrics, OtlpBytes.Counter("shop", "sales", 5, Period.Nanoseconds(TimeProvider.System.GetUtcNow())));
        Directory.CreateDirectory(Path.Combine(_dashboard.Folder, "sms"));
        File.WriteAllText(
            Path.Combine(_dashboard.Folder, "sms", "1.json"),
            JsonSerializer.Serialize(new { to = "+971500000000", text = "Your code is 123456. https://example.test/code" })
        );
        Directory.CreateDirectory(Path.Combine(_dashboard.Folder, "mail"));
        File.WriteAllText(
            Path.Combine(_dashboard.Folder, "mail", "1.eml"),
            "From: a@example.test\r\nTo: b@example.test\r\nSubject: Welcome\r\n\r\nHello\r\n"
        );
    }

    private static byte[] Attribute(string name, string value) =>
        OtlpBytes.Message(9, [.. OtlpBytes.Text(1, name), .. OtlpBytes.Message(2, OtlpBytes.Text(1, value))]);

    // The last value of a field counts.
    private static byte[] Moment(byte field, TimeSpan ago) =>
        [(byte)((field << 3) | 1), .. BitConverter.GetBytes(Period.Nanoseconds(TimeProvider.System.GetUtcNow() - ago))];

    private void Receive(Signal signal, byte[] request) => _dashboard.Store.Receive(signal, request);
}
