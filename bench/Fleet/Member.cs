namespace Community.Bench.Fleet;

/// <summary>A signed-in user, created for a measurement.</summary>
/// <param name="Id">Of the account.</param>
/// <param name="Username">Of the account.</param>
internal sealed record Member(Guid Id, string Username)
{
    /// <summary>Valid for 15 minutes.</summary>
    public required string AccessToken { get; set; }

    /// <summary>Valid for one refresh; then its successor replaces it.</summary>
    public required string RefreshToken { get; set; }
}
