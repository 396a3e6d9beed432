namespace Community.Contracts.Social;

/// <summary>The automatic rules of moderation as they are now, for services that begin later than the rules.</summary>
/// <param name="Version">The version of <see cref="ModerationRulesChanged"/> that this is; 0: there never were any.</param>
/// <param name="Rules">All rules in force.</param>
public sealed record ModerationRulesSnapshot(long Version, IReadOnlyList<ModerationRule> Rules);
