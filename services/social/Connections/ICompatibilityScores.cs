namespace Community.Social.Connections;

/// <summary>The compatibility of two users.</summary>
internal interface ICompatibilityScores
{
    /// <summary>0 to 100, the same for both; null if too little is known of one of them.</summary>
    Task<int?> ScoreAsync(Guid one, Guid other);
}
