using Community.Platform.Http.OpenApi;
using Community.Platform.Storage;

namespace Community.Events.Photos;

/// <summary>A picture that a user took at an event.</summary>
/// <param name="Id">The photo's id.</param>
/// <param name="EventId">The event.</param>
/// <param name="UserId">The uploader.</param>
/// <param name="Username">The uploader's handle; null if it is not known here (yet).</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Caption">In the uploader's words.</param>
/// <param name="Url">The path of the picture, relative to the gateway.</param>
/// <param name="ContentType">image/jpeg, image/png or image/webp.</param>
/// <param name="CreatedAt">When it was uploaded.</param>
/// <param name="Picture">The picture with its size, placeholder and description.</param>
internal sealed record PhotoView(
    Guid Id,
    Guid EventId,
    Guid UserId,
    string? Username,
    string? FullName,
    string? Caption,
    string Url,
    string ContentType,
    DateTimeOffset CreatedAt,
    PictureView Picture
) : IHasExample<PhotoView>
{
    public static PhotoView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            "maya",
            "Maya Haddad",
            "The first loaf.",
            UrlOf(Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"), Guid.Parse("0198c0de-0000-7000-8000-0000000000b1")),
            "image/jpeg",
            new DateTimeOffset(2026, 12, 4, 16, 10, 0, TimeSpan.Zero),
            PictureView.Example
        );

    /// <param name="photo">The photo.</param>
    /// <param name="username">The uploader's handle.</param>
    /// <param name="fullName">The uploader's name.</param>
    public static PhotoView Of(Photo photo, string? username, string? fullName)
    {
        var url = UrlOf(photo.EventId, photo.Id);
        return new(
            photo.Id,
            photo.EventId,
            photo.UserId,
            username,
            fullName,
            photo.Caption,
            url,
            photo.ContentType,
            photo.CreatedAt,
            PictureView.Of(url, photo.ObjectKey, photo.Alt)!
        );
    }

    public static string UrlOf(Guid eventId, Guid photoId) => $"/api/v1/events/{eventId}/photos/{photoId}";
}
