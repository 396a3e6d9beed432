using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// The rate limits of users and addresses. The defaults let a busy client load a whole screen at once, and two hundred users behind one
/// address sign in at the same time. Identity limits the guessing of passwords, because it can distinguish right ones from wrong ones.
/// </summary>
[Settings("Gateway")]
internal sealed class RateLimitOptions
{
    /// <summary><c>off</c> turns limits off, for load tests.</summary>
    [AllowedValues("on", "off", "")]
    public string RateLimit { get; init; } = "on";

    /// <summary>The limits' sizes.</summary>
    public Allowances RateLimits { get; init; } = new();

    /// <inheritdoc cref="RateLimit"/>
    public bool IsOn => RateLimit != "off";
}

/// <summary>An allowance for each kind of caller.</summary>
internal sealed class Allowances
{
    /// <summary>Of a signed-in user.</summary>
    public Allowance User { get; init; } = new(PerSecond: 100, Burst: 200);

    /// <summary>Of an API token, within that of its user.</summary>
    public Allowance Token { get; init; } = new(PerSecond: 20, Burst: 60);

    /// <summary>Of an address without a token.</summary>
    public Allowance Address { get; init; } = new(PerSecond: 50, Burst: 300);

    /// <summary>Of an address, for routes where secrets can be guessed or mails are sent.</summary>
    public Allowance Credentials { get; init; } = new(PerSecond: 2, Burst: 300);
}
