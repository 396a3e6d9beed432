namespace Community.Bench.Fleet;

/// <summary>A person made up for a measurement, signed in.</summary>
/// <param name="Id">Of the account.</param>
/// <param name="Username">Of the account.</param>
internal sealed record Member(Guid Id, string Username)
{
    /// <summary>Good for 15 minutes.</summary>
    public required string AccessToken { get; set; }

    /// <summary>Good for one refresh; its successor takes its place.</summary>
    public required string RefreshToken { get; set; }
}
