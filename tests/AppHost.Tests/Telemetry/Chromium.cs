using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Community.Testing;

namespace Community.AppHost.Tests.Telemetry;

/// <summary>
/// The system's Chromium without a window, with one page, steered by the DevTools protocol. A library for this would bring browsers'
/// drivers of several hundred megabytes.
/// </summary>
internal sealed partial class Chromium : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _profile;
    private readonly ClientWebSocket _socket = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> _answers = [];
    private readonly List<string> _complaints = [];
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private string? _session;
    private int _id;

    private Chromium(Process process, string profile)
    {
        _process = process;
        _profile = profile;
    }

    /// <summary>The complaints of the page: exceptions, errors on the console, refusals by its content security policy.</summary>
    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_complaints)
            {
                return [.. _complaints];
            }
        }
    }

    public static async Task<Chromium> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("community-chromium-").FullName;
        var process = Process.Start(
            new ProcessStartInfo(
                InstalledBrowser.Program!,
                [
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-dev-shm-usage",
                    "--no-first-run",
                    "--window-size=1400,900",
                    "--remote-debugging-port=0",
                    $"--user-data-dir={profile}",
                    "about:blank",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                address.TrySetException(new InvalidOperationException("Chromium has ended."));
            }
            else if (Listening().Match(line.Data) is { Success: true } match)
            {
                address.TrySetResult(match.Groups["url"].Value);
            }
        };
        process.BeginErrorReadLine();
        var browser = new Chromium(process, profile);
        await browser._socket.ConnectAsync(new Uri(await address.Task.WaitAsync(TimeSpan.FromMinutes(1))), CancellationToken.None);
        browser._reading = Task.Run(browser.ReadAsync);
        var target = await browser.CallAsync("Target.createTarget", new JsonObject { ["url"] = "about:blank" });
        var attached = await browser.CallAsync(
            "Target.attachToTarget",
            new JsonObject { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true }
        );
        browser._session = attached["sessionId"]!.GetValue<string>();
        foreach (var domain in (string[])["Page", "Runtime", "Log"])
        {
            await browser.CallAsync($"{domain}.enable");
        }

        return browser;
    }

    public Task GoAsync(string url) => CallAsync("Page.navigate", new JsonObject { ["url"] = url });

    /// <summary>The value of an expression in the page, as JSON.</summary>
    /// <exception cref="InvalidOperationException">It throws.</exception>
    public async Task<JsonElement> EvaluateAsync(string expression)
    {
        var answer = await CallAsync(
            "Runtime.evaluate",
            new JsonObject
            {
                ["expression"] = expression,
                ["returnByValue"] = true,
                ["awaitPromise"] = true,
            }
        );
        return answer["exceptionDetails"] is { } problem
            ? throw new InvalidOperationException($"{expression}: {problem.ToJsonString()}")
            : JsonSerializer.SerializeToElement(answer["result"]?["value"]);
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task UntilAsync(string expression)
    {
        try
        {
            await Poll.UntilAsync(async () => (await EvaluateAsync(expression)).ValueKind == JsonValueKind.True, what: expression);
        }
        catch (TimeoutException exception)
        {
            var page = await EvaluateAsync("document.body.innerText.slice(0, 2000)");
            throw new TimeoutException($"{expression}\n{string.Join('\n', Complaints)}\nThe page:\n{page}", exception);
        }
    }

    /// <summary>Waits for an element and clicks it.</summary>
    public async Task ClickAsync(string selector)
    {
        await UntilAsync($"document.querySelector({JsonSerializer.Serialize(selector)}) !== null");
        await EvaluateAsync($"document.querySelector({JsonSerializer.Serialize(selector)}).click()");
    }

    /// <summary>Presses a key of the keyboard where the focus is.</summary>
    public async Task PressAsync(string key)
    {
        foreach (var type in (string[])["keyDown", "keyUp"])
        {
            var press = new JsonObject { ["type"] = type, ["key"] = key };
            if (key.Length == 1 && type == "keyDown")
            {
                press["text"] = key;
            }

            await CallAsync("Input.dispatchKeyEvent", press);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _process.Dispose();
        try
        {
            Directory.Delete(_profile, recursive: true);
        }
        catch (IOException)
        {
            // A process of the browser that has just been killed may still have written a file.
        }
    }

    private async Task<JsonNode> CallAsync(string method, JsonObject? parameters = null)
    {
        var answer = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref _id);
        lock (_answers)
        {
            _answers.Add(id, answer);
        }

        var call = new JsonObject
        {
            ["id"] = id,
            ["method"] = method,
            ["params"] = parameters ?? [],
        };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(
                JsonSerializer.SerializeToUtf8Bytes(call),
                WebSocketMessageType.Text,
                endOfMessage: true,
                CancellationToken.None
            );
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                message.Write(buffer, 0, part.Count);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                if (part.EndOfMessage)
                {
                    Take(JsonNode.Parse(message.GetBuffer().AsSpan(0, (int)message.Length))!);
                    message.SetLength(0);
                }
            }
        }
        catch (WebSocketException)
        {
            // The browser has ended.
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"]?.GetValue<int>() is { } id)
        {
            lock (_answers)
            {
                _answers.Remove(id, out var answer);
                if (message["error"] is { } error)
                {
                    answer?.TrySetException(new InvalidOperationException(error.ToJsonString()));
                }
                else
                {
                    answer?.TrySetResult(message["result"]!);
                }
            }

            return;
        }

        var parameters = message["params"];
        var complaint = message["method"]?.GetValue<string>() switch
        {
            "Runtime.exceptionThrown" => parameters?["exceptionDetails"]?.ToJsonString(),
            "Log.entryAdded" when parameters?["entry"]?["level"]?.GetValue<string>() is "error" => parameters["entry"]!.ToJsonString(),
            "Runtime.consoleAPICalled" when parameters?["type"]?.GetValue<string>() is "error" or "assert" => parameters!.ToJsonString(),
            _ => null,
        };
        if (complaint is not null)
        {
            lock (_complaints)
            {
                _complaints.Add(complaint);
            }
        }
    }

    [GeneratedRegex(@"^DevTools listening on (?<url>ws://\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
