using System.Net.Http.Headers;
using System.Text.Json;
using Community.AppHost.Model;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace Community.AppHost.Dashboard;

/// <summary>The integration events of a service that the broker has not confirmed yet.</summary>
/// <param name="Depth">How many; null if the database does not answer or has no outbox.</param>
/// <param name="OldestSeconds">The age of the oldest; null if there is none.</param>
/// <param name="Problem">Why nothing is known.</param>
internal sealed record OutboxView(string Database, long? Depth, double? OldestSeconds, string? Problem);

/// <summary>A consumer's queue.</summary>
/// <param name="Failed">How many messages its consumer gave up on.</param>
internal sealed record ErrorQueueView(string Service, string Queue, long Failed);

/// <summary>Outboxes and error queues.</summary>
/// <param name="Problems">The services that did not answer, each with the reason.</param>
internal sealed record QueueList(
    IReadOnlyList<OutboxView> Outboxes,
    IReadOnlyList<ErrorQueueView> ErrorQueues,
    IReadOnlyDictionary<string, string> Problems
);

/// <summary>
/// Outboxes, read from the databases, and error queues, which each service lists, replays and empties with the fleet's own credential.
/// </summary>
internal static class QueueEndpoints
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Services = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(30),
    };

    public static void MapQueues(this IEndpointRouteBuilder routes, Fleet fleet)
    {
        var queues = routes.MapGroup("/api/queues");
        queues.MapGet("/", (CancellationToken cancellationToken) => ListAsync(fleet, cancellationToken));
        queues.MapGet(
            "/{service}/{queue}",
            (string service, string queue, CancellationToken cancellationToken) =>
                PassOnAsync(fleet, service, HttpMethod.Get, queue, "", cancellationToken)
        );
        queues.MapPost(
            "/{service}/{queue}/replay",
            (string service, string queue, CancellationToken cancellationToken) =>
                PassOnAsync(fleet, service, HttpMethod.Post, queue, "/replay", cancellationToken)
        );
        queues.MapDelete(
            "/{service}/{queue}",
            (string service, string queue, CancellationToken cancellationToken) =>
                PassOnAsync(fleet, service, HttpMethod.Delete, queue, "", cancellationToken)
        );
    }

    private static async Task<QueueList> ListAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var outboxes = Task.WhenAll(
            fleet.Resources.OfType<DatabaseResource>().Select(database => OutboxAsync(database, cancellationToken))
        );
        var answers = await Task.WhenAll(
            fleet
                .Resources.OfType<ProjectResource>()
                .Where(resource => resource.Instance == 0 && IsService(resource))
                .Select(service => ErrorQueuesAsync(service, cancellationToken))
        );
        return new QueueList(
            await outboxes,
            [.. answers.SelectMany(answer => answer.Queues).OrderByDescending(queue => queue.Failed)],
            answers
                .Where(answer => answer.Problem is not null)
                .ToDictionary(answer => answer.Service, answer => answer.Problem!, StringComparer.Ordinal)
        );
    }

    private static async Task<OutboxView> OutboxAsync(DatabaseResource database, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection($"{database.ConnectionString};Pooling=false;Timeout=3;Command Timeout=3");
            await connection.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand(
                "SELECT count(*), extract(epoch FROM now() - min(created_at))::float8 FROM outbox_messages",
                connection
            );
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            return new OutboxView(
                database.Database,
                reader.GetInt64(0),
                await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetDouble(1),
                null
            );
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return new OutboxView(database.Database, null, null, exception.Message);
        }
    }

    private static async Task<(string Service, IReadOnlyList<ErrorQueueView> Queues, string? Problem)> ErrorQueuesAsync(
        ProjectResource service,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            using var request = Request(service, HttpMethod.Get, "");
            using var answer = await Services.SendAsync(request, limit.Token);
            answer.EnsureSuccessStatusCode();
            var list = await answer.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
            return (
                service.Name,
                [
                    .. list.GetProperty("items")
                        .EnumerateArray()
                        .Select(item => new ErrorQueueView(
                            service.Name,
                            item.GetProperty("queue").GetString()!,
                            item.GetProperty("failed").GetInt64()
                        )),
                ],
                null
            );
        }
        catch (Exception exception)
            when (exception is HttpRequestException or JsonException or KeyNotFoundException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (service.Name, [], exception is OperationCanceledException ? "It does not answer." : exception.Message);
        }
    }

    private static async Task<Results<ContentHttpResult, NotFound, ProblemHttpResult>> PassOnAsync(
        Fleet fleet,
        string service,
        HttpMethod method,
        string queue,
        string action,
        CancellationToken cancellationToken
    )
    {
        if (fleet.Find(service)?.Resource is not ProjectResource project || !IsService(project))
        {
            return TypedResults.NotFound();
        }

        try
        {
            using var request = Request(project, method, $"/{Uri.EscapeDataString(queue)}{action}");
            using var answer = await Services.SendAsync(request, cancellationToken);
            return TypedResults.Text(
                await answer.Content.ReadAsStringAsync(cancellationToken),
                "application/json",
                statusCode: (int)answer.StatusCode
            );
        }
        catch (Exception exception)
            when (exception is HttpRequestException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return TypedResults.Problem($"{service} does not answer.", statusCode: StatusCodes.Status502BadGateway);
        }
    }

    // The services are the projects that have an address for the other services.
    private static bool IsService(ProjectResource project) => project.Endpoints.Exists(endpoint => endpoint.Name == "h2c");

    private static HttpRequestMessage Request(ProjectResource service, HttpMethod method, string path) =>
        new(method, $"{service.Endpoints[0].Url}/internal/error-queues{path}")
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Fleet", service.Environment["Fleet__Key"]) },
        };
}
