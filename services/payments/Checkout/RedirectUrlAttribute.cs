using System.ComponentModel.DataAnnotations;

namespace Community.Payments.Checkout;

/// <summary>An address that a checkout may lead back to, by the rule of <see cref="RedirectUrls"/>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class RedirectUrlAttribute() : ValidationAttribute("must be a return address that this server allows")
{
    /// <inheritdoc/>
    public override bool RequiresValidationContext => true;

    /// <inheritdoc/>
    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext) =>
        value is string { Length: <= RedirectUrls.MaxLength } url
        && validationContext.GetRequiredService<RedirectUrls>().FaultOf(url) is { } fault
            ? new ValidationResult(fault)
            : ValidationResult.Success;
}
