using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Community.Testing;

namespace Community.Companion.Tests.Conversation;

/// <summary>The service with a model.</summary>
public sealed class TalkApplication(TestServers servers) : IAsyncLifetime
{
    private FakeModel? _model;
    private CompanionApplication? _companion;

    internal FakeModel Model => _model!;

    internal CompanionApplication Companion => _companion!;

    public async ValueTask InitializeAsync()
    {
        _model = await FakeModel.StartAsync();
        _companion = With(new CompanionApplication(servers));
        await _companion.InitializeAsync();
    }

    /// <summary>A second instance of the service, beside the first.</summary>
    internal async Task<CompanionApplication> SecondAsync()
    {
        var second = With(new CompanionApplication(servers) { SecondOf = Companion });
        await second.InitializeAsync();
        return second;
    }

    private CompanionApplication With(CompanionApplication application)
    {
        application.Settings["Companion:Model:Endpoint"] = Model.Endpoint;
        application.Settings["Companion:Model:Name"] = "stub";
        application.Settings["Companion:Model:TimeoutSeconds"] = "30";
        application.Settings["Companion:Model:BreakAfter"] = "1000";
        application.Settings["Companion:DailyMessages"] = "12";
        application.Settings["Companion:Session:Messages"] = "3";
        application.Settings["Companion:SweepMilliseconds"] = "100";
        return application;
    }

    public async ValueTask DisposeAsync()
    {
        if (_companion is not null)
        {
            await _companion.DisposeAsync();
        }
        if (_model is not null)
        {
            await _model.DisposeAsync();
        }
    }
}

[CollectionDefinition(nameof(TalkTests))]
public sealed class TalkTests : ICollectionFixture<TalkApplication>;

/// <summary>A person in a conversation.</summary>
internal static class Talking
{
    public const string Path = "/api/v1/companion";

    public static Task<HttpResponseMessage> TrySayAsync(this HttpClient http, string content, string? clientId = null) =>
        http.PostAsJsonAsync($"{Path}/messages", new { content, client_id = clientId ?? Guid.CreateVersion7().ToString() });

    /// <summary>Sends a message and returns the answer: <c>message</c>, <c>user_message_id</c>, <c>notice</c>.</summary>
    public static async Task<JsonElement> SayAsync(this HttpClient http, string content, string? clientId = null)
    {
        using var answer = await http.TrySayAsync(content, clientId);
        return await answer.ReadAsync(System.Net.HttpStatusCode.Created);
    }

    public static Task<HttpResponseMessage> TryEditAsync(this HttpClient http, string id, string? content) =>
        http.PatchAsJsonAsync($"{Path}/messages/{id}", new { content });

    /// <summary>Changes a message: <c>message</c>, <c>care</c>.</summary>
    public static async Task<JsonElement> EditAsync(this HttpClient http, string id, string content)
    {
        using var answer = await http.TryEditAsync(id, content);
        return await answer.ReadAsync(System.Net.HttpStatusCode.OK);
    }

    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage answer, System.Net.HttpStatusCode status)
    {
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, body);
        return JsonSerializer.Deserialize<JsonElement>(body);
    }

    public static async Task<JsonElement> ShowAsync(this HttpClient http, string query = "") =>
        await http.GetFromJsonAsync<JsonElement>($"{Path}{query}");

    /// <summary>The messages, the oldest first, as "role: content".</summary>
    public static async Task<string[]> LinesAsync(this HttpClient http) =>
        [
            .. (await http.ShowAsync("?limit=100"))
                .GetProperty("messages")
                .GetProperty("items")
                .EnumerateArray()
                .Reverse()
                .Select(message => $"{message.Text("role")}: {message.Text("content")}"),
        ];

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    /// <summary>Sends a message and reads the answer as a stream of events.</summary>
    public static async IAsyncEnumerable<SseItem<JsonElement>> StreamAsync(this HttpClient http, string content, string? clientId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Path}/messages")
        {
            Content = JsonContent.Create(new { content, client_id = clientId ?? Guid.CreateVersion7().ToString() }),
        };
        await foreach (var item in http.EventsAsync(request))
        {
            yield return item;
        }
    }

    /// <summary>Continues a stream.</summary>
    public static async IAsyncEnumerable<SseItem<JsonElement>> ResumeAsync(this HttpClient http, Guid message, string? last = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Path}/messages/{message}/stream");
        if (last is not null)
        {
            request.Headers.Add("Last-Event-ID", last);
        }
        await foreach (var item in http.EventsAsync(request))
        {
            yield return item;
        }
    }

    private static async IAsyncEnumerable<SseItem<JsonElement>> EventsAsync(this HttpClient http, HttpRequestMessage request)
    {
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        answer.StatusCode.ShouldBe(
            System.Net.HttpStatusCode.OK,
            answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync()
        );
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var parser = SseParser.Create(await answer.Content.ReadAsStreamAsync(), (_, data) => JsonSerializer.Deserialize<JsonElement>(data));
        await foreach (var item in parser.EnumerateAsync())
        {
            yield return item;
        }
    }
}
