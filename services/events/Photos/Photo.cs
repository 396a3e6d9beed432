namespace Community.Events.Photos;

/// <summary>A picture that a user took at an event.</summary>
internal sealed class Photo
{
    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    public required Guid UserId { get; init; }

    public required string ObjectKey { get; init; }

    public required string ContentType { get; init; }

    /// <summary>The alternative text: the content of the photo in words.</summary>
    public string? Alt { get; init; }

    public string? Caption { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When moderators removed it; queries leave removed photos out.</summary>
    public DateTimeOffset? RemovedAt { get; init; }
}
