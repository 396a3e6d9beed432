using Community.People.Plans;
using Community.Social.Plans;

namespace Community.Social.Membership;

/// <summary>Runs a command by which a user becomes a member. A refusal for lack of a plan is given only after payments was asked.</summary>
internal sealed class Admission(MembershipBatcher batcher, PlanLookup plans)
{
    public async Task<MembershipResult> RunAsync(Guid communityId, MembershipCommand command, CancellationToken cancellationToken)
    {
        var result = await batcher.RunAsync(communityId, command);
        return
            result.Outcome == MembershipOutcome.CircleLimit
            && await plans.AllowsAsync(command.UserId, EntitlementCode.UnlimitedCircles, cancellationToken)
            ? await batcher.RunAsync(communityId, command)
            : result;
    }
}
