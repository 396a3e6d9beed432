using System.Globalization;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>A command about a user in a community. <see cref="Memberships"/> defines the effect of each.</summary>
/// <param name="UserId">The affected user.</param>
internal abstract record MembershipCommand(Guid UserId)
{
    /// <summary>The acting user, if it is another one.</summary>
    public virtual Guid? Actor => null;

    /// <summary>The act of an owner or a moderator that it is, for the audit record: one of <see cref="CommunityActs"/>.</summary>
    public virtual string? Act => null;

    /// <summary>More about the act, as a code or a number.</summary>
    public virtual string? ActOutcome => null;

    /// <summary>Whether the user can become a member by it.</summary>
    public virtual bool MayAdmit => false;
}

/// <summary>A user joins a community that is open to all, or to which they were invited.</summary>
internal sealed record Join(Guid UserId) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>A user follows a link: joins, or asks to join.</summary>
internal sealed record JoinByLink(Guid UserId, Guid LinkId) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>An owner or moderator accepts a request.</summary>
internal sealed record AcceptRequest(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.RequestAccepted;

    public override bool MayAdmit => true;
}

internal sealed record DeclineRequest(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.RequestDeclined;
}

internal sealed record WithdrawRequest(Guid UserId) : MembershipCommand(UserId);

internal sealed record Leave(Guid UserId) : MembershipCommand(UserId);

/// <summary>An owner or moderator removes a user of a lower role. They may join again.</summary>
internal sealed record Remove(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.MemberRemoved;
}

/// <summary>An owner makes owners and moderators, hands over, or steps down.</summary>
internal sealed record ChangeRole(Guid UserId, Guid By, string Role) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.RoleChanged;

    public override string ActOutcome => Role;
}

/// <summary>A user of a lower role, or without one, is banned.</summary>
/// <param name="UserId">The user.</param>
/// <param name="By">The owner or moderator.</param>
/// <param name="Reason">The reason.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
internal sealed record Ban(Guid UserId, Guid By, string? Reason, DateTimeOffset? Until) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.MemberBanned;

    public override string ActOutcome =>
        Until is { } end ? end.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "for_good";
}

internal sealed record Unban(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override string Act => CommunityActs.BanLifted;
}

/// <summary>
/// A user is erased: the user leaves, a community without an owner gets another one, and the user's id is removed from orders.
/// </summary>
internal sealed record ForgetPerson(Guid UserId) : MembershipCommand(UserId);

/// <summary>A member of a monthly paid community wants to pay for the next month.</summary>
internal sealed record RenewAccess(Guid UserId) : MembershipCommand(UserId);

/// <summary>The paid time is about to end: the next month is offered, once.</summary>
internal sealed record OfferRenewal(Guid UserId) : MembershipCommand(UserId);

/// <summary>The paid time may be over.</summary>
internal sealed record EndAccess(Guid UserId) : MembershipCommand(UserId);

/// <summary>An order is paid: the user becomes a member, or the money is refunded.</summary>
/// <param name="UserId">The buyer.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">The amount received, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
internal sealed record PayOrder(Guid UserId, Guid OrderId, long Amount, string Currency) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>An order will not be paid.</summary>
/// <param name="UserId">The buyer.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Reason"><c>expired</c> or <c>payment_failed</c>.</param>
internal sealed record FailOrder(Guid UserId, Guid OrderId, string Reason) : MembershipCommand(UserId);

/// <summary>The payment of an order was refunded, wholly or partly.</summary>
internal sealed record RefundOrder(Guid UserId, Guid OrderId, long Amount) : MembershipCommand(UserId);

/// <summary>How a command ended.</summary>
internal enum MembershipOutcome
{
    /// <summary>It had its effect.</summary>
    Done,

    /// <summary>It had its effect before; nothing changed.</summary>
    Repeated,

    /// <summary>There is no such community, link, request or order, or the caller may not know of it.</summary>
    NotFound,

    /// <summary>The user is not a member.</summary>
    NotMember,

    /// <summary>The user no longer has an account.</summary>
    NoAccount,

    /// <summary>The user is banned.</summary>
    Banned,

    /// <summary>The user's free plan allows no more circles.</summary>
    CircleLimit,

    /// <summary>Joining has to be paid; the result has the order.</summary>
    PaymentRequired,

    /// <summary>Only owners, or only owners and moderators, may do this.</summary>
    NotAllowed,

    /// <summary>The acting user's role must be higher than the other's.</summary>
    RoleTooLow,

    /// <summary>A community must keep an owner.</summary>
    LastOwner,

    /// <summary>The request was answered or withdrawn before.</summary>
    NotPending,

    /// <summary>It was declined recently.</summary>
    DeclinedLately,

    /// <summary>There is nothing to renew, or it is too early.</summary>
    NotRenewable,

    /// <summary>The last owner was erased, and no member is left to become the owner: the community has to be deleted.</summary>
    Abandoned,
}

/// <summary>A command's outcome, with copies of the rows that it was about.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Membership">A copy; null if there is none.</param>
/// <param name="Request">A copy.</param>
/// <param name="Order">A copy.</param>
internal sealed record MembershipResult(
    MembershipOutcome Outcome,
    CommunityMember? Membership = null,
    JoinRequest? Request = null,
    AccessOrder? Order = null
);
