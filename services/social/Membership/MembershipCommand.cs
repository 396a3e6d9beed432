using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>Something that is asked about somebody in a community. <see cref="MembershipMachine"/> says what each does.</summary>
/// <param name="UserId">Whom it is about.</param>
internal abstract record MembershipCommand(Guid UserId)
{
    /// <summary>Who asks for it, where that is somebody else.</summary>
    public virtual Guid? Actor => null;

    /// <summary>Whether the person can become a member by it.</summary>
    public virtual bool MayAdmit => false;
}

/// <summary>Somebody wants to be a member: of what anybody may join, or was invited to.</summary>
internal sealed record Join(Guid UserId) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>Somebody follows a link: joins, or asks to.</summary>
internal sealed record JoinByLink(Guid UserId, Guid LinkId) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>An owner or moderator lets in who asked.</summary>
internal sealed record AcceptRequest(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;

    public override bool MayAdmit => true;
}

internal sealed record DeclineRequest(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;
}

internal sealed record WithdrawRequest(Guid UserId) : MembershipCommand(UserId);

internal sealed record Leave(Guid UserId) : MembershipCommand(UserId);

/// <summary>Owners and moderators turn somebody of a lesser role out, who may come again.</summary>
internal sealed record Remove(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;
}

/// <summary>Owners make owners and moderators, hand over, and step down.</summary>
internal sealed record ChangeRole(Guid UserId, Guid By, string Role) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;
}

/// <summary>Somebody of a lesser role, or of none, is kept out.</summary>
/// <param name="UserId">Who.</param>
/// <param name="By">Who decides it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Until">When it ends by itself; null: when it is lifted.</param>
internal sealed record Ban(Guid UserId, Guid By, string? Reason, DateTimeOffset? Until) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;
}

internal sealed record Unban(Guid UserId, Guid By) : MembershipCommand(UserId)
{
    public override Guid? Actor => By;
}

/// <summary>A person is erased: leaves, passes on what would be left without an owner, and is taken out of what was paid.</summary>
internal sealed record ForgetPerson(Guid UserId) : MembershipCommand(UserId);

/// <summary>A member of a monthly paid community wants to pay for the next month.</summary>
internal sealed record RenewAccess(Guid UserId) : MembershipCommand(UserId);

/// <summary>The paid time nears its end: the next month is offered, once.</summary>
internal sealed record OfferRenewal(Guid UserId) : MembershipCommand(UserId);

/// <summary>The paid time may be over.</summary>
internal sealed record EndAccess(Guid UserId) : MembershipCommand(UserId);

/// <summary>An order is paid: the person is let in, or the money goes back.</summary>
/// <param name="UserId">Whose order it is.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Amount">What came in, in minor units of <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
internal sealed record PayOrder(Guid UserId, Guid OrderId, long Amount, string Currency) : MembershipCommand(UserId)
{
    public override bool MayAdmit => true;
}

/// <summary>An order will not be paid.</summary>
/// <param name="UserId">Whose order it is.</param>
/// <param name="OrderId">The order.</param>
/// <param name="Reason"><c>expired</c> or <c>payment_failed</c>.</param>
internal sealed record FailOrder(Guid UserId, Guid OrderId, string Reason) : MembershipCommand(UserId);

/// <summary>What was paid for an order went back, or a part of it.</summary>
internal sealed record RefundOrder(Guid UserId, Guid OrderId, long Amount) : MembershipCommand(UserId);

/// <summary>How a command ended.</summary>
internal enum MembershipOutcome
{
    /// <summary>It had its effect.</summary>
    Done,

    /// <summary>It had its effect before; nothing changed.</summary>
    Repeated,

    /// <summary>There is no such community, link, request or order, or none that the caller may know of.</summary>
    NotFound,

    /// <summary>The person is no member.</summary>
    NotMember,

    /// <summary>The person has no account any more.</summary>
    NoAccount,

    /// <summary>The person was banned.</summary>
    Banned,

    /// <summary>Free plans are in no more circles.</summary>
    CircleLimit,

    /// <summary>It must be paid for: the order says what.</summary>
    PaymentRequired,

    /// <summary>Only owners, or only owners and moderators, may do this.</summary>
    NotAllowed,

    /// <summary>Nobody acts on somebody of an equal or higher role.</summary>
    RoleTooLow,

    /// <summary>A community is not left without an owner.</summary>
    LastOwner,

    /// <summary>The request was answered or withdrawn before.</summary>
    NotPending,

    /// <summary>It was declined not long ago.</summary>
    DeclinedLately,

    /// <summary>There is nothing to renew, or not yet.</summary>
    NotRenewable,

    /// <summary>The last owner was erased, and there is nobody to pass the community on to: it has to be deleted.</summary>
    Abandoned,
}

/// <summary>A command's end, and what it was about as it is then.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Membership">A copy; null where there is none.</param>
/// <param name="Request">A copy.</param>
/// <param name="Order">A copy.</param>
internal sealed record MembershipResult(
    MembershipOutcome Outcome, CommunityMember? Membership = null, JoinRequest? Request = null, AccessOrder? Order = null);
