using Community.ServiceDefaults.Configuration;

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

/// <summary>An account; none unless both are set.</summary>
internal sealed class AdministratorAccount
{
    /// <summary>The account's name; it is created if there is none of that name.</summary>
    public string? Username { get; init; }

    /// <summary>Its first password. The password of local runs is refused unless <c>Identity:LocalRun</c> is set.</summary>
    public string? Password { get; init; }
}
