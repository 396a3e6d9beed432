using System.ComponentModel.DataAnnotations;
using Community.Messaging.Messages;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Mvc;

namespace Community.Messaging.Threads;

/// <summary>A discussion in a community.</summary>
/// <param name="Id">The thread's id; its messages are in the channel of the same id.</param>
/// <param name="CommunityId">Where it was opened.</param>
/// <param name="Title">One line.</param>
/// <param name="Content">Its opening text: Markdown, as it was written.</param>
/// <param name="ContentHtml">The same as HTML that is safe to show.</param>
/// <param name="Tags">Words to find it by.</param>
/// <param name="CreatedBy">The opener's id.</param>
/// <param name="Author">The opener as others see them; null: the account is gone.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="UpdatedAt">When title, content or tags were last changed.</param>
/// <param name="MessageCount">Messages in it, without deleted ones.</param>
/// <param name="LastActivity">When it was opened or last written in.</param>
/// <param name="IsPinned">Whether it is pinned to the top.</param>
/// <param name="IsLocked">Whether only moderators may write in it.</param>
/// <param name="Unread">Messages that the reader has not read.</param>
/// <param name="IsHeld">Whether a rule holds it back until moderators have decided: only its author and moderators see it.</param>
internal sealed record ThreadView(
    Guid Id,
    Guid CommunityId,
    string Title,
    string Content,
    string ContentHtml,
    IReadOnlyList<string> Tags,
    Guid CreatedBy,
    AuthorView? Author,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    long MessageCount,
    DateTimeOffset LastActivity,
    bool IsPinned,
    bool IsLocked,
    long Unread,
    bool IsHeld
) : IHasExample<ThreadView>
{
    public static ThreadView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c0"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d0"),
            "Which opening for a beginner?",
            "I lose to the **London** every week.",
            "<p>I lose to the <strong>London</strong> every week.</p>",
            ["openings"],
            AuthorView.Example.Id,
            AuthorView.Example,
            new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 20, 18, 0, 0, TimeSpan.Zero),
            12,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            true,
            false,
            3,
            false
        );
}

/// <summary>A new thread.</summary>
/// <param name="Title">One line of 1 to 200 characters.</param>
/// <param name="Content">Its opening text: Markdown of at most 20,000 characters.</param>
/// <param name="Tags">At most 10 words of at most 50 characters to find it by.</param>
internal sealed record NewThread(
    [property: SingleLine, StringLength(NewThread.TitleLength, MinimumLength = 1)] string Title,
    [property: MultiLine(AllowEmpty = true), StringLength(NewThread.ContentLength)] string? Content = null,
    [property: MaxLength(NewThread.MostTags), StringLength(NewThread.TagLength), SingleLine] IReadOnlyList<string>? Tags = null
) : IHasExample<NewThread>
{
    public const int TitleLength = 200;
    public const int ContentLength = 20_000;
    public const int MostTags = 10;
    public const int TagLength = 50;

    public static NewThread Example => new("Which opening for a beginner?", "I lose to the **London** every week.", ["openings"]);
}

/// <summary>Changes of a thread; absent fields stay as they are.</summary>
[ChangedElsewhere("is_pinned", "is changed by PUT and DELETE /threads/{id}/pin")]
[ChangedElsewhere("is_locked", "is changed by PUT and DELETE /threads/{id}/lock")]
internal sealed record ThreadChanges : IHasExample<ThreadChanges>
{
    public static ThreadChanges Example => new() { Title = "Which opening against the London?" };

    /// <summary>One line of 1 to 200 characters.</summary>
    [SingleLine, StringLength(NewThread.TitleLength, MinimumLength = 1)]
    public Optional<string> Title { get; init; }

    /// <summary>Markdown of at most 20,000 characters.</summary>
    [MultiLine(AllowEmpty = true), StringLength(NewThread.ContentLength)]
    public Optional<string> Content { get; init; }

    /// <summary>At most 10 words of at most 50 characters; they replace all.</summary>
    [MaxLength(NewThread.MostTags), StringLength(NewThread.TagLength), SingleLine]
    public Optional<IReadOnlyList<string>> Tags { get; init; }
}

/// <summary>A filter of threads.</summary>
/// <param name="Tag">Only those with this tag.</param>
/// <param name="Author">Only those that this person opened.</param>
internal sealed record ThreadFilter(
    [property: FromQuery(Name = "tag"), SingleLine, StringLength(NewThread.TagLength)] string? Tag = null,
    [property: FromQuery(Name = "author")] Guid? Author = null
);

/// <summary>The words to search in threads, and where.</summary>
/// <param name="Q">Words that must all be there, "a phrase" in quotes, -without, one OR other; the last word may be unfinished.</param>
/// <param name="CommunityId">Only in this community.</param>
internal sealed record ThreadSearch(
    [property: FromQuery(Name = "q"), SingleLine, StringLength(Search.SearchQuery.MaxLength, MinimumLength = 1), Search.SearchWords]
        string Q,
    [property: FromQuery(Name = "community_id")] Guid? CommunityId = null
);
