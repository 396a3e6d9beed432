using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Community.StripeSandbox.Tests.Harness;

/// <summary>The sandbox as a separate process on a free port, and calls of it.</summary>
public sealed partial class SandboxProcess : IAsyncDisposable
{
    public const string SecretKey = "sk_test_of_the_tests";
    public const string WebhookSecret = "whsec_of_the_tests";

    private readonly Process _process;
    private readonly List<string> _output;

    private SandboxProcess(Process process, List<string> output, string address)
    {
        (_process, _output, Address) = (process, output, address);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(address),
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>The address, such as http://127.0.0.1:41234.</summary>
    public string Address { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it; the settings are those of the section Sandbox.</summary>
    public static async Task<SandboxProcess> StartAsync(params (string Name, string? Value)[] settings)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Community.StripeSandbox"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Sandbox__SecretKey"] = SecretKey;
        start.Environment["Sandbox__WebhookSecret"] = WebhookSecret;
        foreach (var (name, value) in settings)
        {
            start.Environment["Sandbox__" + name] = value;
        }

        List<string> output = [];
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Keep(output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(output, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new SandboxProcess(process, output, await AddressOfAsync(process, output));
    }

    /// <summary>SIGKILL, like a crash.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>GET of the API.</summary>
    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, [], null);

    /// <summary>DELETE of the API.</summary>
    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, [], null);

    /// <summary>POST of the API.</summary>
    public Task<Answer> PostAsync(string path, params (string Name, string Value)[] form) => SendAsync(HttpMethod.Post, path, form, null);

    /// <summary>POST of the API with an idempotency key.</summary>
    public Task<Answer> PostWithKeyAsync(string key, string path, params (string Name, string Value)[] form) =>
        SendAsync(HttpMethod.Post, path, form, key);

    /// <summary>A control of the sandbox.</summary>
    public async Task<Answer> ControlAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/_sandbox/" + path)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        return await Answer.ReadAsync(await Http.SendAsync(request));
    }

    /// <summary>Posts the hosted page's form.</summary>
    public async Task<HttpResponseMessage> PayAsync(JsonNode session, params (string Name, string Value)[] form) =>
        await Http.PostAsync(
            (string?)session["url"] ?? $"/c/pay/{session["id"]}",
            new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
        );

    /// <summary>Pays with the card that succeeds.</summary>
    public async Task PayByCardAsync(JsonNode session, string number = "4242424242424242") =>
        (await PayAsync(session, ("card_number", number))).StatusCode.ShouldBe(HttpStatusCode.SeeOther);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    /// <summary>Its output.</summary>
    public string Output()
    {
        lock (_output)
        {
            return string.Join('\n', _output);
        }
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[] form, string? key)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SecretKey);
        if (method == HttpMethod.Post)
        {
            request.Content = new FormUrlEncodedContent(form.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)));
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await Answer.ReadAsync(await Http.SendAsync(request));
    }

    private static void Keep(List<string> output, string? line)
    {
        if (line is not null)
        {
            lock (output)
            {
                output.Add(line);
            }
        }
    }

    private static async Task<string> AddressOfAsync(Process process, List<string> output)
    {
        string Written()
        {
            lock (output)
            {
                return string.Join('\n', output);
            }
        }

        await Testing.Poll.UntilAsync(() => process.HasExited || Listening().IsMatch(Written()), what: "the sandbox listens");
        var match = Listening().Match(Written());
        return match.Success ? match.Groups[1].Value : throw new InvalidOperationException("The sandbox did not start:\n" + Written());
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}

/// <summary>An answer with JSON.</summary>
public sealed record Answer(HttpStatusCode Status, JsonNode Json, HttpResponseHeaders Headers)
{
    /// <summary>A property of the answer.</summary>
    public JsonNode? this[string name] => Json[name];

    /// <summary>The id of the answer.</summary>
    public string Id => (string)Json["id"]!;

    /// <summary>The objects of a list.</summary>
    public IReadOnlyList<JsonNode> Data => [.. Json["data"]!.AsArray().Select(node => node!)];

    /// <summary>Reads an answer.</summary>
    public static async Task<Answer> ReadAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return new Answer(response.StatusCode, (text.Length == 0 ? new JsonObject() : JsonNode.Parse(text))!, response.Headers);
    }

    /// <summary>The same; the answer must be a success.</summary>
    public Answer Ok()
    {
        Status.ShouldBe(HttpStatusCode.OK, Json.ToJsonString());
        return this;
    }

    /// <summary>Fails unless the answer is this error.</summary>
    public void ShouldFail(HttpStatusCode status, string type, string? code = null, string? param = null)
    {
        Status.ShouldBe(status, Json.ToJsonString());
        ((string?)Json["error"]!["type"]).ShouldBe(type);
        ((string?)Json["error"]!["code"]).ShouldBe(code);
        ((string?)Json["error"]!["param"]).ShouldBe(param);
        ((string?)Json["error"]!["message"]).ShouldNotBeNullOrEmpty();
    }
}
