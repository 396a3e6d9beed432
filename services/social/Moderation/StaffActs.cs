using Community.Contracts.Identity;
using Community.Social.Data;

namespace Community.Social.Moderation;

/// <summary>The acts of moderators and administrators here, for the audit record of the fleet.</summary>
internal static class StaffActs
{
    public const string CaseAssigned = "case_assigned";
    public const string CaseDecided = "case_decided";
    public const string AppealAnswered = "appeal_answered";
    public const string SanctionLifted = "sanction_lifted";
    public const string RuleAdded = "rule_added";
    public const string RuleChanged = "rule_changed";
    public const string RuleDeleted = "rule_deleted";

    /// <summary>Adds an act to the unit of work.</summary>
    /// <param name="userId">The user whom it concerns.</param>
    /// <param name="objectId">The case, the appeal or the rule.</param>
    /// <param name="outcome">The decision, as a code.</param>
    public static void RecordAct(
        this SocialDb db,
        string action,
        Guid actorId,
        DateTimeOffset now,
        Guid? userId = null,
        Guid? objectId = null,
        string? outcome = null
    ) => db.RecordAct(action, new StaffActed(Guid.CreateVersion7(now), now, actorId, 1, "social", action, userId, objectId, outcome));
}
