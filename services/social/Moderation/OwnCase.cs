using Community.Platform.Http.Problems;
using Community.Social.Data;
using Community.Social.Membership;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// Moderators cannot decide their own case. A moderator whom a case is about (the author; for a community, its owners and moderators)
/// cannot even see it, since it names the reporters. A moderator who reported the content can see the case but not decide it.
/// </summary>
internal static class OwnCase
{
    private static readonly string[] Runs = [MemberRole.Owner, MemberRole.Moderator];

    /// <summary>The cases that are not about this moderator.</summary>
    public static IQueryable<ModerationCase> CasesNotAbout(this SocialDb db, Guid moderator) =>
        db.ModerationCases.Where(found =>
            found.AuthorId != moderator
            && (
                found.ContentType != ApiNames.Community
                || !db.Members.Any(member =>
                    member.CommunityId == found.ContentId && member.UserId == moderator && member.IsMember && Runs.Contains(member.Role)
                )
            )
        );

    /// <exception cref="ProblemException">403 <c>own_case</c>.</exception>
    public static async Task RequireNotAboutAsync(this SocialDb db, Guid caseId, Guid moderator)
    {
        if (!await db.CasesNotAbout(moderator).AnyAsync(found => found.Id == caseId))
        {
            throw Refusal().ToException();
        }
    }

    /// <exception cref="ProblemException">403 <c>own_case</c>.</exception>
    public static async Task RequireMayDecideAsync(this SocialDb db, ModerationCase found, Guid moderator)
    {
        if (await db.IsOwnAsync(found, moderator))
        {
            throw Refusal().ToException();
        }
    }

    /// <summary>Whether it is a moderator's own case: it is about them, or they reported it.</summary>
    public static async Task<bool> IsOwnAsync(this SocialDb db, ModerationCase found, Guid moderator) =>
        await db.HasReportedAsync(found, moderator) || !await db.CasesNotAbout(moderator).AnyAsync(other => other.Id == found.Id);

    public static ForbiddenProblem Refusal() =>
        Problem.Forbidden("You are part of this case, so another moderator has to decide it.", "own_case");

    private static Task<bool> HasReportedAsync(this SocialDb db, ModerationCase found, Guid moderator) =>
        db.Reports.AnyAsync(report =>
            report.CaseId == found.Id && report.ReporterId == moderator && report.CreatedAt >= found.FirstReportedAt
        );
}
