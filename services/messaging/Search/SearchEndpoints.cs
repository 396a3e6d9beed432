using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Messaging.Channels;
using Community.Messaging.Messages;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Messaging.Search;

/// <summary>Searching messages.</summary>
internal static class SearchEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/messages/search", SearchAsync).NotStored("may be of a conversation of two").WithTags("Search").RequireSignedIn();

    /// <summary>Searches the messages that the caller may read, the newest first.</summary>
    /// <remarks>
    /// All words must be there, in any form if the operator chose their language; <c>"a phrase"</c>, <c>-without</c> and
    /// <c>one OR other</c> have their usual meaning, and the last word may be unfinished. Deleted messages are not found.
    /// </remarks>
    /// <param name="filter">The words, and where to search.</param>
    /// <param name="page">The part to list.</param>
    private static async Task<Results<Ok<CursorPage<MessageHitView>>, BadRequestProblem>> SearchAsync(
        [AsParameters] MessageFilter filter,
        [AsParameters] CursorQuery page,
        ClaimsPrincipal caller,
        MessageSearch search,
        CancellationToken cancellationToken
    ) => TypedResults.Ok(await search.FindAsync(SearchQuery.Parse(filter.Q)!, filter, page, caller.UserId(), cancellationToken));
}

/// <summary>The words to search in messages, and where.</summary>
/// <param name="Q">Words that must all be there, "a phrase" in quotes, -without, one OR other; the last word may be unfinished.</param>
/// <param name="ChannelId">Only in this channel.</param>
/// <param name="AuthorId">Only by this person.</param>
/// <param name="CommunityId">Only in this community's threads.</param>
internal sealed record MessageFilter(
    [property: FromQuery(Name = "q"), SingleLine, StringLength(SearchQuery.MaxLength, MinimumLength = 1), SearchWords] string Q,
    [property: FromQuery(Name = "channel_id")] Guid? ChannelId = null,
    [property: FromQuery(Name = "author_id")] Guid? AuthorId = null,
    [property: FromQuery(Name = "community_id")] Guid? CommunityId = null
);

/// <summary>A message that was found.</summary>
/// <param name="Message">The message.</param>
/// <param name="Highlight">The matching piece of it: HTML that is safe to show, with no elements but mark.</param>
/// <param name="Channel">Where it was written; null: the channel was deleted a moment ago.</param>
internal sealed record MessageHitView(MessageView Message, string Highlight, ChannelSummaryView? Channel) : IHasExample<MessageHitView>
{
    public static MessageHitView Example =>
        new(MessageView.Example, "See you at **<mark>seven</mark>**, @omar", ChannelSummaryView.Example);
}

/// <summary>The position where a search continues.</summary>
internal sealed record HitPosition(Guid Id);
