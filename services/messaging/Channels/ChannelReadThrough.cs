using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Messaging.Communities;
using Community.Messaging.Data;
using Community.Messaging.EventChats;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Channels;

/// <summary>
/// Owner lookup for facts that the bus has not delivered yet: whether a user belongs to a community, or is registered for an event. The
/// answer goes into the projection, so that it is looked up once. If the owner does not answer, that is said (503): a refusal could be
/// wrong.
/// </summary>
internal sealed class ChannelReadThrough(OwnerClient owners, IServiceScopeFactory scopes)
{
    /// <summary>Asks the owner. True if the answer may change the person's relation to the channel.</summary>
    /// <exception cref="ProblemException">503: the owner is away.</exception>
    public async Task<bool> BringAsync(Channel channel, Guid userId) =>
        channel switch
        {
            { CommunityId: { } communityId } => await BringMembershipAsync(communityId, userId),
            { EventId: { } eventId } => await BringRegistrationAsync(eventId, userId),
            _ => false,
        };

    /// <inheritdoc cref="BringAsync(Channel, Guid)"/>
    public async Task<bool> BringAsync(Guid channelId, Guid userId)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        return await db.Channels.AsNoTracking().SingleOrDefaultAsync(channel => channel.Id == channelId) is { } channel
            && await BringAsync(channel, userId);
    }

    /// <summary>Looks up a community and a user's membership of it.</summary>
    /// <exception cref="ProblemException">503: social is away.</exception>
    public async Task<bool> BringMembershipAsync(Guid communityId, Guid userId)
    {
        var held = await owners.RequireAsync<MembershipSnapshot>("social", $"/internal/communities/{communityId}/members/{userId}");
        if (held is null)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        await db.ApplyCommunityAsync(
            communityId,
            held.CommunityVersion,
            held.CommunityName,
            held.CommunityKind,
            held.CommunityVisibility,
            isHidden: !held.CommunityIsOpen
        );
        if (held.Version > 0)
        {
            await db.ApplySnapshotAsync(held);
        }

        return true;
    }

    /// <summary>Looks up an event and a user's registration for it.</summary>
    /// <exception cref="ProblemException">503: events is away.</exception>
    public async Task<bool> BringRegistrationAsync(Guid eventId, Guid userId)
    {
        var held = await owners.RequireAsync<RegistrationSnapshot>("events", $"/internal/events/{eventId}/registrations/{userId}");
        if (held is null)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MessagingDb>();
        await db.ApplyEventAsync(eventId, held.EventVersion, held.OrganizerId, held.Name);
        if (held.RegistrationId is { } registrationId)
        {
            await db.ApplyRegistrationAsync(registrationId, eventId, userId, held.Version, held.IsConfirmed);
        }

        return true;
    }
}
