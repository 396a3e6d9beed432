using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Messaging.Search;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Community.Messaging.Threads;

/// <summary>Discussions in communities.</summary>
internal static class ThreadEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var inCommunity = api.MapGroup("/communities/{id:guid}/threads").WithTags("Threads").RequireAuthorization(Policies.SignedIn);
        inCommunity.MapGet("/", ListAsync);
        inCommunity.MapPost("/", OpenAsync).Idempotent();
        var threads = api.MapGroup("/threads").WithTags("Threads").RequireAuthorization(Policies.SignedIn);
        threads.MapGet("/search", SearchAsync);
        threads.MapGet("/{id:guid}", ShowAsync);
        threads.MapPatch("/{id:guid}", ChangeAsync).MayRecordAct(ModeratorActs.ThreadChanged);
        threads.MapDelete("/{id:guid}", DeleteAsync).MayRecordAct(ModeratorActs.ThreadDeleted);
        threads.MapPut("/{id:guid}/pin", PinAsync).RecordsAct(ModeratorActs.ThreadPinned);
        threads.MapDelete("/{id:guid}/pin", UnpinAsync).RecordsAct(ModeratorActs.ThreadUnpinned);
        threads.MapPut("/{id:guid}/lock", LockAsync).RecordsAct(ModeratorActs.ThreadLocked);
        threads.MapDelete("/{id:guid}/lock", UnlockAsync).RecordsAct(ModeratorActs.ThreadUnlocked);
        threads.MapGet("/{id:guid}/messages", HistoryAsync);
        threads.MapPost("/{id:guid}/messages", PostAsync);
    }

    /// <summary>Lists a community's threads: pinned ones first, then the last active.</summary>
    /// <param name="id">The community's id.</param>
    /// <param name="filter">Which threads.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<ThreadView>>, BadRequestProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] ThreadFilter filter,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadReader threads,
        CancellationToken cancellationToken
    )
    {
        await channels.RequireCommunityAsync(id, caller.UserId(), toWrite: false);
        return TypedResults.Ok(await threads.InCommunityAsync(id, filter, page, caller.UserId(), cancellationToken));
    }

    /// <summary>Opens a thread in a community that the caller is a member of.</summary>
    /// <param name="id">The community's id.</param>
    /// <param name="thread">The thread.</param>
    private static async Task<Results<Created<ThreadView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem>> OpenAsync(
        Guid id,
        NewThread thread,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer
    )
    {
        var me = caller.UserId();
        if ((await channels.RequireCommunityAsync(id, me, toWrite: true)).Rights.Refusal is { } refusal)
        {
            return ChannelAccess.Refuse(refusal);
        }

        var opened = await writer.OpenAsync(id, thread, me);
        return TypedResults.Created($"/api/v1/threads/{opened.Id}", opened);
    }

    /// <summary>Searches the threads that the caller may read, in all communities: title, tags and content; the best first.</summary>
    /// <param name="search">The words, and where to search.</param>
    /// <param name="page">The page.</param>
    private static async Task<Results<Ok<Page<ThreadView>>, BadRequestProblem>> SearchAsync(
        [AsParameters] ThreadSearch search,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        ThreadReader threads,
        CancellationToken cancellationToken
    ) =>
        TypedResults.Ok(
            await threads.SearchAsync(SearchQuery.Parse(search.Q)!, search.CommunityId, page, caller.UserId(), cancellationToken)
        );

    /// <summary>Shows a thread.</summary>
    /// <remarks>Moderators of the platform see reported threads, wherever they are, also if they are held back or removed.</remarks>
    /// <param name="id">The thread's id.</param>
    private static async Task<Results<Ok<ThreadView>, NotFoundProblem>> ShowAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadReader threads,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsModerator() && await threads.FindForModeratorAsync(id, caller.UserId(), cancellationToken) is { } reported)
        {
            return TypedResults.Ok(reported);
        }

        await RequireThreadAsync(id, caller.UserId(), channels);
        return TypedResults.Ok(await threads.FindAsync(id, caller.UserId(), cancellationToken) ?? throw ChannelAccess.NoSuch("thread"));
    }

    /// <summary>Changes a thread's title, content or tags. Its author can, while they may write in it, and so can moderators.</summary>
    /// <remarks>Not while moderators decide about a thread that a rule holds back (409 <c>held</c>).</remarks>
    /// <param name="id">The thread's id.</param>
    /// <param name="changes">The changes; absent fields stay as they are.</param>
    private static async Task<Results<Ok<ThreadView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>> ChangeAsync(
        Guid id,
        ThreadChanges changes,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer,
        ThreadReader threads
    )
    {
        var me = caller.UserId();
        var (found, thread) = await RequireAsync(id, me, channels, threads);
        if (thread.CreatedBy != me && !found.Rights.MayModerate)
        {
            return NotYours();
        }

        if (found.Rights.Refusal is { } refusal)
        {
            return ChannelAccess.Refuse(refusal);
        }

        await writer.ChangeAsync(id, changes, me);
        return TypedResults.Ok(await threads.FindAsync(id, me) ?? throw ChannelAccess.NoSuch("thread"));
    }

    /// <summary>
    /// Deletes a thread with its messages. Its author can, as long as no other user has written in it, and so can moderators.
    /// </summary>
    /// <param name="id">The thread's id.</param>
    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem, ConflictProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer,
        ThreadReader threads
    )
    {
        var me = caller.UserId();
        var (found, thread) = await RequireAsync(id, me, channels, threads);
        if (thread.CreatedBy != me && !found.Rights.MayModerate)
        {
            return NotYours();
        }

        await writer.DeleteAsync(id, me, found.Rights.MayModerate);
        return TypedResults.NoContent();
    }

    /// <summary>Pins a thread to the top of its community's list. Owners and moderators can.</summary>
    /// <param name="id">The thread's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> PinAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer
    ) => ModerateAsync(id, caller, channels, by => writer.PinAsync(id, isPinned: true, by));

    /// <summary>Unpins a thread. Owners and moderators can.</summary>
    /// <param name="id">The thread's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> UnpinAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer
    ) => ModerateAsync(id, caller, channels, by => writer.PinAsync(id, isPinned: false, by));

    /// <summary>Locks a thread, so that only owners and moderators can write in it. Owners and moderators can.</summary>
    /// <param name="id">The thread's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> LockAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer
    ) => ModerateAsync(id, caller, channels, by => writer.LockAsync(id, isLocked: true, by));

    /// <summary>Unlocks a thread. Owners and moderators can.</summary>
    /// <param name="id">The thread's id.</param>
    private static Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> UnlockAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadWriter writer
    ) => ModerateAsync(id, caller, channels, by => writer.LockAsync(id, isLocked: false, by));

    /// <summary>Reads a thread's messages, in the order of their numbers.</summary>
    /// <param name="id">The thread's id.</param>
    /// <param name="query">The part to read.</param>
    private static async Task<Results<Ok<MessagePage>, BadRequestProblem, NotFoundProblem>> HistoryAsync(
        Guid id,
        [AsParameters] HistoryQuery query,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        ThreadPages pages,
        MessageReader messages,
        CancellationToken cancellationToken
    )
    {
        var isOneWay = query.BeforeSeq is null || query.AfterSeq is null;
        if (isOneWay && await pages.FindAsync(new(id, caller.UserId(), query), cancellationToken) is { } page)
        {
            return TypedResults.Ok(MessagePage.Of(page.Messages, query.Limit, query.AfterSeq is not null, page.LastSeq));
        }

        var thread = await RequireThreadAsync(id, caller.UserId(), channels);
        return TypedResults.Ok(await messages.HistoryAsync(thread.Channel, query, caller.UserId(), cancellationToken));
    }

    /// <summary>Writes in a thread.</summary>
    /// <remarks>
    /// The same <c>client_id</c> sent again is the same message (200 instead of 201): a request may be repeated until it is answered.
    /// </remarks>
    /// <param name="id">The thread's id.</param>
    /// <param name="message">The message.</param>
    private static Task<
        Results<Created<MessageView>, Ok<MessageView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > PostAsync(Guid id, PostMessage message, ClaimsPrincipal caller, ChannelBatcher batcher, MessageReader messages) =>
        batcher.PostAsync(id, message, caller.UserId(), messages, "thread");

    private static async Task<Results<NoContent, ForbiddenProblem, NotFoundProblem>> ModerateAsync(
        Guid id,
        ClaimsPrincipal caller,
        ChannelAccess channels,
        Func<Guid, Task> change
    )
    {
        if (!(await RequireThreadAsync(id, caller.UserId(), channels)).Rights.MayModerate)
        {
            return Problem.Forbidden("Only the community's owners and moderators can do this.", "not_a_moderator");
        }

        await change(caller.UserId());
        return TypedResults.NoContent();
    }

    private static async Task<(FoundChannel Found, ThreadView Thread)> RequireAsync(
        Guid id,
        Guid caller,
        ChannelAccess channels,
        ThreadReader threads
    ) => (await RequireThreadAsync(id, caller, channels), await threads.FindAsync(id, caller) ?? throw ChannelAccess.NoSuch("thread"));

    private static async Task<FoundChannel> RequireThreadAsync(Guid id, Guid caller, ChannelAccess channels) =>
        await channels.FindAsync(id, caller) is { Channel.Kind: ChannelKind.Thread } found ? found : throw ChannelAccess.NoSuch("thread");

    private static ForbiddenProblem NotYours() =>
        Problem.Forbidden("This thread belongs to another user. Only its author and moderators can do this.", "not_the_author");
}
