using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Feed;

/// <summary>A filter of activities.</summary>
/// <param name="Kind">Only those of this kind.</param>
internal sealed record ActivityFilter(
    [property: AllowedValues(
        null,
        ActivityKind.Rsvp,
        ActivityKind.EventCreated,
        ActivityKind.PhotoUploaded,
        ActivityKind.Followed,
        ActivityKind.Connected,
        ActivityKind.CommunityCreated,
        ActivityKind.Joined,
        ActivityKind.ThreadCreated,
        ActivityKind.CourseCompleted,
        ActivityKind.BadgeEarned,
        ErrorMessage = "must be rsvp, event_created, photo_uploaded, followed, connected, community_created, joined, thread_created, course_completed or badge_earned"
    )]
        string? Kind = null
);

/// <summary>An activity of a user. Which of the last members are present depends on the kind.</summary>
/// <param name="Id">The activity's id.</param>
/// <param name="Kind">
/// rsvp, event_created, photo_uploaded, followed, connected, community_created, joined, thread_created, course_completed or badge_earned.
/// </param>
/// <param name="Actor">The user.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="User">The followed or connected user.</param>
/// <param name="Community">The community that was founded or joined, or that has the thread.</param>
/// <param name="Event">The event.</param>
/// <param name="Thread">The thread that was opened.</param>
/// <param name="PhotoUrl">The path of the photo, relative to the gateway.</param>
/// <param name="CourseId">The course that was completed.</param>
/// <param name="Badge">The name of the badge that was earned.</param>
internal sealed record ActivityView(
    Guid Id,
    string Kind,
    PersonSummary Actor,
    DateTimeOffset OccurredAt,
    PersonSummary? User,
    ActivityCommunity? Community,
    ActivityEvent? Event,
    ActivityThread? Thread,
    string? PhotoUrl,
    Guid? CourseId,
    string? Badge
) : IHasExample<ActivityView>
{
    public static ActivityView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-00000000000a"),
            ActivityKind.ThreadCreated,
            PersonSummary.Example,
            new DateTimeOffset(2026, 11, 20, 18, 30, 0, TimeSpan.Zero),
            null,
            ActivityCommunity.Example,
            null,
            ActivityThread.Example,
            null,
            null,
            null
        );
}

/// <summary>A community in an activity.</summary>
/// <param name="Id">The community's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind">group, circle or community.</param>
internal sealed record ActivityCommunity(Guid Id, string Name, string Kind) : IHasExample<ActivityCommunity>
{
    public static ActivityCommunity Example => new(Guid.Parse("0198c0de-0000-7000-8000-00000000000b"), "Harbour runners", "circle");
}

/// <summary>An event in an activity.</summary>
/// <param name="Id">The event's id.</param>
/// <param name="Name">Its name.</param>
/// <param name="StartDatetime">When it begins.</param>
internal sealed record ActivityEvent(Guid Id, string Name, DateTimeOffset StartDatetime) : IHasExample<ActivityEvent>
{
    public static ActivityEvent Example =>
        new(Guid.Parse("0198c0de-0000-7000-8000-00000000000c"), "Evening bake", new DateTimeOffset(2026, 12, 1, 18, 0, 0, TimeSpan.Zero));
}

/// <summary>A thread in an activity.</summary>
/// <param name="Id">The thread's id.</param>
/// <param name="Title">Its title.</param>
internal sealed record ActivityThread(Guid Id, string Title) : IHasExample<ActivityThread>
{
    public static ActivityThread Example => new(Guid.Parse("0198c0de-0000-7000-8000-00000000000d"), "Shoes for wet streets");
}

/// <summary>The activities of a user, the newest first, with counts.</summary>
/// <param name="Items">The activities in order.</param>
/// <param name="NextCursor">The cursor of the next page; null at the end.</param>
/// <param name="Counts">Counts of all that the caller may know of, regardless of the page and the kind.</param>
internal sealed record PersonActivity(IReadOnlyList<ActivityView> Items, string? NextCursor, ActivityCounts Counts)
    : IHasExample<PersonActivity>
{
    public static PersonActivity Example => new([ActivityView.Example], null, ActivityCounts.Example);
}

/// <summary>The counts of a user. Each counts only objects that the caller may know of, like the corresponding list.</summary>
/// <param name="Connections">The number of connections.</param>
/// <param name="Followers">The number of followers.</param>
/// <param name="Following">The number of users whom the user follows.</param>
/// <param name="Communities">The number of memberships.</param>
/// <param name="EventsAttended">The number of events at which the user arrived.</param>
/// <param name="EventsCreated">The number of the user's events that were published and not cancelled.</param>
/// <param name="Threads">Threads opened within the time for which activities are kept (400 days).</param>
/// <param name="Photos">Photos uploaded within the same time.</param>
/// <param name="LastActiveAt">The time of the newest activity; null if there is none.</param>
internal sealed record ActivityCounts(
    int Connections,
    int Followers,
    int Following,
    int Communities,
    int EventsAttended,
    int EventsCreated,
    int Threads,
    int Photos,
    DateTimeOffset? LastActiveAt
) : IHasExample<ActivityCounts>
{
    public static ActivityCounts Example => new(48, 130, 75, 6, 12, 2, 9, 31, new DateTimeOffset(2026, 11, 20, 18, 30, 0, TimeSpan.Zero));
}
