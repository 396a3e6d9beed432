using System.Text;
using Community.Identity.Passwords;
using Community.Platform.Text;
using Microsoft.AspNetCore.Identity;

namespace Community.Identity.Tests.Passwords;

/// <summary>Different keyboards send the same password in different Unicode forms.</summary>
public sealed class PasswordFormTests
{
    private const string Password = "Zürich à la crème 2026";
    private readonly Argon2idPasswordHasher _hasher = new();

    [Theory]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormD)]
    public void EitherFormOpensWhatEitherFormSet(NormalizationForm set, NormalizationForm typed)
    {
        var hash = _hasher.HashPassword(null!, Password.Normalized(set));

        _hasher.VerifyHashedPassword(null!, hash, Password.Normalized(typed)).ShouldBe(PasswordVerificationResult.Success);
        _hasher.VerifyHashedPassword(null!, hash, Password.Normalized(typed) + "!").ShouldBe(PasswordVerificationResult.Failed);
    }

    [Theory]
    [InlineData(NormalizationForm.FormC)]
    [InlineData(NormalizationForm.FormD)]
    public void AHashOfAnotherFormOpensAndIsMadeAnew(NormalizationForm typed)
    {
        var old = Argon2id.Hash(Password.Normalized(NormalizationForm.FormD));

        _hasher.VerifyHashedPassword(null!, old, Password.Normalized(typed)).ShouldBe(PasswordVerificationResult.SuccessRehashNeeded);
    }
}
