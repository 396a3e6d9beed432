using Community.ServiceDefaults.Problems;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>What clients are told of how a command ended.</summary>
internal static class MembershipAnswers
{
    /// <summary>Passes on what was done, now or before.</summary>
    /// <exception cref="ProblemException">Everything else, as a problem.</exception>
    public static MembershipResult OrRefuse(this MembershipResult result, MembershipOptions options) =>
        result.Outcome is MembershipOutcome.Done or MembershipOutcome.Repeated ? result : throw ProblemOf(result, options).ToException();

    private static ProblemResult ProblemOf(MembershipResult result, MembershipOptions options) => result.Outcome switch
    {
        MembershipOutcome.NotMember => NoSuchMember(),
        MembershipOutcome.NoAccount => Problem.Forbidden("This account is not there, or not any more.", "no_account"),
        MembershipOutcome.Banned => Problem.Forbidden("This community's moderators have banned you.", "banned"),
        MembershipOutcome.CircleLimit => CircleLimit.PlanRequired(options),
        MembershipOutcome.PaymentRequired => PaidAccessEndpoints.OrderRequired(result.Order!),
        MembershipOutcome.NotAllowed => MemberRights.NotAllowed(),
        MembershipOutcome.RoleTooLow => Problem.Forbidden("Nobody acts on somebody of the same role or a higher one.", "role_too_low"),
        MembershipOutcome.LastOwner => Problem.Conflict("A community needs an owner: make somebody else one first.", "last_owner"),
        MembershipOutcome.NotPending => Problem.Conflict("This request is answered or withdrawn.", "not_pending"),
        MembershipOutcome.DeclinedLately => Problem.Conflict("The request was declined not long ago.", "declined_lately")
            .With("ask_again_at", result.Request!.AnsweredAt + MembershipRules.AskAgain),
        MembershipOutcome.NotRenewable => Problem.Conflict("There is nothing to renew, or it is too early: a month is renewed in its last three days.", "not_renewable"),
        _ => CommunityAccess.NoSuchCommunity(),
    };

    public static NotFoundProblem NoSuchMember() => Problem.NotFound("There is no such member.", "no_such_member");
}
