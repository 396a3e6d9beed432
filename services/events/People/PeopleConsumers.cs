using Community.Contracts.Identity;
using Community.Events.Data;
using Community.Events.Registrations;
using Community.People;
using MassTransit;

namespace Community.Events.People;

internal sealed class WhenUserRegistered(EventsDb db) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var registered = context.Message;
        return db.ApplyProfileAsync(registered.UserId, registered.Version, registered.Profile, registered.IsGuest);
    }
}

internal sealed class WhenUserProfileUpdated(EventsDb db) : IConsumer<UserProfileUpdated>
{
    public Task Consume(ConsumeContext<UserProfileUpdated> context)
    {
        var updated = context.Message;
        return db.ApplyProfileAsync(updated.UserId, updated.Version, updated.Profile, updated.IsGuest);
    }
}

internal sealed class WhenUserSuspended(EventsDb db, SeatStore seats, TimeProvider clock) : IConsumer<UserSuspended>
{
    public async Task Consume(ConsumeContext<UserSuspended> context)
    {
        var suspended = context.Message;
        var hidden = suspended.IsSuspended ? [] : await db.LockHiddenSeatsAsync(suspended.UserId, clock.GetUtcNow());
        await db.ApplySuspensionAsync(suspended.UserId, suspended.Version, suspended.IsSuspended, suspended.Until);
        foreach (var id in hidden)
        {
            // An event that is still hidden, after an event of the bus that came late, gives none.
            await seats.ApplyAsync(db, id, new OfferFreeSeats());
        }
    }
}

internal sealed class WhenUserVerified(EventsDb db) : IConsumer<UserVerified>
{
    public Task Consume(ConsumeContext<UserVerified> context) => db.ApplyVerificationAsync(context.Message.UserId);
}
