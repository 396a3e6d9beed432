using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Social.Data;
using Community.Social.People;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Connections;

/// <summary>The caller's connections and requests in both directions, as far as the caller sees the other users.</summary>
internal static class ConnectionLists
{
    /// <summary>Lists the caller's connections, the newest first.</summary>
    public static async Task<Results<Ok<CursorPage<ConnectionView>>, BadRequestProblem>> ListAsync(
        [AsParameters] ConnectionFilter filter,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        var edges = db.ConnectionEdges.Where(edge => edge.UserId == me);
        if (query.TryGetPosition<ConnectionPosition>(out var after))
        {
            edges = edges.Where(edge => edge.Since < after.At || (edge.Since == after.At && edge.OtherId > after.Id));
        }

        var people = db.SeenBy(me, clock.GetUtcNow()).Named(filter.Q);
        var rows = await (
            from edge in edges
            join person in people on edge.OtherId equals person.Id
            from connection in db.Connections.Where(row =>
                (row.LowId == me && row.HighId == edge.OtherId) || (row.LowId == edge.OtherId && row.HighId == me)
            )
            orderby edge.Since descending, edge.OtherId
            select new { Connection = connection, Person = person }
        )
            .Take(query.Limit + 1)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Cursor.Page(
                rows.ConvertAll(row => ConnectionView.Of(row.Connection, me, row.Person)),
                query,
                view => new ConnectionPosition(view.AcceptedAt!.Value, view.UserId)
            )
        );
    }

    /// <summary>Lists the unanswered requests, the newest first.</summary>
    public static async Task<Results<Ok<CursorPage<ConnectionView>>, BadRequestProblem>> ListPendingAsync(
        [AsParameters] PendingFilter filter,
        [AsParameters] CursorQuery query,
        ClaimsPrincipal caller,
        SocialDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        // A declined request is over for the asked user, and pending for the asker.
        var requests =
            filter.Direction == ConnectionDirection.Outgoing
                ? db.Connections.Where(request =>
                    request.FromId == me && (request.Status == ConnectionStatus.Pending || request.Status == ConnectionStatus.Declined)
                )
                : db.Connections.Where(request => request.ToId == me && request.Status == ConnectionStatus.Pending);
        if (query.TryGetPosition<ConnectionPosition>(out var after))
        {
            requests = requests.Where(request =>
                request.RequestedAt < after.At || (request.RequestedAt == after.At && request.Id > after.Id)
            );
        }

        var people = db.SeenBy(me, clock.GetUtcNow());
        var rows = await (
            from request in requests
            join person in people on request.FromId == me ? request.ToId : request.FromId equals person.Id
            orderby request.RequestedAt descending, request.Id
            select new { Connection = request, Person = person }
        )
            .Take(query.Limit + 1)
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            Cursor.Page(
                rows.ConvertAll(row => ConnectionView.Of(row.Connection, me, row.Person)),
                query,
                view => new ConnectionPosition(view.RequestedAt, view.Id)
            )
        );
    }

    private sealed record ConnectionPosition(DateTimeOffset At, Guid Id);
}

/// <summary>A filter of connections.</summary>
/// <param name="Q">Only users with this text in the username or full name, in any case.</param>
internal sealed record ConnectionFilter([property: SingleLine, StringLength(100)] string? Q = null);

/// <summary>A filter of requests.</summary>
/// <param name="Direction"><c>incoming</c>: requests that the caller received; <c>outgoing</c>: the caller's own.</param>
internal sealed record PendingFilter(
    [property: FromQuery(Name = "direction"), AllowedValues(ConnectionDirection.Incoming, ConnectionDirection.Outgoing)]
        string Direction = ConnectionDirection.Incoming
);
