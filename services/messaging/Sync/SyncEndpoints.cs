using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Localization;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Messaging.Sync;

/// <summary>The log of the caller: the whole state in one answer, then its changes.</summary>
internal static class SyncEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var sync = api.MapGroup("/sync").WithTags("Sync").RequireAuthorization(Policies.SignedIn);
        sync.MapGet("/", ReadAsync).NotStored("has everything that concerns a person").WithName("sync_read");
        sync.MapGet("/channels", ChannelsAsync).WithName("sync_channels");
    }

    /// <summary>Reads the caller's state, or the changes since an earlier answer.</summary>
    /// <remarks>
    /// Without <c>since</c>, the answer is the whole state, the newest entries of each kind. With the <c>token</c> of an earlier answer, it
    /// is the changes since then. Keep the newest token and ask again: nothing is skipped, and an entry may come twice. A token that is
    /// unknown, or older than 30 days, gets the whole state again (<c>is_whole</c>). With <c>wait</c>, an answer without changes is held
    /// back until there is one, for at most so many seconds.
    /// </remarks>
    /// <param name="query">Since when, and how long to wait.</param>
    private static async Task<Results<Ok<SyncView>, BadRequestProblem>> ReadAsync(
        [AsParameters] SyncQuery query,
        ClaimsPrincipal caller,
        HttpRequest request,
        SyncWaits waits,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await waits.ReadAsync(
                caller.UserId(),
                query.Since,
                TimeSpan.FromSeconds(query.Wait),
                TextLanguage.Of(request) ?? TextLanguage.English,
                cancellationToken
            )
        );

    /// <summary>Lists all channels of the caller's log, the last active first.</summary>
    /// <remarks>The whole state has the first of them; its <c>channels_cursor</c> continues here.</remarks>
    /// <param name="page">The part to list.</param>
    private static async Task<Results<Ok<CursorPage<SyncChannel>>, BadRequestProblem>> ChannelsAsync(
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        SyncReader log,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await log.ChannelsAsync(caller.UserId(), page, cancellationToken));
}

/// <summary>Since when, and how long to wait.</summary>
/// <param name="Since">The token of an earlier answer; absent: the whole state.</param>
/// <param name="Wait">How many seconds to wait for a change, 0 to 25.</param>
internal sealed record SyncQuery(
    [property: FromQuery(Name = "since"), StringLength(2048)] string? Since = null,
    [property: FromQuery(Name = "wait"), Range(0, SyncWaits.Longest)] int Wait = 0
);
