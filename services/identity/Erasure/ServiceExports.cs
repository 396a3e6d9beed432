using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Identity.Erasure;

/// <summary>
/// Reads a user's data from each other service whose address is configured. A service that does not answer is named as missing. The user
/// gets the data of the others and can try again.
/// </summary>
/// <param name="names">The services.</param>
/// <param name="clients">The fleet's clients, with five seconds for each call.</param>
/// <param name="logger">Logs services that did not answer.</param>
internal sealed partial class ServiceExports(IReadOnlyList<string> names, IHttpClientFactory clients, ILogger<ServiceExports> logger)
{
    public async Task<(IReadOnlyDictionary<string, JsonElement> Services, IReadOnlyList<string> Missing)> ReadAsync(Guid userId)
    {
        var answers = await Task.WhenAll(names.Select(async name => (Name: name, Held: await ReadAsync(name, userId))));
        return (
            answers
                .Where(answer => answer.Held is not null)
                .ToDictionary(answer => answer.Name, answer => answer.Held!.Value, StringComparer.Ordinal),
            [.. answers.Where(answer => answer.Held is null).Select(answer => answer.Name)]
        );
    }

    private async Task<JsonElement?> ReadAsync(string service, Guid userId)
    {
        try
        {
            return await clients
                .CreateClient(service)
                .GetFromJsonAsync<JsonElement>($"/internal/people/{userId}/export", ServiceJson.Options);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException or JsonException or InvalidOperationException)
        {
            Log.Missing(logger, service, failure.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Service} did not answer for an export: {Reason}")]
        public static partial void Missing(ILogger logger, string service, string reason);
    }
}
