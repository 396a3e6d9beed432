using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Social.Connections;

/// <summary>Requests to connect, and the answers.</summary>
internal static class ConnectionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var connections = api.MapGroup("/connections").WithTags("Connections").RequireAuthorization(Policies.SignedIn);
        connections
            .MapPost("/", AskAsync)
            .WithName("connection_ask")
            .Idempotent()
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status429TooManyRequests));
        connections.MapGet("/", ConnectionLists.ListAsync).WithName("connections_list");
        connections.MapGet("/pending", ConnectionLists.ListPendingAsync).WithName("connections_pending");
        connections.MapPost("/{id:guid}/accept", AcceptAsync).WithName("connection_accept");
        connections.MapPost("/{id:guid}/decline", DeclineAsync).WithName("connection_decline");
        connections.MapDelete("/{id:guid}", EndAsync).WithName("connection_end");
    }

    /// <summary>Asks a user to connect.</summary>
    /// <remarks>
    /// If the other user has already asked, the two are connected at once: 200 with the status accepted. 409 with the reason
    /// already_connected, already_asked (a request can be repeated after 30 days), asked_too_often (withdrawn several times; see
    /// ask_again_at), too_many_connections, other_has_too_many_connections or too_many_pending_requests; 429 with the reason
    /// too_many_requests_today. The asker does not learn whether a request was declined: for them it stays pending.
    /// </remarks>
    /// <param name="request">The user to ask.</param>
    private static async Task<
        Results<Created<ConnectionView>, Ok<ConnectionView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > AskAsync(AskRequest request, ClaimsPrincipal caller, ConnectionStore connections)
    {
        if (request.UserId == caller.UserId())
        {
            return Problem.Invalid("user_id", FaultCode.DoesNotExist, "must be the id of another user");
        }

        var connection = await connections.AskAsync(caller.UserId(), request.UserId);
        return connection.Status == ConnectionStatus.Accepted
            ? TypedResults.Ok(connection)
            : TypedResults.Created((string?)null, connection);
    }

    /// <summary>Accepts a request that the caller was sent.</summary>
    /// <remarks>A repeat has no further effect. 409 with the reason too_many_connections or other_has_too_many_connections.</remarks>
    /// <param name="id">The connection's id.</param>
    private static async Task<Results<Ok<ConnectionView>, ForbiddenProblem, NotFoundProblem, ConflictProblem>> AcceptAsync(
        Guid id,
        ClaimsPrincipal caller,
        ConnectionStore connections
    ) => TypedResults.Ok(await connections.AcceptAsync(id, caller.UserId()));

    /// <summary>Declines a request that the caller was sent.</summary>
    /// <remarks>
    /// The asker is not notified. A repeat has no further effect; 409 with the reason already_connected if it was accepted.
    /// </remarks>
    /// <param name="id">The connection's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeclineAsync(
        Guid id,
        ClaimsPrincipal caller,
        ConnectionStore connections
    )
    {
        await connections.EndAsync(id, caller.UserId(), ConnectionCommand.Decline);
        return TypedResults.NoContent();
    }

    /// <summary>Withdraws a request of the caller's, or removes a connection.</summary>
    /// <param name="id">The connection's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> EndAsync(
        Guid id,
        ClaimsPrincipal caller,
        ConnectionStore connections
    )
    {
        await connections.EndAsync(id, caller.UserId(), ConnectionCommand.End);
        return TypedResults.NoContent();
    }
}

/// <param name="UserId">The user to ask.</param>
internal sealed record AskRequest(Guid UserId) : IHasExample<AskRequest>
{
    public static AskRequest Example => new(Guid.Parse("0198c0de-0000-7000-8000-000000000002"));
}
