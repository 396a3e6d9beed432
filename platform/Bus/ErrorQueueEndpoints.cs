using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Bus;

/// <summary>Messages that a service's consumers gave up on, for operators and the fleet's own tools.</summary>
internal static class ErrorQueueEndpoints
{
    private const int MostShown = 100;

    /// <summary>Maps <c>/internal/error-queues</c>, if the service is on the bus.</summary>
    public static void MapErrorQueues(this WebApplication app)
    {
        if (app.Services.GetService<ErrorQueues>() is null)
        {
            return;
        }

        var queues = app.MapGroup("/internal/error-queues").RequireAuthorization(Policies.Fleet).ExcludeFromDescription();
        queues.MapGet("/", ListAsync);
        queues.MapGet("/{queue}", ReadAsync);
        queues.MapPost("/{queue}/replay", ReplayAsync);
        queues.MapDelete("/{queue}", DeleteAsync);
    }

    private static async Task<Ok<ErrorQueueList>> ListAsync(ErrorQueues queues, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ErrorQueueList(await queues.ListAsync(cancellationToken)));

    private static async Task<Results<Ok<FailedMessageList>, NotFound>> ReadAsync(
        string queue,
        ErrorQueues queues,
        CancellationToken cancellationToken
    ) =>
        queues.Has(queue)
            ? TypedResults.Ok(new FailedMessageList(await queues.ReadAsync(queue, MostShown, cancellationToken)))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<Replayed>, NotFound>> ReplayAsync(
        string queue,
        ErrorQueues queues,
        CancellationToken cancellationToken
    ) => queues.Has(queue) ? TypedResults.Ok(new Replayed(await queues.ReplayAsync(queue, cancellationToken))) : TypedResults.NotFound();

    private static async Task<Results<Ok<Deleted>, NotFound>> DeleteAsync(
        string queue,
        ErrorQueues queues,
        CancellationToken cancellationToken
    ) => queues.Has(queue) ? TypedResults.Ok(new Deleted(await queues.DeleteAsync(queue, cancellationToken))) : TypedResults.NotFound();
}

/// <summary>The service's queues.</summary>
internal sealed record ErrorQueueList(IReadOnlyList<ErrorQueue> Items);

/// <summary>A consumer's queue, and how many messages its consumer gave up on.</summary>
internal sealed record ErrorQueue(string Queue, long Failed);

/// <summary>The oldest messages of an error queue.</summary>
internal sealed record FailedMessageList(IReadOnlyList<FailedMessage> Items);

/// <summary>How many messages were sent to their consumer again.</summary>
internal sealed record Replayed(int Count);

/// <summary>How many messages were deleted.</summary>
internal sealed record Deleted(long Count);
