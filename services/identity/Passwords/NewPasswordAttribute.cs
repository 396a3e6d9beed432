using System.ComponentModel.DataAnnotations;

namespace Community.Identity.Passwords;

/// <summary>
/// A password that <see cref="PasswordRules"/> accepts without knowing the account. Another rule refuses the account's own names.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class NewPasswordAttribute() : ValidationAttribute("must be a password that is not among the first that an attacker tries")
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => false;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string password && PasswordRules.Refusal(password) is { } refusal
            ? new ValidationResult(refusal)
            : ValidationResult.Success;
}
