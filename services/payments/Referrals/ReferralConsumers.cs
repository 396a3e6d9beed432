using Community.Contracts.Identity;
using Community.Payments.Data;
using MassTransit;

namespace Community.Payments.Referrals;

internal sealed class WhenUserRegistered(PaymentsDb db, TimeProvider clock) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context) =>
        context.Message.ReferredBy is { } referrer
            ? db.NoteReferralAsync(context.Message.UserId, referrer, clock.GetUtcNow())
            : Task.CompletedTask;
}
