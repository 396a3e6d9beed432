using Community.Platform.Http.Problems;
using Community.Social.Communities;
using Community.Social.PaidAccess;

namespace Community.Social.Membership;

/// <summary>Turns the outcomes of membership commands into answers.</summary>
internal static class MembershipAnswers
{
    /// <summary>Returns the result if the command had its effect, now or before.</summary>
    /// <exception cref="ProblemException">Every other outcome, as a problem.</exception>
    public static MembershipResult OrRefuse(this MembershipResult result, MembershipOptions options) =>
        result.Outcome is MembershipOutcome.Done or MembershipOutcome.Repeated ? result : throw ProblemOf(result, options).ToException();

    private static ProblemResult ProblemOf(MembershipResult result, MembershipOptions options) =>
        result.Outcome switch
        {
            MembershipOutcome.NotMember => NoSuchMember(),
            MembershipOutcome.NoAccount => Problem.Forbidden(
                "This account does not exist any more. Log in with another account.",
                "no_account"
            ),
            MembershipOutcome.Banned => Problem.Forbidden("You are banned from this community. Its moderators can lift the ban.", "banned"),
            MembershipOutcome.CircleLimit => CircleLimit.PlanRequired(options),
            MembershipOutcome.PaymentRequired => PaidAccessEndpoints.OrderRequired(result.Order!),
            MembershipOutcome.NotAllowed => MemberRights.NotAllowed(),
            MembershipOutcome.RoleTooLow => Problem.Forbidden(
                "You can do this only to members with a lower role than yours.",
                "role_too_low"
            ),
            MembershipOutcome.LastOwner => Problem.Conflict(
                "A community needs an owner. Make another member an owner first.",
                "last_owner"
            ),
            MembershipOutcome.NotPending => Problem.Conflict("This request was already answered or withdrawn.", "not_pending"),
            MembershipOutcome.DeclinedLately => Problem
                .Conflict("Your request was declined recently. Wait some days before you ask again.", "declined_lately")
                .With("ask_again_at", result.Request!.AnsweredAt + MembershipRules.AskAgain),
            MembershipOutcome.NotRenewable => Problem.Conflict(
                "There is nothing to renew yet. A month can be renewed in its last three days.",
                "not_renewable"
            ),
            _ => CommunityAccess.NoSuchCommunity(),
        };

    public static NotFoundProblem NoSuchMember() => Problem.NotFound("There is no such member.", "no_such_member");
}
