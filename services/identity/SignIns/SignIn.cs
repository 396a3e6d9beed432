namespace Community.Identity.SignIns;

/// <summary>Login attempts with a password for an account from one network within one hour, with one outcome.</summary>
internal sealed class SignIn
{
    /// <summary>Null: there is no such account.</summary>
    public Guid? UserId { get; init; }

    /// <summary>A truncated address (<see cref="Login.ClientAddress.Network"/>).</summary>
    public required string Network { get; init; }

    /// <summary>One of <see cref="SignInOutcomes"/>.</summary>
    public required string Outcome { get; init; }

    public required DateTimeOffset Hour { get; init; }

    public required int Count { get; init; }

    public required DateTimeOffset FirstAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    /// <summary>The User-Agent of the last attempt.</summary>
    public string? UserAgent { get; init; }
}

internal static class SignInOutcomes
{
    public const string SignedIn = "signed_in";
    public const string WrongPassword = "wrong_password";
    public const string TooManyFailures = "too_many_failures";
    public const string Suspended = "suspended";
    public const string SecondFactorRequired = "second_factor_required";
    public const string WrongCode = "wrong_code";
}
