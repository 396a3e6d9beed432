namespace Community.Contracts.Events;

/// <summary>A user's present registration for a published or cancelled event, for a projection that the bus has not updated yet.</summary>
/// <param name="EventVersion">The event's version.</param>
/// <param name="OrganizerId">The event's organizer.</param>
/// <param name="Name">The event's name.</param>
/// <param name="RegistrationId">The person's registration, the one in force if there is one; null: there never was one.</param>
/// <param name="Version">The registration's version; 0 without one.</param>
/// <param name="IsConfirmed">Whether it is confirmed (or used already).</param>
public sealed record RegistrationSnapshot(
    long EventVersion,
    Guid OrganizerId,
    string Name,
    Guid? RegistrationId,
    long Version,
    bool IsConfirmed
);
