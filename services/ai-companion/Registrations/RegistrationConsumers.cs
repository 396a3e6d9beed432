using Community.Companion.Data;
using Community.Contracts.Events;
using MassTransit;

namespace Community.Companion.Registrations;

internal sealed class WhenRsvpConfirmed(CompanionDb db) : IConsumer<RsvpConfirmed>
{
    public Task Consume(ConsumeContext<RsvpConfirmed> context)
    {
        var r = context.Message;
        return db.ApplyRegistrationAsync(r.RegistrationId, r.Version, r.CommunityEventId, r.UserId, isConfirmed: true);
    }
}

internal sealed class WhenRsvpCancelled(CompanionDb db) : IConsumer<RsvpCancelled>
{
    public Task Consume(ConsumeContext<RsvpCancelled> context)
    {
        var r = context.Message;
        return db.ApplyRegistrationAsync(r.RegistrationId, r.Version, r.CommunityEventId, r.UserId, isConfirmed: false);
    }
}
