namespace Community.Social.Connections;

/// <summary>How well two people fit.</summary>
internal interface ICompatibilityScores
{
    /// <summary>0 to 100, the same from either side; null where too little is known of one of them.</summary>
    Task<int?> ScoreAsync(Guid one, Guid other);
}
