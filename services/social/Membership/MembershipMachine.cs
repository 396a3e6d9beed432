using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>
/// The only place where a membership begins, changes or ends. It has no input or output: it only reads and writes a
/// <see cref="MembershipBook"/>, under the lock of the community.
/// <code>
/// (none), over -> member        Admit      joined, accepted, paid
/// member -> member              SetRole    an owner makes owner, moderator, member; an owner steps down
/// member -> over                End        left, removed, banned, expired
/// (none), over -> pending       Ask        a request, by a link of the mode request
/// pending -> accepted | declined | withdrawn    Settle
/// </code>
/// All users may join a public community. Users with an invitation or a link may join a private one. Users who have paid may join a paid
/// one, invited or not. Banned users may not join. Members stay members when the community changes, until a transition above ends the
/// membership. The end of paid time only ends the membership of the user who paid for it.
/// Invariants: the count equals the number of active memberships, and there is always an owner.
/// </summary>
internal static class MembershipMachine
{
    private const int Moderators = 1;
    private const int Owners = 2;

    public static MembershipResult Apply(MembershipBook book, MembershipCommand command, DateTimeOffset now)
    {
        var result = command switch
        {
            _ when book.Community.DeletedAt is not null && command is not (PayOrder or FailOrder or RefundOrder or ForgetPerson) => new(MembershipOutcome.NotFound),
            Join join => Join(book, join.UserId, now),
            JoinByLink link => JoinByLink(book, link, now),
            Leave leave => Leave(book, leave.UserId, now),
            Remove remove => Remove(book, remove, now),
            ChangeRole change => ChangeRole(book, change, now),
            Ban ban => Ban(book, ban, now),
            Unban unban => Unban(book, unban, now),
            AcceptRequest accept => Accept(book, accept, now),
            DeclineRequest decline => Decline(book, decline, now),
            WithdrawRequest withdraw => Withdraw(book, withdraw.UserId, now),
            PayOrder pay => Pay(book, pay, now),
            FailOrder fail => Fail(book, fail),
            RefundOrder refund => Refund(book, refund, now),
            RenewAccess renew => Renew(book, renew.UserId, now),
            OfferRenewal offer => OfferRenewal(book, offer.UserId, now),
            EndAccess end => EndAccess(book, end.UserId, now),
            ForgetPerson forget => Forget(book, forget.UserId, now),
            _ => throw new InvalidOperationException($"Unknown command: {command.GetType().Name}."),
        };
        return new(result.Outcome, result.Membership?.Copy(), result.Request?.Copy(), result.Order?.Copy());
    }

    // --- coming in ------------------------------------------------------------------------------------------------------

    private static MembershipResult Join(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (!MayKnow(book, userId))
        {
            return new(MembershipOutcome.NotFound);
        }

        return book.Member(userId) is { } member ? new(MembershipOutcome.Repeated, member) : Enter(book, userId, now);
    }

    private static MembershipResult JoinByLink(MembershipBook book, JoinByLink command, DateTimeOffset now)
    {
        if (!book.Community.IsOpen || book.Link(command.LinkId) is not { } link)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (book.Member(command.UserId) is { } member)
        {
            return new(MembershipOutcome.Repeated, member);
        }

        var isAsking = link.Mode == JoinLinkMode.Request && book.Community.IsPrivate;
        if (isAsking && book.Request(command.UserId) is { IsPending: true } pending)
        {
            return new(MembershipOutcome.Repeated, Request: pending);
        }

        if (link.IsOver(now) || (book.Community.IsPrivate && book.Ban(command.UserId, now) is not null))
        {
            return new(MembershipOutcome.NotFound);
        }

        var result = isAsking ? Ask(book, command.UserId, now) : Enter(book, command.UserId, now);
        if (result.Outcome == MembershipOutcome.Done)
        {
            link.Uses++;
            book.UsedLinks.Add(link);
        }

        return result;
    }

    /// <summary>For a user who may know of the community and is not a member.</summary>
    private static MembershipResult Enter(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (Refusal(book, userId, now) is { } refusal)
        {
            return new(refusal);
        }

        if (book.Community.Price is { } price && PaidTime.HeldAt(book.Access.Of(userId), now) is null)
        {
            return new(MembershipOutcome.PaymentRequired, Order: AccessMachine.Offer(book.Access, userId, price, now + book.Rules.Offer, now));
        }

        return new(MembershipOutcome.Done, Admit(book, userId, now));
    }

    private static MembershipOutcome? Refusal(MembershipBook book, Guid userId, DateTimeOffset now) =>
        book.Ban(userId, now) is not null ? MembershipOutcome.Banned
        : !book.IsPresent(userId) ? MembershipOutcome.NoAccount
        : book.IsAtCircleLimit(userId) ? MembershipOutcome.CircleLimit
        : null;

    private static CommunityMember Admit(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (book.AnyMember(userId) is not { } member)
        {
            member = new CommunityMember
            {
                Id = NewId(now),
                CommunityId = book.Community.Id,
                UserId = userId,
                Version = 0,
                IsMember = true,
                Role = MemberRole.Member,
                JoinedAt = now,
            };
            book.Add(member);
        }

        (member.IsMember, member.Role, member.JoinedAt, member.LeftAt, member.LeaveReason) = (true, MemberRole.Member, now, null, null);
        book.Count(member, 1);
        book.Announce(member, version => new CommunityMemberJoined(NewId(now), now, member.Id, version, book.Community.Id, userId, member.Role));
        book.EndInvitation(userId);
        if (book.Request(userId) is { IsPending: true } request)
        {
            Settle(book, request, JoinRequestStatus.Accepted, by: null, now);
        }

        return member;
    }

    // --- asking ---------------------------------------------------------------------------------------------------------

    private static MembershipResult Ask(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (!book.IsPresent(userId))
        {
            return new(MembershipOutcome.NoAccount);
        }

        if (book.Request(userId) is not { } request)
        {
            request = new JoinRequest
            {
                Id = NewId(now),
                CommunityId = book.Community.Id,
                UserId = userId,
                Version = 0,
                Status = JoinRequestStatus.Pending,
                CreatedAt = now,
            };
            book.Add(request);
        }
        else if (request.Status == JoinRequestStatus.Declined && request.AnsweredAt + MembershipRules.AskAgain > now)
        {
            return new(MembershipOutcome.DeclinedLately, Request: request);
        }

        (request.Status, request.CreatedAt, request.AnsweredAt, request.AnsweredBy) = (JoinRequestStatus.Pending, now, null, null);
        book.Announce(request, version => new CommunityJoinRequested(NewId(now), now, request.Id, version, book.Community.Id, userId));
        return new(MembershipOutcome.Done, Request: request);
    }

    private static MembershipResult Accept(MembershipBook book, AcceptRequest accept, DateTimeOffset now)
    {
        if (NotAllowed(book, accept.By, Moderators) is { } refusal)
        {
            return new(refusal);
        }

        if (book.Request(accept.UserId) is not { } request)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (!request.IsPending)
        {
            return request.Status == JoinRequestStatus.Accepted && book.Member(accept.UserId) is { } present
                ? new(MembershipOutcome.Repeated, present, request)
                : new(MembershipOutcome.NotPending, Request: request);
        }

        if (Refusal(book, accept.UserId, now) is { } cannot)
        {
            return new(cannot);
        }

        if (book.Community.Price is not null && PaidTime.HeldAt(book.Access.Of(accept.UserId), now) is null)
        {
            // The community has become a paid one since; a request does not replace the payment.
            return new(MembershipOutcome.PaymentRequired);
        }

        Settle(book, request, JoinRequestStatus.Accepted, accept.By, now);
        return new(MembershipOutcome.Done, book.Member(accept.UserId) ?? Admit(book, accept.UserId, now), request);
    }

    private static MembershipResult Decline(MembershipBook book, DeclineRequest decline, DateTimeOffset now)
    {
        if (NotAllowed(book, decline.By, Moderators) is { } refusal)
        {
            return new(refusal);
        }

        switch (book.Request(decline.UserId))
        {
            case null:
                return new(MembershipOutcome.NotFound);
            case { IsPending: true } request:
                Settle(book, request, JoinRequestStatus.Declined, decline.By, now);
                return new(MembershipOutcome.Done, Request: request);
            case { } request:
                return new(request.Status == JoinRequestStatus.Declined ? MembershipOutcome.Repeated : MembershipOutcome.NotPending, Request: request);
        }
    }

    private static MembershipResult Withdraw(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (book.Request(userId) is not { } request)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (!request.IsPending)
        {
            return new(request.Status == JoinRequestStatus.Withdrawn ? MembershipOutcome.Repeated : MembershipOutcome.NotPending, Request: request);
        }

        Settle(book, request, JoinRequestStatus.Withdrawn, by: null, now);
        return new(MembershipOutcome.Done, Request: request);
    }

    private static void Settle(MembershipBook book, JoinRequest request, string status, Guid? by, DateTimeOffset now)
    {
        (request.Status, request.AnsweredAt, request.AnsweredBy) = (status, now, by);
        book.Announce(request, version => new CommunityJoinRequestAnswered(
            NewId(now), now, request.Id, version, book.Community.Id, book.Community.Name, request.UserId, status, by));
    }

    // --- being in -------------------------------------------------------------------------------------------------------

    private static MembershipResult ChangeRole(MembershipBook book, ChangeRole change, DateTimeOffset now)
    {
        if (NotAllowed(book, change.By, Owners) is { } refusal)
        {
            return new(refusal);
        }

        if (book.Member(change.UserId) is not { } member)
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

        if (member.Role == MemberRole.Owner && book.Owners == 1)
        {
            return new(MembershipOutcome.LastOwner);
        }

        SetRole(book, member, change.Role, change.By, now);
        return new(MembershipOutcome.Done, member);
    }

    private static void SetRole(MembershipBook book, CommunityMember member, string role, Guid? by, DateTimeOffset now)
    {
        book.Owners += (role == MemberRole.Owner ? 1 : 0) - (member.Role == MemberRole.Owner ? 1 : 0);
        member.Role = role;
        book.Announce(member, version => new CommunityMemberRoleChanged(NewId(now), now, member.Id, version, book.Community.Id, member.UserId, role, by));
    }

    // --- going out ------------------------------------------------------------------------------------------------------

    private static MembershipResult Leave(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        // A member may also leave a community that moderators have closed.
        if (book.Member(userId) is not { } member)
        {
            // A user who has left a private community knew of it: a repeat gets the same answer as the first call.
            return new(MayKnow(book, userId) || book.AnyMember(userId) is { LeaveReason: LeaveReason.Left } ? MembershipOutcome.Repeated : MembershipOutcome.NotFound);
        }

        if (IsLastOwner(book, member))
        {
            return new(MembershipOutcome.LastOwner);
        }

        End(book, member, LeaveReason.Left, now);
        return new(MembershipOutcome.Done, member);
    }

    private static MembershipResult Remove(MembershipBook book, Remove remove, DateTimeOffset now)
    {
        if (NotAllowed(book, remove.By, Moderators) is { } refusal)
        {
            return new(refusal);
        }

        if (book.Member(remove.UserId) is not { } member)
        {
            return new(MembershipOutcome.NotMember);
        }

        if (!Outranks(book, remove.By, member))
        {
            return new(MembershipOutcome.RoleTooLow);
        }

        End(book, member, LeaveReason.Removed, now);
        return new(MembershipOutcome.Done, member);
    }

    private static MembershipResult Ban(MembershipBook book, Ban command, DateTimeOffset now)
    {
        if (NotAllowed(book, command.By, Moderators) is { } refusal)
        {
            return new(refusal);
        }

        var member = book.Member(command.UserId);
        if (member is not null && !Outranks(book, command.By, member))
        {
            return new(MembershipOutcome.RoleTooLow);
        }

        if (!book.IsPresent(command.UserId))
        {
            return new(MembershipOutcome.Repeated);
        }

        var ban = book.Ban(command.UserId, now) ?? new CommunityBan
        {
            Id = NewId(now),
            CommunityId = book.Community.Id,
            UserId = command.UserId,
            BannedBy = command.By,
            CreatedAt = now,
        };
        (ban.BannedBy, ban.Reason, ban.Until) = (command.By, command.Reason, command.Until);
        book.Put(ban);
        if (member is not null)
        {
            End(book, member, LeaveReason.Banned, now);
        }

        book.EndInvitation(command.UserId);
        if (book.Request(command.UserId) is { IsPending: true } request)
        {
            Settle(book, request, JoinRequestStatus.Declined, by: null, now);
        }

        AccessMachine.Withdraw(book.Access, book.Access.Of(command.UserId), "banned", now);
        return new(MembershipOutcome.Done);
    }

    private static MembershipResult Unban(MembershipBook book, Unban unban, DateTimeOffset now)
    {
        if (NotAllowed(book, unban.By, Moderators) is { } refusal)
        {
            return new(refusal);
        }

        if (book.Ban(unban.UserId, now) is not { } ban)
        {
            return new(MembershipOutcome.Repeated);
        }

        book.Lift(ban);
        return new(MembershipOutcome.Done);
    }

    private static MembershipResult Forget(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        var outcome = MembershipOutcome.Done;
        if (book.Member(userId) is { } member)
        {
            if (IsLastOwner(book, member) && book.Community.DeletedAt is null)
            {
                if (book.HeirBut(userId) is { } heir)
                {
                    SetRole(book, heir, MemberRole.Owner, by: null, now);
                }
                else
                {
                    outcome = MembershipOutcome.Abandoned;
                }
            }

            End(book, member, LeaveReason.Left, now);
        }

        if (book.Request(userId) is { IsPending: true } request)
        {
            Settle(book, request, JoinRequestStatus.Withdrawn, by: null, now);
        }

        book.EndInvitation(userId);
        AccessMachine.Withdraw(book.Access, book.Access.Of(userId), "person_erased", now);
        if (book.Grant(userId) is { } grant)
        {
            book.End(grant);
        }

        var nobody = NewId(now);
        foreach (var order in book.Access.Of(userId).ToArray())
        {
            // The money stays on record. A new id that refers to no user keeps the rows of two erased users apart.
            order.UserId = nobody;
            book.Access.Change(order);
        }

        return new(outcome);
    }

    private static void End(MembershipBook book, CommunityMember member, string reason, DateTimeOffset now)
    {
        (member.IsMember, member.LeftAt, member.LeaveReason) = (false, now, reason);
        book.Count(member, -1);
        book.Left.Add(member.Id);
        book.Announce(member, version => new CommunityMemberLeft(NewId(now), now, member.Id, version, book.Community.Id, member.UserId, reason));
    }

    // --- paying ---------------------------------------------------------------------------------------------------------

    private static MembershipResult Pay(MembershipBook book, PayOrder paid, DateTimeOffset now)
    {
        if (book.Access.ById(paid.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        if (order.PaidAt is not null)
        {
            return new(MembershipOutcome.Repeated, Order: order);
        }

        var refusal =
            book.Community is not { IsOpen: true } ? "community_closed"
            : book.Community.Price is null ? "not_for_sale"
            : book.Ban(order.UserId, now) is not null ? "banned"
            : !book.IsPresent(order.UserId) ? "no_account"
            : null;
        if (AccessMachine.Pay(book.Access, order, paid.Amount, paid.Currency, refusal, now))
        {
            KeepGrant(book, order.UserId, now);
            // The limit of circles is not checked here: it was checked when the order was offered, and the order is paid by now.
            if (book.Member(order.UserId) is null)
            {
                Admit(book, order.UserId, now);
            }
        }

        return new(MembershipOutcome.Done, book.AnyMember(order.UserId), Order: order);
    }

    private static MembershipResult Fail(MembershipBook book, FailOrder failed)
    {
        if (book.Access.ById(failed.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        AccessMachine.Fail(book.Access, order, failed.Reason);
        return new(MembershipOutcome.Done, Order: order);
    }

    private static MembershipResult Refund(MembershipBook book, RefundOrder refunded, DateTimeOffset now)
    {
        if (book.Access.ById(refunded.OrderId) is not { } order)
        {
            return new(MembershipOutcome.NotFound);
        }

        AccessMachine.Refund(book.Access, order, refunded.Amount, now);
        KeepGrant(book, order.UserId, now);
        return new(MembershipOutcome.Done, book.AnyMember(order.UserId), Order: order);
    }

    private static MembershipResult EndAccess(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        KeepGrant(book, userId, now);
        return new(MembershipOutcome.Done, book.AnyMember(userId));
    }

    private static MembershipResult Renew(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (!MayKnow(book, userId))
        {
            return new(MembershipOutcome.NotFound);
        }

        if (book.Ban(userId, now) is not null)
        {
            return new(MembershipOutcome.Banned);
        }

        return CanRenew(book, userId, now) is { Until: { } until } && book.Community.Price is { } price
            ? new(MembershipOutcome.PaymentRequired, Order: AccessMachine.Offer(book.Access, userId, price, Later(until, now + book.Rules.Offer), now))
            : new(MembershipOutcome.NotRenewable, Order: AccessMachine.OpenOffer(book.Access, userId, now));
    }

    private static MembershipResult OfferRenewal(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        if (book.Grant(userId) is not { PaidUntil: { } until } grant || grant.RenewalOfferedFor == until)
        {
            return new(MembershipOutcome.Repeated);
        }

        // Set whatever the result is: each user is asked once for each end.
        grant.RenewalOfferedFor = until;
        book.Put(grant);
        return book.Member(userId) is { Role: MemberRole.Member } && book.Community.IsOpen ? Renew(book, userId, now) : new(MembershipOutcome.NotRenewable);
    }

    /// <summary>The paid time that ends soon; null: it does not end, or not yet.</summary>
    private static Held? CanRenew(MembershipBook book, Guid userId, DateTimeOffset now) =>
        book.Community.Price is { Billing: Billing.Monthly } && PaidTime.HeldAt(book.Access.Of(userId), now) is { Until: { } until } held
            && until - MembershipRules.Renewal <= now
            ? held
            : null;

    /// <summary>Stores the sum of the user's orders. If no paid time is left, a paid membership ends.</summary>
    private static void KeepGrant(MembershipBook book, Guid userId, DateTimeOffset now)
    {
        var held = PaidTime.HeldAt(book.Access.Of(userId), now);
        var grant = book.Grant(userId);
        if (held is not null)
        {
            grant ??= new AccessGrant { CommunityId = book.Community.Id, UserId = userId };
            grant.PaidUntil = held.Until;
            book.Put(grant);
        }
        else if (grant is not null)
        {
            book.End(grant);
            if (book.Community.Price is not null && book.Member(userId) is { Role: MemberRole.Member } member)
            {
                End(book, member, LeaveReason.Expired, now);
            }
        }
    }

    // --- rights ---------------------------------------------------------------------------------------------------------

    private static bool MayKnow(MembershipBook book, Guid userId) =>
        CommunityAccess.IsKnownTo(book.Community, book.Member(userId), book.IsInvited(userId));

    private static MembershipOutcome? NotAllowed(MembershipBook book, Guid actor, int least) =>
        !MayKnow(book, actor) ? MembershipOutcome.NotFound
        : MemberRole.RankOf(book.Member(actor)) < least ? MembershipOutcome.NotAllowed
        : null;

    private static bool Outranks(MembershipBook book, Guid actor, CommunityMember member) => MemberRole.RankOf(book.Member(actor)) > MemberRole.RankOf(member);

    private static bool IsLastOwner(MembershipBook book, CommunityMember member) => member.Role == MemberRole.Owner && book.Owners == 1;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
