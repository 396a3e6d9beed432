namespace Community.Social.Feed;

/// <summary>An activity: an action of a user that others may read.</summary>
internal sealed class Activity
{
    /// <summary>UUIDv7 of <see cref="OccurredAt"/>: it orders the feed.</summary>
    public required Guid Id { get; init; }

    public required Guid ActorId { get; init; }

    /// <summary>One of <see cref="ActivityKind"/>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>The followed or connected user.</summary>
    public Guid? UserId { get; init; }

    public Guid? CommunityId { get; init; }

    /// <summary>The event (a gathering).</summary>
    public Guid? EventId { get; init; }

    public Guid? ThreadId { get; init; }

    public Guid? PhotoId { get; init; }

    /// <summary>A name or address from the source.</summary>
    public string? Text { get; init; }

    /// <summary>The connection, follow, membership, registration, photo, … from which it was made.</summary>
    public required Guid SourceId { get; init; }
}

internal static class ActivityKind
{
    public const string Rsvp = "rsvp";
    public const string EventCreated = "event_created";
    public const string PhotoUploaded = "photo_uploaded";
    public const string Followed = "followed";
    public const string Connected = "connected";
    public const string CommunityCreated = "community_created";
    public const string Joined = "joined";
    public const string ThreadCreated = "thread_created";
    public const string CourseCompleted = "course_completed";
    public const string BadgeEarned = "badge_earned";
}
