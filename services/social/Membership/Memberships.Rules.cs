using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>
/// The only place where a membership begins, changes or ends. It has no input or output. It is used
/// under the lock of the community.
/// <code>
/// (none), over -> member        Admit      joined, accepted, paid
/// member -> member              SetRole    an owner makes owner, moderator, member; an owner steps down
/// member -> over                End        left, removed, banned, expired
/// (none), over -> pending       Ask        a request, by a link of the mode request
/// pending -> accepted | declined | withdrawn    Settle
/// </code>
/// All users may join a public community. Users with an invitation or a link may join a private one. Users who have paid may join a paid
/// one, invited or not. Banned users may not join. Members stay members when the community changes, until a transition above ends the
/// membership. The end of paid time ends only a paid membership. Invariants: the count equals the number of active memberships, and there
/// is always an owner.
/// </summary>
internal sealed partial class Memberships
{
    private const int RankOfModerators = 1;
    private const int RankOfOwners = 2;

    public static MembershipResult Apply(Memberships state, MembershipCommand command, DateTimeOffset now)
    {
        var result = command switch
        {
            _ when state.Community.DeletedAt is not null && command is not (PayOrder or FailOrder or RefundOrder or ForgetPerson) => new(
                MembershipOutcome.NotFound
            ),
            Join join => Join(state, join.UserId, now),
            JoinByLink link => JoinByLink(state, link, now),
            Leave leave => Leave(state, leave.UserId, now),
            Remove remove => Remove(state, remove, now),
            ChangeRole change => ChangeRole(state, change, now),
            Ban ban => Ban(state, ban, now),
            Unban unban => Unban(state, unban, now),
            AcceptRequest accept => Accept(state, accept, now),
            DeclineRequest decline => Decline(state, decline, now),
            WithdrawRequest withdraw => Withdraw(state, withdraw.UserId, now),
            PayOrder pay => Pay(state, pay, now),
            FailOrder fail => Fail(state, fail),
            RefundOrder refund => Refund(state, refund, now),
            RenewAccess renew => Renew(state, renew.UserId, now),
            OfferRenewal offer => OfferRenewal(state, offer.UserId, now),
            EndAccess end => EndAccess(state, end.UserId, now),
            ForgetPerson forget => Forget(state, forget.UserId, now),
            _ => throw new InvalidOperationException($"Unknown command: {command.GetType().Name}."),
        };
        if (result.Outcome == MembershipOutcome.Done && command is { Act: { } act, Actor: { } actor })
        {
            state._announced.Add(
                new StaffActed(NewId(now), now, actor, 1, "social", act, command.UserId, state.Community.Id, command.ActOutcome)
            );
        }

        return new(result.Outcome, result.Membership?.Copy(), result.Request?.Copy(), result.Order?.Copy());
    }

    // --- coming in ------------------------------------------------------------------------------------------------------

    private static MembershipResult Join(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (!MayKnow(state, userId))
        {
            return new(MembershipOutcome.NotFound);
        }

        return state.Member(userId) is { } member ? new(MembershipOutcome.Repeated, member) : Enter(state, userId, now);
    }

    private static MembershipResult JoinByLink(Memberships state, JoinByLink command, DateTimeOffset now)
    {
        if (!state.Community.IsOpen || state.Link(command.LinkId) is not { } link)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (state.Member(command.UserId) is { } member)
        {
            return new(MembershipOutcome.Repeated, member);
        }

        var isAsking = link.Mode == JoinLinkMode.Request && state.Community.IsPrivate;
        if (isAsking && state.Request(command.UserId) is { IsPending: true } pending)
        {
            return new(MembershipOutcome.Repeated, Request: pending);
        }

        if (link.IsOver(now) || (state.Community.IsPrivate && state.Ban(command.UserId, now) is not null))
        {
            return new(MembershipOutcome.NotFound);
        }

        var result = isAsking ? Ask(state, command.UserId, now) : Enter(state, command.UserId, now);
        // A user who withdraws and asks again does not use the link up.
        if (result.Outcome == MembershipOutcome.Done && result.Request?.CountedLinks?.Contains(link.Id) != true)
        {
            link.Uses++;
            state.UsedLinks.Add(link);
            if (result.Request is { } request)
            {
                request.CountedLinks = [.. request.CountedLinks ?? [], link.Id];
            }
        }

        return result;
    }

    /// <summary>For a user who may know of the community and is not a member.</summary>
    private static MembershipResult Enter(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (Refusal(state, userId, now) is { } refusal)
        {
            return new(refusal);
        }

        if (state.Community.Price is { } price && PaidTime.HeldAt(state.Access.Of(userId), now) is null)
        {
            return new(
                MembershipOutcome.PaymentRequired,
                Order: AccessOrders.Offer(state.Access, userId, price, now + state.Rules.Offer, now)
            );
        }

        return new(MembershipOutcome.Done, Admit(state, userId, now));
    }

    private static MembershipOutcome? Refusal(Memberships state, Guid userId, DateTimeOffset now) =>
        state.Ban(userId, now) is not null ? MembershipOutcome.Banned
        : !state.IsPresent(userId) ? MembershipOutcome.NoAccount
        : state.IsAtCircleLimit(userId) ? MembershipOutcome.CircleLimit
        : null;

    private static CommunityMember Admit(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (state.AnyMember(userId) is not { } member)
        {
            member = new CommunityMember
            {
                Id = NewId(now),
                CommunityId = state.Community.Id,
                UserId = userId,
                Version = 0,
                IsMember = true,
                Role = MemberRole.Member,
                JoinedAt = now,
            };
            state.Add(member);
        }

        (member.IsMember, member.Role, member.JoinedAt, member.LeftAt, member.LeaveReason) = (true, MemberRole.Member, now, null, null);
        state.Count(member, 1);
        state.Announce(
            member,
            version => new CommunityMemberJoined(NewId(now), now, member.Id, version, state.Community.Id, userId, member.Role)
        );
        state.EndInvitation(userId);
        if (state.Request(userId) is { IsPending: true } request)
        {
            Settle(state, request, JoinRequestStatus.Accepted, by: null, now);
        }

        return member;
    }

    // --- asking ---------------------------------------------------------------------------------------------------------

    private static MembershipResult Ask(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (!state.IsPresent(userId))
        {
            return new(MembershipOutcome.NoAccount);
        }

        if (state.Request(userId) is not { } request)
        {
            request = new JoinRequest
            {
                Id = NewId(now),
                CommunityId = state.Community.Id,
                UserId = userId,
                Version = 0,
                Status = JoinRequestStatus.Pending,
                CreatedAt = now,
            };
            state.Add(request);
        }
        else if (request.Status == JoinRequestStatus.Declined && request.AnsweredAt + MembershipRules.AskAgain > now)
        {
            return new(MembershipOutcome.DeclinedLately, Request: request);
        }

        (request.Status, request.CreatedAt, request.AnsweredAt, request.AnsweredBy) = (JoinRequestStatus.Pending, now, null, null);
        state.Announce(request, version => new CommunityJoinRequested(NewId(now), now, request.Id, version, state.Community.Id, userId));
        return new(MembershipOutcome.Done, Request: request);
    }

    private static MembershipResult Accept(Memberships state, AcceptRequest accept, DateTimeOffset now)
    {
        if (NotAllowed(state, accept.By, RankOfModerators) is { } refusal)
        {
            return new(refusal);
        }

        if (state.Request(accept.UserId) is not { } request)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (!request.IsPending)
        {
            return request.Status == JoinRequestStatus.Accepted && state.Member(accept.UserId) is { } present
                ? new(MembershipOutcome.Repeated, present, request)
                : new(MembershipOutcome.NotPending, Request: request);
        }

        if (Refusal(state, accept.UserId, now) is { } cannot)
        {
            return new(cannot);
        }

        if (state.Community.Price is not null && PaidTime.HeldAt(state.Access.Of(accept.UserId), now) is null)
        {
            // The community has become a paid one since; a request does not replace the payment.
            return new(MembershipOutcome.PaymentRequired);
        }

        Settle(state, request, JoinRequestStatus.Accepted, accept.By, now);
        return new(MembershipOutcome.Done, state.Member(accept.UserId) ?? Admit(state, accept.UserId, now), request);
    }

    private static MembershipResult Decline(Memberships state, DeclineRequest decline, DateTimeOffset now)
    {
        if (NotAllowed(state, decline.By, RankOfModerators) is { } refusal)
        {
            return new(refusal);
        }

        switch (state.Request(decline.UserId))
        {
            case null:
                return new(MembershipOutcome.NotFound);
            case { IsPending: true } request:
                Settle(state, request, JoinRequestStatus.Declined, decline.By, now);
                return new(MembershipOutcome.Done, Request: request);
            case { } request:
                return new(
                    request.Status == JoinRequestStatus.Declined ? MembershipOutcome.Repeated : MembershipOutcome.NotPending,
                    Request: request
                );
        }
    }

    private static MembershipResult Withdraw(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (state.Request(userId) is not { } request)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (!request.IsPending)
        {
            return new(
                request.Status == JoinRequestStatus.Withdrawn ? MembershipOutcome.Repeated : MembershipOutcome.NotPending,
                Request: request
            );
        }

        Settle(state, request, JoinRequestStatus.Withdrawn, by: null, now);
        return new(MembershipOutcome.Done, Request: request);
    }

    private static void Settle(Memberships state, JoinRequest request, string status, Guid? by, DateTimeOffset now)
    {
        (request.Status, request.AnsweredAt, request.AnsweredBy) = (status, now, by);
        state.Announce(
            request,
            version => new CommunityJoinRequestAnswered(
                NewId(now),
                now,
                request.Id,
                version,
                state.Community.Id,
                state.Community.Name,
                request.UserId,
                status,
                by
            )
        );
    }

    // --- being in -------------------------------------------------------------------------------------------------------

    private static MembershipResult ChangeRole(Memberships state, ChangeRole change, DateTimeOffset now)
    {
        if (NotAllowed(state, change.By, RankOfOwners) is { } refusal)
        {
            return new(refusal);
        }

        if (state.Member(change.UserId) is not { } member)
        {
            return new(MembershipOutcome.NotMember);
        }

        if (member.Role == change.Role)
        {
            return new(MembershipOutcome.Repeated, member);
        }

        if (member.Role == MemberRole.Owner && change.UserId != change.By)
        {
            return new(MembershipOutcome.RoleTooLow);
        }

        if (member.Role == MemberRole.Owner && state.Owners == 1)
        {
            return new(MembershipOutcome.LastOwner);
        }

        SetRole(state, member, change.Role, change.By, now);
        return new(MembershipOutcome.Done, member);
    }

    private static void SetRole(Memberships state, CommunityMember member, string role, Guid? by, DateTimeOffset now)
    {
        state.Owners += (role == MemberRole.Owner ? 1 : 0) - (member.Role == MemberRole.Owner ? 1 : 0);
        member.Role = role;
        state.Announce(
            member,
            version => new CommunityMemberRoleChanged(NewId(now), now, member.Id, version, state.Community.Id, member.UserId, role, by)
        );
    }

    // --- going out ------------------------------------------------------------------------------------------------------

    private static MembershipResult Leave(Memberships state, Guid userId, DateTimeOffset now)
    {
        // A member may also leave a community that moderators have closed.
        if (state.Member(userId) is not { } member)
        {
            // A user who has left a private community knew of it: a repeat gets the same answer as the first call.
            return new(
                MayKnow(state, userId) || state.AnyMember(userId) is { LeaveReason: LeaveReason.Left }
                    ? MembershipOutcome.Repeated
                    : MembershipOutcome.NotFound
            );
        }

        if (IsLastOwner(state, member))
        {
            return new(MembershipOutcome.LastOwner);
        }

        End(state, member, LeaveReason.Left, now);
        return new(MembershipOutcome.Done, member);
    }

    private static MembershipResult Remove(Memberships state, Remove remove, DateTimeOffset now)
    {
        if (NotAllowed(state, remove.By, RankOfModerators) is { } refusal)
        {
            return new(refusal);
        }

        if (state.Member(remove.UserId) is not { } member)
        {
            return new(MembershipOutcome.NotMember);
        }

        if (!Outranks(state, remove.By, member))
        {
            return new(MembershipOutcome.RoleTooLow);
        }

        End(state, member, LeaveReason.Removed, now);
        return new(MembershipOutcome.Done, member);
    }

    private static MembershipResult Ban(Memberships state, Ban command, DateTimeOffset now)
    {
        if (NotAllowed(state, command.By, RankOfModerators) is { } refusal)
        {
            return new(refusal);
        }

        var member = state.Member(command.UserId);
        if (member is not null && !Outranks(state, command.By, member))
        {
            return new(MembershipOutcome.RoleTooLow);
        }

        if (!state.IsPresent(command.UserId))
        {
            return new(MembershipOutcome.Repeated);
        }

        var present = state.Ban(command.UserId, now);
        var until = command.Until?.AsKept();
        if (
            member is null
            && present is not null
            && (present.BannedBy, present.Reason, present.Until) == (command.By, command.Reason, until)
        )
        {
            return new(MembershipOutcome.Repeated);
        }

        var ban =
            present
            ?? new CommunityBan
            {
                Id = NewId(now),
                CommunityId = state.Community.Id,
                UserId = command.UserId,
                BannedBy = command.By,
                CreatedAt = now,
            };
        (ban.BannedBy, ban.Reason, ban.Until) = (command.By, command.Reason, until);
        state.Put(ban);
        if (member is not null)
        {
            End(state, member, LeaveReason.Banned, now);
        }

        state.WithdrawInvitation(command.UserId);
        if (state.Request(command.UserId) is { IsPending: true } request)
        {
            Settle(state, request, JoinRequestStatus.Declined, by: null, now);
        }

        AccessOrders.Withdraw(state.Access, state.Access.Of(command.UserId), "banned", now);
        return new(MembershipOutcome.Done);
    }

    private static MembershipResult Unban(Memberships state, Unban unban, DateTimeOffset now)
    {
        if (NotAllowed(state, unban.By, RankOfModerators) is { } refusal)
        {
            return new(refusal);
        }

        if (state.Ban(unban.UserId, now) is not { } ban)
        {
            return new(MembershipOutcome.Repeated);
        }

        state.Lift(ban);
        return new(MembershipOutcome.Done);
    }

    private static MembershipResult Forget(Memberships state, Guid userId, DateTimeOffset now)
    {
        var outcome = MembershipOutcome.Done;
        if (state.Member(userId) is { } member)
        {
            if (IsLastOwner(state, member) && state.Community.DeletedAt is null)
            {
                if (state.HeirBut(userId) is { } heir)
                {
                    SetRole(state, heir, MemberRole.Owner, by: null, now);
                }
                else
                {
                    outcome = MembershipOutcome.Abandoned;
                }
            }

            End(state, member, LeaveReason.Left, now);
        }

        if (state.Request(userId) is { IsPending: true } request)
        {
            Settle(state, request, JoinRequestStatus.Withdrawn, by: null, now);
        }

        state.EndInvitation(userId);
        AccessOrders.Withdraw(state.Access, state.Access.Of(userId), "person_erased", now);
        if (state.Grant(userId) is { } grant)
        {
            state.End(grant);
        }

        var noUser = NewId(now);
        foreach (var order in state.Access.Of(userId).ToArray())
        {
            // The money stays on record. A new id that refers to no user keeps the rows of two erased users apart.
            order.UserId = noUser;
            state.Access.Change(order);
        }

        return new(outcome);
    }

    private static void End(Memberships state, CommunityMember member, string reason, DateTimeOffset now)
    {
        (member.IsMember, member.LeftAt, member.LeaveReason) = (false, now, reason);
        state.Count(member, -1);
        state.Left.Add(member.Id);
        state.Announce(
            member,
            version => new CommunityMemberLeft(NewId(now), now, member.Id, version, state.Community.Id, member.UserId, reason)
        );
    }

    // --- paying ---------------------------------------------------------------------------------------------------------

    private static MembershipResult Pay(Memberships state, PayOrder paid, DateTimeOffset now)
    {
        if (state.Access.ById(paid.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (order.PaidAt is not null)
        {
            return new(MembershipOutcome.Repeated, Order: order);
        }

        var refusal =
            state.Community is not { IsOpen: true } ? "community_closed"
            : state.Community.Price is null ? "not_for_sale"
            : state.Ban(order.UserId, now) is not null ? "banned"
            : !state.IsPresent(order.UserId) ? "no_account"
            : null;
        if (AccessOrders.Pay(state.Access, order, paid.Amount, paid.Currency, refusal, now))
        {
            KeepGrant(state, order.UserId, now);
            // The limit of circles is not checked here: it was checked when the order was offered, and the order is paid by now.
            if (state.Member(order.UserId) is null)
            {
                Admit(state, order.UserId, now);
            }
        }

        return new(MembershipOutcome.Done, state.AnyMember(order.UserId), Order: order);
    }

    private static MembershipResult Fail(Memberships state, FailOrder failed)
    {
        if (state.Access.ById(failed.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        AccessOrders.Fail(state.Access, order, failed.Reason);
        return new(MembershipOutcome.Done, Order: order);
    }

    private static MembershipResult Refund(Memberships state, RefundOrder refunded, DateTimeOffset now)
    {
        if (state.Access.ById(refunded.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        AccessOrders.Refund(state.Access, order, refunded.Amount, now);
        KeepGrant(state, order.UserId, now);
        return new(MembershipOutcome.Done, state.AnyMember(order.UserId), Order: order);
    }

    private static MembershipResult EndAccess(Memberships state, Guid userId, DateTimeOffset now)
    {
        KeepGrant(state, userId, now);
        return new(MembershipOutcome.Done, state.AnyMember(userId));
    }

    private static MembershipResult Renew(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (!MayKnow(state, userId))
        {
            return new(MembershipOutcome.NotFound);
        }

        if (state.Ban(userId, now) is not null)
        {
            return new(MembershipOutcome.Banned);
        }

        return CanRenew(state, userId, now) is { Until: { } until } && state.Community.Price is { } price
            ? new(
                MembershipOutcome.PaymentRequired,
                Order: AccessOrders.Offer(state.Access, userId, price, Later(until, now + state.Rules.Offer), now)
            )
            : new(MembershipOutcome.NotRenewable, Order: AccessOrders.OpenOffer(state.Access, userId, now));
    }

    private static MembershipResult OfferRenewal(Memberships state, Guid userId, DateTimeOffset now)
    {
        if (state.Grant(userId) is not { PaidUntil: { } until } grant || grant.RenewalOfferedFor == until)
        {
            return new(MembershipOutcome.Repeated);
        }

        // Set whatever the result is: each user is asked once for each end.
        grant.RenewalOfferedFor = until;
        state.Put(grant);
        return state.Member(userId) is { Role: MemberRole.Member } && state.Community.IsOpen
            ? Renew(state, userId, now)
            : new(MembershipOutcome.NotRenewable);
    }

    /// <summary>The paid time that ends soon; null: it does not end, or not yet.</summary>
    private static Held? CanRenew(Memberships state, Guid userId, DateTimeOffset now) =>
        state.Community.Price is { Billing: Billing.Monthly }
        && PaidTime.HeldAt(state.Access.Of(userId), now) is { Until: { } until } held
        && until - MembershipRules.Renewal <= now
            ? held
            : null;

    /// <summary>Stores the sum of the user's orders. If no paid time is left, a paid membership ends.</summary>
    private static void KeepGrant(Memberships state, Guid userId, DateTimeOffset now)
    {
        var held = PaidTime.HeldAt(state.Access.Of(userId), now);
        var grant = state.Grant(userId);
        if (held is not null)
        {
            grant ??= new AccessGrant { CommunityId = state.Community.Id, UserId = userId };
            grant.PaidUntil = held.Until;
            state.Put(grant);
        }
        else if (grant is not null)
        {
            state.End(grant);
            if (state.Community.Price is not null && state.Member(userId) is { Role: MemberRole.Member } member)
            {
                End(state, member, LeaveReason.Expired, now);
            }
        }
    }

    // --- rights ---------------------------------------------------------------------------------------------------------

    private static bool MayKnow(Memberships state, Guid userId) =>
        CommunityAccess.IsKnownTo(state.Community, state.Member(userId), state.IsInvited(userId));

    private static MembershipOutcome? NotAllowed(Memberships state, Guid actor, int least) =>
        !MayKnow(state, actor) ? MembershipOutcome.NotFound
        : MemberRole.RankOf(state.Member(actor)) < least ? MembershipOutcome.NotAllowed
        : null;

    private static bool Outranks(Memberships state, Guid actor, CommunityMember member) =>
        MemberRole.RankOf(state.Member(actor)) > MemberRole.RankOf(member);

    private static bool IsLastOwner(Memberships state, CommunityMember member) => member.Role == MemberRole.Owner && state.Owners == 1;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
