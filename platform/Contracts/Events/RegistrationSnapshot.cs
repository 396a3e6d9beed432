namespace Community.Contracts.Events;

/// <summary>What somebody is to a published or cancelled event as events has it now, for a projection that the bus has not brought it to yet.</summary>
/// <param name="EventVersion">The event's version.</param>
/// <param name="OrganizerId">Who runs it.</param>
/// <param name="Name">The event's name.</param>
/// <param name="RegistrationId">The person's registration, the one in force if there is one; null: never had any.</param>
/// <param name="Version">The registration's version; 0 without one.</param>
/// <param name="IsConfirmed">Whether it is confirmed (or used already).</param>
public sealed record RegistrationSnapshot(long EventVersion, Guid OrganizerId, string Name, Guid? RegistrationId, long Version, bool IsConfirmed);
