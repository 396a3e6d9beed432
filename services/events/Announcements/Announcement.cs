using System.ComponentModel.DataAnnotations;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Events.Announcements;

/// <summary>A message of an organizer to all attendees of their event. It is never changed.</summary>
internal sealed class Announcement
{
    /// <summary>Graphemes of the longest text.</summary>
    public const int TextLength = 1000;

    public required Guid Id { get; init; }

    public required Guid EventId { get; init; }

    public required string Text { get; init; }

    /// <summary>The number of attendees that it was sent to.</summary>
    public required int Attendees { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A message to all attendees.</summary>
/// <param name="Text">Its text, of at most 1000 characters.</param>
internal sealed record AnnouncementRequest([Required, Graphemes(Announcement.TextLength), MultiLine] string Text)
    : IHasExample<AnnouncementRequest>
{
    public static AnnouncementRequest Example => new("We moved to the large kitchen on the second floor. See you at seven!");
}

/// <summary>A message of an event's organizer to all attendees.</summary>
/// <param name="Id">The announcement's id.</param>
/// <param name="Text">The organizer's words.</param>
/// <param name="Attendees">The number of attendees that it was sent to.</param>
/// <param name="CreatedAt">When it was sent.</param>
internal sealed record AnnouncementView(Guid Id, string Text, int Attendees, DateTimeOffset CreatedAt) : IHasExample<AnnouncementView>
{
    public static AnnouncementView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            AnnouncementRequest.Example.Text,
            17,
            new DateTimeOffset(2026, 12, 3, 8, 30, 0, TimeSpan.Zero)
        );

    public static AnnouncementView Of(Announcement announcement) =>
        new(announcement.Id, announcement.Text, announcement.Attendees, announcement.CreatedAt);
}
