using Community.Messaging.Messages;
using Community.Platform.Http.OpenApi;

namespace Community.Messaging.Notifications;

/// <summary>A notification of the caller.</summary>
/// <param name="Id">The notification's id.</param>
/// <param name="Kind">
/// <c>connection_request</c>, <c>connection_accepted</c>, <c>follow</c>, <c>message</c>, <c>mention</c>, <c>reply</c>, <c>missed_call</c>,
/// <c>rsvp</c>, <c>waitlist</c>, <c>invitation</c>, <c>payment</c>, <c>moderation</c>, <c>course</c>, <c>badge</c>, <c>join_request</c>,
/// <c>join_answer</c>, <c>opportunity</c>, <c>role</c>, <c>webhook</c> or <c>announcement</c>.
/// </param>
/// <param name="Title">A few words.</param>
/// <param name="Text">A sentence.</param>
/// <param name="ActorId">The last actor; null: no user in particular.</param>
/// <param name="Actor">The same, as others see them; null: the account is gone.</param>
/// <param name="Count">How often it happened since the caller last read it.</param>
/// <param name="Target">The thing that it links to.</param>
/// <param name="Link">The path of the web client that shows it.</param>
/// <param name="CreatedAt">When it first happened.</param>
/// <param name="UpdatedAt">When it last happened: the order of the list.</param>
/// <param name="ReadAt">When the caller read it; null: not yet.</param>
internal sealed record NotificationView(
    Guid Id,
    string Kind,
    string Title,
    string Text,
    Guid? ActorId,
    AuthorView? Actor,
    int Count,
    TargetView Target,
    string Link,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? ReadAt
) : IHasExample<NotificationView>
{
    public static NotificationView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            NotificationKind.Reply,
            "New replies",
            "Maya Haddad and 4 others answered you in Openings.",
            AuthorView.Example.Id,
            AuthorView.Example,
            7,
            new(TargetType.Channel, Guid.Parse("0198c0de-0000-7000-8000-0000000000c0")),
            "/channels/0198c0de-0000-7000-8000-0000000000c0",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 42, 0, TimeSpan.Zero),
            null
        );
}

/// <summary>The thing that a notification links to.</summary>
/// <param name="Type">
/// <c>user</c>, <c>connection</c>, <c>channel</c>, <c>message</c>, <c>event</c>, <c>community</c>, <c>order</c>, <c>subscription</c>,
/// <c>course</c>, <c>badge</c>, <c>account</c>, <c>opportunity</c>, <c>webhook</c> or <c>bot</c>.
/// </param>
/// <param name="Id">Its id, if it has one.</param>
internal sealed record TargetView(string Type, Guid? Id);
