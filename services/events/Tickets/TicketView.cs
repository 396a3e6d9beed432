using Community.Events.Registrations;
using Community.Platform.Http.OpenApi;

namespace Community.Events.Tickets;

/// <summary>A ticket.</summary>
/// <param name="Code">The code to type if the QR code cannot be scanned.</param>
/// <param name="Status">The registration's status: confirmed or checked_in is valid; cancelled and refunded are not.</param>
/// <param name="EventId">The event.</param>
/// <param name="EventName">Its name.</param>
/// <param name="EventStatus">published or cancelled.</param>
/// <param name="StartDatetime">When it begins.</param>
/// <param name="EndDatetime">When it is over.</param>
/// <param name="TimeZone">IANA name of the zone that it is announced in.</param>
/// <param name="LocationName">The place's name.</param>
/// <param name="RegistrationId">The registration.</param>
/// <param name="HolderId">The ticket's holder.</param>
/// <param name="HolderName">The holder's full name, or username; null if it is not known here (yet).</param>
/// <param name="CheckedInAt">When the holder arrived.</param>
/// <param name="Payload">The signed text of the QR code; null if the ticket is not valid.</param>
internal sealed record TicketView(
    string Code,
    string Status,
    Guid EventId,
    string EventName,
    string EventStatus,
    DateTimeOffset StartDatetime,
    DateTimeOffset EndDatetime,
    string TimeZone,
    string? LocationName,
    Guid RegistrationId,
    Guid HolderId,
    string? HolderName,
    DateTimeOffset? CheckedInAt,
    string? Payload
) : IHasExample<TicketView>
{
    public static TicketView Example =>
        new(
            "COMM-A1B2C3D4",
            RegistrationStatus.Confirmed,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            "Evening bake",
            "published",
            new DateTimeOffset(2026, 12, 4, 15, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 12, 4, 18, 0, 0, TimeSpan.Zero),
            "Asia/Dubai",
            "Harbour kitchen",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            "Maya Haddad",
            null,
            "eyJhbGciOiJFUzI1NiIsInR5cCI6InRpY2tldCIsImtpZCI6IjAxIn0.eyJldmVudCI6IjAxOThjMGRlIn0.c2lnbmF0dXJl"
        );
}
