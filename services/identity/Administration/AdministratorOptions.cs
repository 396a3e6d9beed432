using Community.Platform.Hosting.Configuration;

namespace Community.Identity.Administration;

/// <summary>The administrator of the configuration.</summary>
[Settings("Identity")]
internal sealed class AdministratorOptions
{
    /// <summary>The account to create.</summary>
    public AdministratorAccount Administrator { get; init; } = new();

    /// <summary>Whether this is a local run, which may have a password that is publicly known.</summary>
    public bool LocalRun { get; init; }
}

/// <summary>An account; it is only created if both values are set.</summary>
internal sealed class AdministratorAccount
{
    /// <summary>The account's name; the account is created if it does not exist.</summary>
    public string? Username { get; init; }

    /// <summary>Its first password. The password of local runs is refused unless <c>Identity:LocalRun</c> is set.</summary>
    public string? Password { get; init; }
}
