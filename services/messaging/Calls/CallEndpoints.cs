using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.People;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Messaging.Calls;

/// <summary>Reading calls. Everything else about calls goes over the hub.</summary>
internal static class CallEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var calls = api.MapGroup("/calls").WithTags("Calls").RequireAuthorization(Policies.SignedIn);
        calls.MapGet("/", ListAsync).NotStored("shows whom the caller called").WithName("calls_list");
        calls.MapGet("/ice-servers", IceServersAsync).NotStored("has credentials of relay servers");
        api.MapGet("/channels/{id:guid}/call", ShowAsync).WithTags("Calls").RequireAuthorization(Policies.SignedIn);
    }

    /// <summary>Lists the caller's calls, the latest first: those that ring or go on, and those of the last months.</summary>
    /// <remarks>Leaves out calls with a person with whom the caller has a block now.</remarks>
    private static async Task<Results<Ok<CursorPage<CallView>>, BadRequestProblem>> ListAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        NpgsqlDataSource database,
        CancellationToken cancellationToken
    )
    {
        _ = page.TryGetPosition<CallPosition>(out var after);
        await using var command = Command(
            database,
            $"""
            {CallRow.Select} WHERE c.id IN (
                SELECT mine.call_id FROM call_participants mine WHERE mine.user_id = $1 {(
                after is null ? "" : "AND mine.call_id < $3"
            )} AND NOT EXISTS (
                    SELECT FROM call_participants other JOIN hidden_from h ON h.other_id = other.user_id WHERE other.call_id = mine.call_id AND h.user_id = $1)
                ORDER BY mine.call_id DESC LIMIT $2)
            ORDER BY c.id DESC, {CallRow.Order}
            """,
            caller.UserId(),
            page.Limit + 1
        );
        if (after is not null)
        {
            command.Parameters.Add(new() { Value = after.Id });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return TypedResults.Ok(
            Cursor.Page(
                (await CallRow.ReadAsync(reader, cancellationToken)).ConvertAll(CallView.OfAll),
                page,
                call => new CallPosition(call.Id)
            )
        );
    }

    /// <summary>
    /// Lists the servers by which devices find each other, with credentials that are valid for an hour, unless the operator says otherwise.
    /// </summary>
    /// <remarks>
    /// The answers to <c>StartCall</c>, <c>AcceptCall</c>, <c>RejoinCall</c> and <c>ResumeCall</c> have them too. In a long call, the
    /// client asks here again.
    /// </remarks>
    private static async Task<Results<Ok<IceServersView>, ForbiddenProblem>> IceServersAsync(
        ClaimsPrincipal caller,
        Actors actors,
        IceServers servers
    )
    {
        await actors.RequireAsync(caller.UserId());
        return TypedResults.Ok(new IceServersView(servers.For(caller.UserId())));
    }

    /// <summary>Shows the call that goes on in a channel.</summary>
    /// <param name="id">The channel's id: a conversation's, a thread's or an event chat's.</param>
    private static async Task<Results<Ok<CallView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        CallTable table
    )
    {
        await channels.RequireAsync(id, caller.UserId(), "channel");
        return await table.FindLiveAsync(id, caller.UserId()) is { } callId && await table.FindAsync(callId) is { IsLive: true } call
            ? TypedResults.Ok(CallView.Of(call))
            : Problem.NotFound("There is no call here.", "no_such_call");
    }

    /// <summary>The position where a page of calls ends; their ids are in the order of time.</summary>
    private sealed record CallPosition(Guid Id);
}
