using Community.Platform.Http.Validation;

namespace Community.Identity.Passwords;

/// <summary>
/// A password that <see cref="PasswordRules"/> accepts without knowing the account. Another rule refuses the account's own names.
/// </summary>
internal sealed class NewPasswordAttribute : RuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(object? value, IServiceProvider services) =>
        value is string password ? PasswordRules.Refusal(password) : null;
}
