using MassTransit;

namespace Community.Companion.Streaks;

/// <summary>Active days and streaks.</summary>
internal static class StreaksFeature
{
    public static void AddStreakConsumers(this IBusRegistrationConfigurator bus)
    {
        bus.AddConsumer<WhenRsvpCreated>();
        bus.AddConsumer<WhenAttendeeArrived>();
        bus.AddConsumer<WhenConnectionRequested>();
    }
}
