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
}
