using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Gateway.Compression;
using Community.Gateway.Proxying;

namespace Community.Gateway.Docs;

/// <summary>
/// The merged document, made on request and cached for a minute. The last known part of a service that is down is used. A service that was
/// never reached is listed as missing and asked again soon.
/// </summary>
internal sealed class MergedOpenApi(ServiceMap services, ServiceClient client, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FreshWhileIncomplete = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly Dictionary<string, JsonObject> _known = new(StringComparer.Ordinal);
    private volatile Made? _made;

    public async Task<CompressedDocument> GetAsync(CancellationToken cancellationToken)
    {
        if (_made is { } made && IsFresh(made))
        {
            return made.Document;
        }
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (_made is not { } current || !IsFresh(current))
            {
                _made = current = await MakeAsync();
            }
            return current.Document;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private bool IsFresh(Made made) => clock.GetElapsedTime(made.At) < (made.IsComplete ? Fresh : FreshWhileIncomplete);

    private async Task<Made> MakeAsync()
    {
        var answers = await Task.WhenAll(services.All.Select(async service => (service.Name, Document: await FetchAsync(service))));
        foreach (var (name, part) in answers)
        {
            if (part is not null)
            {
                _known[name] = part;
            }
        }
        var merge = new OpenApiMerge();
        foreach (var service in services.All.Where(service => _known.ContainsKey(service.Name)))
        {
            merge.Add(service.Name, (JsonObject)_known[service.Name].DeepClone());
        }
        var missing = services.All.Select(service => service.Name).Where(name => !_known.ContainsKey(name)).ToArray();
        var isComplete = answers.All(answer => answer.Document is not null);
        var content = JsonSerializer.SerializeToUtf8Bytes(merge.Build(missing, ProblemReasons.All));
        var document =
            _made?.Document is { } before && before.Content.AsSpan().SequenceEqual(content) ? before : new CompressedDocument(content);
        return new(document, isComplete, clock.GetTimestamp());
    }

    private async Task<JsonObject?> FetchAsync(ServiceInstances service)
    {
        if (service.Pick() is not { } instance)
        {
            return null;
        }
        try
        {
            using var response = await client.GetAsync(instance, "/openapi/v1.json", Limit, CancellationToken.None);
            return response.IsSuccessStatusCode ? JsonNode.Parse(await response.Content.ReadAsByteArrayAsync()) as JsonObject : null;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException or JsonException)
        {
            return null;
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private sealed record Made(CompressedDocument Document, bool IsComplete, long At);
}
