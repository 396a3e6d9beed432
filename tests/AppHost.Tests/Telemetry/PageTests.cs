using Community.AppHost.Model;
using Community.AppHost.Telemetry;
using Community.Testing;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>The dashboard's pages in a browser.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private DashboardHost _dashboard = null!;
    private Chromium _browser = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(InstalledBrowser.Program is null, InstalledBrowser.Needed);
        _dashboard = await DashboardHost.StartAsync(compose: fleet =>
        {
            var till = fleet.AddExecutable("till", "sh", "-c", "sleep 1000").WithHttpEndpoint(fleet.Data);
            fleet
                .AddExecutable("shop", "sh", "-c", "sleep 1000")
                .WithReference(till)
                .WithEnvironment("Shop__Name", "Apples & Pears")
                .WithEnvironment("Shop__Password", "do-not-show");
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
    [InlineData("resources", "Resources")]
    [InlineData("resources?view=graph", "Resources")]
    [InlineData("console/shop", "Console")]
    [InlineData("logs", "Logs")]
    [InlineData("traces", "Traces")]
    [InlineData("metrics", "Metrics")]
    [InlineData("map", "Service map")]
    [InlineData("routes", "Routes")]
    [InlineData("queues", "Queues")]
    [InlineData("statements", "Statements")]
    [InlineData("mails", "Mail and SMS")]
    [InlineData("faults", "Faults")]
    public async Task EveryPageShowsUnderItsPolicyAndNamesItsControls(string path, string title)
    {
        Receive(Signal.Traces, OtlpBytes.Span("shop", "sell"));
        Receive(Signal.Logs, OtlpBytes.Log("shop", "sold"));
        Receive(Signal.Metrics, OtlpBytes.Counter("shop", "sales", 5, Now()));
        await OpenAsync(path);
        await _browser.UntilAsync($"document.querySelector('main h1')?.textContent === '{title}'");
        await _browser.UntilAsync("document.getElementById('summary').textContent === '0 of 2 running, '");
        (await _browser.EvaluateAsync("document.querySelector('nav a[aria-current=page]').firstChild.textContent"))
            .GetString()
            .ShouldBe(title);
        // A screen reader needs a name for each control.
        (
            await _browser.EvaluateAsync(
                """
                [...document.querySelectorAll("button, input, select, a, [role=grid], svg")].filter(element =>
                  !(element.getAttribute("aria-label") || element.textContent.trim() || element.closest("label")?.textContent.trim())).map(element => element.outerHTML)
                """
            )
        )
            .EnumerateArray()
            .Select(element => element.GetString())
            .ShouldBeEmpty();
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task ThousandsOfTracesAreAListOfWhichOnlyTheSeenRowsExist()
    {
        for (var i = 0; i < 3_000; i++)
        {
            Receive(Signal.Traces, OtlpBytes.Span("shop", $"sell {i}"));
        }

        await OpenAsync("traces");
        await _browser.UntilAsync("document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '2000'");
        (await _browser.EvaluateAsync("document.querySelectorAll('.space .row').length")).GetInt32().ShouldBeInRange(10, 80);
        await _browser.EvaluateAsync("document.querySelector('[role=grid]').focus()");
        await _browser.PressAsync("End");
        await _browser.UntilAsync("document.querySelector('.row[aria-selected=true]')?.getAttribute('aria-rowindex') === '2000'");
        await _browser.PressAsync("ArrowUp");
        await _browser.UntilAsync("document.querySelector('.row[aria-selected=true]')?.getAttribute('aria-rowindex') === '1999'");
        await _browser.PressAsync("Enter");
        await _browser.UntilAsync("document.querySelector('main h1')?.textContent.startsWith('sell ')");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task FromALogEntryToItsTraceToTheSpanAndBackToItsLogs()
    {
        var trace = new string('a', 32);
        Receive(Signal.Traces, OtlpBytes.Pair("shop", "POST /sales", "till", "take money", trace));
        Receive(Signal.Logs, OtlpBytes.Log("till", "The till is <b>empty</b>", trace, "2222222222222222"));
        await OpenAsync("logs?q=till");
        await _browser.ClickAsync(".space .row .message");
        await _browser.UntilAsync("document.querySelector('.pane p.message')?.textContent === 'The till is <b>empty</b>'");
        await _browser.ClickAsync(".pane .facts a");
        await _browser.UntilAsync(
            "location.hash.startsWith('#/traces/aaaa') && document.querySelectorAll('.waterfall .space .row').length === 2"
        );
        // The link names the span, whose pane is open and whose bar has a mark for the log entry.
        await _browser.UntilAsync("document.querySelector('.pane h2')?.textContent === 'take money'");
        await _browser.UntilAsync("document.querySelectorAll('.tick').length === 1");
        (await _browser.EvaluateAsync("document.querySelector('.pane').innerText")).GetString()!.ShouldContain("2222222222222222");
        await _browser.PressAsync("Escape");
        await _browser.UntilAsync("document.querySelector('.pane') === null");
        // The download is a text of this page.
        await _browser.EvaluateAsync(
            """
            (() => {
              URL.createObjectURL = blob => { blob.text().then(text => { window.saved = JSON.parse(text); }); return "blob:null/x"; };
              HTMLAnchorElement.prototype.click = function () { if (this.download) window.file = this.download; else HTMLElement.prototype.click.call(this); };
              [...document.querySelectorAll("header button")].find(button => button.textContent === "Download").click();
            })()
            """
        );
        await _browser.UntilAsync("window.saved?.trace.spans.length === 2 && window.saved.logs.length === 1");
        (await _browser.EvaluateAsync("window.file")).GetString().ShouldBe($"trace-{trace}.json");
        await _browser.ClickAsync("header a.button");
        await _browser.UntilAsync("document.querySelector('.chips')?.textContent.includes('trace aaaaaaaa')");
        await _browser.UntilAsync("document.querySelectorAll('.space .row').length === 1");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task LogsAreFoundByTheirTimeAndTheAddressKeepsIt()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (
            var (text, age) in ((string, TimeSpan)[])
                [("now", TimeSpan.Zero), ("earlier", TimeSpan.FromMinutes(30)), ("long ago", TimeSpan.FromDays(3))]
        )
        {
            Receive(Signal.Logs, OtlpBytes.Log("shop", text, time: Period.Nanoseconds(now - age)));
        }

        const string Shown = "[...document.querySelectorAll('.space .row .message')].map(row => row.textContent).sort().join()";
        await OpenAsync("logs");
        await _browser.UntilAsync($"{Shown} === 'earlier,long ago,now'");
        await _browser.EvaluateAsync(
            """
            (() => {
              const time = document.querySelector('select[aria-label=Time]');
              time.value = "15m";
              time.dispatchEvent(new Event("change"));
            })()
            """
        );
        await _browser.UntilAsync($"{Shown} === 'now' && location.hash === '#/logs?since=15m'");

        // A link from one moment to another, as a mail about a bad hour has it.
        static string Z(DateTimeOffset time) =>
            time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await OpenAsync($"logs?since={Z(now.AddHours(-1))}&until={Z(now.AddMinutes(-10))}");
        await _browser.UntilAsync($"{Shown} === 'earlier'");
        (
            await _browser.EvaluateAsync(
                "document.querySelector('[aria-label=From]').value !== '' && !document.querySelector('.between').hidden"
            )
        )
            .GetBoolean()
            .ShouldBeTrue();
        await _browser.EvaluateAsync(
            """
            (() => {
              const until = document.querySelector('[aria-label=To]');
              until.value = "";
              until.dispatchEvent(new Event("change"));
            })()
            """
        );
        await _browser.UntilAsync($"{Shown} === 'earlier,now' && !location.hash.includes('until')");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task KeysLeadToThePagesAndTheThemeIsKept()
    {
        await OpenAsync("resources");
        foreach (var (key, title) in ((string, string)[])[("t", "Traces"), ("s", "Logs"), ("m", "Metrics")])
        {
            await _browser.PressAsync(key);
            await _browser.UntilAsync($"document.querySelector('main h1')?.textContent === '{title}'");
        }

        await _browser.PressAsync("s");
        await _browser.UntilAsync("document.querySelector('main h1')?.textContent === 'Logs'");
        await _browser.PressAsync("/");
        await _browser.UntilAsync("document.activeElement.type === 'search'");
        await _browser.PressAsync("t"); // In a field a key is a letter.
        await _browser.UntilAsync("document.activeElement.value === 't'");
        await _browser.EvaluateAsync("document.activeElement.blur()");
        await _browser.PressAsync("?");
        await _browser.UntilAsync("document.getElementById('keys').open");
        await _browser.EvaluateAsync("document.getElementById('keys').close()");
        await _browser.ClickAsync("#theme");
        await _browser.ClickAsync("#theme");
        await _browser.UntilAsync("getComputedStyle(document.body).backgroundColor === 'rgb(14, 17, 23)'");
        await OpenAsync("traces");
        await _browser.UntilAsync("document.documentElement.dataset.theme === 'dark'");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task AResourceShowsItsDetailsWithoutItsSecrets()
    {
        await OpenAsync("resources/shop");
        await _browser.UntilAsync("document.querySelector('.pane')?.innerText.includes('Apples & Pears')");
        var text = (await _browser.EvaluateAsync("document.body.innerText")).GetString()!;
        text.ShouldContain("Shop__Password");
        text.ShouldNotContain("do-not-show");
        await _browser.ClickAsync(".pane .chip");
        await _browser.UntilAsync("document.querySelector('.pane h2')?.textContent === 'till' && location.hash === '#/resources/till'");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task AMetricIsDrawnAndReadAsATable()
    {
        Receive(Signal.Metrics, OtlpBytes.Counter("shop", "sales", 50, Now()));
        await OpenAsync("metrics/by%20hand/sales");
        await _browser.UntilAsync("document.querySelector('.chart canvas') !== null");
        await _browser.EvaluateAsync("location.hash = '#/metrics/by%20hand/sales?show=table'");
        await _browser.UntilAsync("document.querySelector('.grid table')?.innerText.includes('5')");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task ALogEntryIsShownOnceHoweverSlowTheServerIs()
    {
        for (var i = 0; i < 3; i++)
        {
            Receive(Signal.Logs, OtlpBytes.Log("shop", $"sold {i}"));
        }

        await OpenAsync("logs");
        await _browser.UntilAsync("document.querySelector('[role=grid]')?.getAttribute('aria-rowcount') === '3'");
        await _browser.EvaluateAsync(
            """
            (() => {
              const send = window.fetch;
              const gate = new Promise(pass => { window.pass = pass; });
              window.under = 0;
              window.most = 0;
              window.fetch = async (...call) => {
                if (!String(call[0]).startsWith("/api/logs")) return send(...call);
                window.most = Math.max(window.most, ++window.under);
                await gate;
                try { return await send(...call); } finally { window.under--; }
              };
              const level = [...document.querySelectorAll("header select")].find(select => select.textContent.includes("Warning"));
              level.value = "debug";
              level.dispatchEvent(new Event("change"));
            })()
            """
        );
        await _browser.UntilAsync("window.under === 1");
        // The page comes to the front twice while it waits.
        await _browser.EvaluateAsync(
            "document.dispatchEvent(new Event('visibilitychange')) && document.dispatchEvent(new Event('visibilitychange'))"
        );
        await _browser.EvaluateAsync("window.pass()");
        await _browser.UntilAsync("document.querySelector('.count')?.textContent === '3 entries'");
        (await _browser.EvaluateAsync("window.most")).GetInt32().ShouldBe(1);
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheKeyboardKeepsItsPlaceInATableThatIsReadAgain()
    {
        await OpenAsync("faults");
        await _browser.UntilAsync("document.querySelector('[aria-label=\"Start shop\"]') !== null");
        await _browser.EvaluateAsync(
            """
            (() => {
              const send = window.fetch;
              window.reads = 0;
              let clock = 0;
              window.fetch = async (...call) => {
                const answer = await send(...call);
                if (!String(call[0]).startsWith("/api/resources")) return answer;
                const fleet = await answer.json();
                // Something changes with each reading.
                for (const resource of fleet) resource.fault = { kind: "slow", until: new Date(Date.now() + 100000 + 1000 * clock++) };
                window.reads++;
                return new Response(JSON.stringify(fleet), { headers: { "content-type": "application/json" } });
              };
              document.querySelector('[aria-label="Start shop"]').focus();
            })()
            """
        );
        await _browser.UntilAsync("window.reads > 3 && document.querySelector('main td .failed')?.textContent.startsWith('slow')");
        (await _browser.EvaluateAsync("document.activeElement.getAttribute('aria-label')")).GetString().ShouldBe("Start shop");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatIsRefusedIsSaidAndWhatCannotBeUndoneIsAsked()
    {
        Receive(Signal.Logs, OtlpBytes.Log("shop", "sold"));
        await OpenAsync("resources");
        await _browser.UntilAsync("document.querySelector('[aria-label=\"start shop\"]') !== null");
        await _browser.EvaluateAsync(
            """
            (() => {
              const send = window.fetch;
              window.fetch = (path, options) => options?.method === "POST"
                ? Promise.resolve(new Response('{"detail":"It cannot be started now."}', { status: 409 })) : send(path, options);
              document.querySelector('[aria-label="start shop"]').click();
            })()
            """
        );
        await _browser.UntilAsync("document.getElementById('said').textContent === 'It cannot be started now.'");
        await _browser.EvaluateAsync("location.hash = '#/logs'");
        await _browser.UntilAsync("document.querySelector('.count')?.textContent === '1 entry'");
        (await _browser.EvaluateAsync("document.getElementById('said').textContent")).GetString().ShouldBeEmpty();
        const string Clear = "[...document.querySelectorAll('header button')].find(button => button.textContent === 'Clear').click()";
        await _browser.EvaluateAsync("window.confirm = text => { window.asked = text; return false; }");
        await _browser.EvaluateAsync(Clear);
        (await _browser.EvaluateAsync("window.asked")).GetString().ShouldBe("Delete all log entries that are kept here?");
        await _browser.EvaluateAsync("window.confirm = () => true");
        await _browser.EvaluateAsync(Clear);
        await _browser.UntilAsync("document.querySelector('.count')?.textContent === '0 entries'");
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task ALinkToThePresentPageClearsItsFilter()
    {
        await OpenAsync("traces");
        await _browser.EvaluateAsync(
            """
            (() => {
              const results = [...document.querySelectorAll("header select")].find(select => select.textContent.includes("Not failed"));
              results.value = "true";
              results.dispatchEvent(new Event("change"));
            })()
            """
        );
        await _browser.UntilAsync("location.hash === '#/traces?error=true'");
        await _browser.ClickAsync("nav a[aria-current=page]");
        await _browser.UntilAsync(
            "location.hash === '#/traces' && [...document.querySelectorAll('header select')].every(select => select.selectedIndex === 0)"
        );
        _browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task SingleKeysCanBeTurnedOff()
    {
        await OpenAsync("resources");
        await _browser.ClickAsync("#help");
        await _browser.ClickAsync("#keys input[type=checkbox]");
        await _browser.EvaluateAsync("document.getElementById('keys').close()");
        await _browser.PressAsync("t");
        await _browser.PressAsync("?");
        (await _browser.EvaluateAsync("location.hash.startsWith('#/resources') && !document.getElementById('keys').open"))
            .GetBoolean()
            .ShouldBeTrue();
        await OpenAsync("resources");
        await _browser.PressAsync("t");
        (await _browser.EvaluateAsync("location.hash.startsWith('#/resources')")).GetBoolean().ShouldBeTrue();
        await _browser.ClickAsync("#help");
        await _browser.ClickAsync("#keys input[type=checkbox]");
        await _browser.EvaluateAsync("document.getElementById('keys').close()");
        await _browser.PressAsync("t");
        await _browser.UntilAsync("document.querySelector('main h1')?.textContent === 'Traces'");
        _browser.Complaints.ShouldBeEmpty();
    }

    private static long Now() => Period.Nanoseconds(TimeProvider.System.GetUtcNow());

    private void Receive(Signal signal, byte[] request) => _dashboard.Store.Receive(signal, request);

    // Another address that differs in its fragment only would not load the page again.
    private async Task OpenAsync(string path)
    {
        await _browser.GoAsync("about:blank");
        await _browser.GoAsync($"{_dashboard.Options.SignInUrl}#/{path}");
        // The page listens to keys before it draws its title.
        await _browser.UntilAsync("document.querySelector('main h1') !== null");
    }
}
