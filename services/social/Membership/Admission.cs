using Community.Social.Plans;

namespace Community.Social.Membership;

/// <summary>Runs a command by which somebody comes in. Who is refused for want of a plan is refused after payments was asked only.</summary>
internal sealed class Admission(MembershipWriters writers, PlanLookup plans)
{
    public async Task<MembershipResult> RunAsync(Guid communityId, MembershipCommand command, CancellationToken cancel)
    {
        var result = await writers.RunAsync(communityId, command);
        return result.Outcome == MembershipOutcome.CircleLimit && await plans.AllowsAsync(command.UserId, EntitlementCode.UnlimitedCircles, cancel)
            ? await writers.RunAsync(communityId, command)
            : result;
    }
}
