namespace Community.Gateway.RateLimiting;

/// <summary>
/// <c>Gateway:RateLimit=off</c> turns limits off; <c>Gateway:RateLimits:User:PerSecond</c>, <c>:Burst</c> and so on (<c>Address</c>,
/// <c>Credentials</c>) size them. The defaults let a busy client load a whole screen at once, and two hundred people behind one
/// address sign in at nine o'clock; guessed passwords are limited by identity, which knows right ones from wrong ones.
/// </summary>
internal sealed class RateLimitOptions
{
    public bool IsOn { get; private init; } = true;
    public Allowance User { get; private init; } = new(PerSecond: 100, Burst: 200);
    public Allowance Address { get; private init; } = new(PerSecond: 50, Burst: 300);
    public Allowance Credentials { get; private init; } = new(PerSecond: 2, Burst: 300);

    public static RateLimitOptions Read(IConfiguration configuration)
    {
        var defaults = new RateLimitOptions();
        var sizes = configuration.GetSection("Gateway:RateLimits");
        return new RateLimitOptions
        {
            IsOn = configuration["Gateway:RateLimit"] switch
            {
                null or "" or "on" => true,
                "off" => false,
                var other => throw new InvalidOperationException($"Gateway:RateLimit is 'on' or 'off', not '{other}'."),
            },
            User = Read(sizes.GetSection("User"), defaults.User),
            Address = Read(sizes.GetSection("Address"), defaults.Address),
            Credentials = Read(sizes.GetSection("Credentials"), defaults.Credentials),
        };
    }

    private static Allowance Read(IConfigurationSection section, Allowance otherwise)
    {
        var allowance = new Allowance(section.GetValue("PerSecond", otherwise.PerSecond), section.GetValue("Burst", otherwise.Burst));
        return allowance is { PerSecond: > 0 and <= 1_000_000, Burst: >= 1 and <= 100_000 }
            ? allowance
            : throw new InvalidOperationException($"{section.Path}: PerSecond must be above 0 and Burst 1 to 100,000.");
    }
}
