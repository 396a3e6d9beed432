using Community.Identity.Passwords;
using Community.Platform.Http.Validation;

namespace Community.Identity.Tests.Passwords;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("short")]
    [InlineData("123456789")]
    [InlineData("1234567890")]
    [InlineData("0987654321")]
    [InlineData("qwertyuiop")]
    [InlineData("Password123")]
    [InlineData("P@ssw0rd2024!")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abcabcabcabc")]
    [InlineData("iloveyou!!!!")]
    [InlineData("ｐａｓｓｗｏｒｄ１２３")]
    [InlineData("amal.haddad")]
    [InlineData("Amal.Haddad1")]
    [InlineData("amal@example.org")]
    public void WhatAnAttackerTriesFirstIsRefused(string password) =>
        PasswordRules.Refusal(password, "amal.haddad", "amal@example.org").ShouldNotBeNull();

    [Theory]
    [InlineData("short", FaultCode.TooShort)]
    [InlineData("qwertyuiop", FaultCode.CommonPassword)]
    [InlineData("amal.haddad", FaultCode.OwnName)]
    public void ARefusalHasACode(string password, FaultCode code) =>
        PasswordRules.Refusal(password, "amal.haddad", "amal@example.org").ShouldNotBeNull().Code.ShouldBe(code);

    [Theory]
    [InlineData("three quiet green boats")]
    [InlineData("correct-horse-93-battery")]
    [InlineData("ثلاثة قوارب خضراء هادئة")]
    [InlineData("🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵")]
    [InlineData("password of my very own making")]
    public void ALongOneOfItsOwnIsTaken(string password) => PasswordRules.Refusal(password, "amal", "amal@example.org").ShouldBeNull();

    [Fact]
    public void LengthIsTenToOneHundredAndTwentyEight()
    {
        PasswordRules.Refusal("abx9-kQz!").ShouldNotBeNull();
        PasswordRules.Refusal("abx9-kQz!7").ShouldBeNull();
        PasswordRules.Refusal(string.Concat(Enumerable.Repeat("xY7-qWz.", 16))).ShouldBeNull();
        PasswordRules.Refusal(string.Concat(Enumerable.Repeat("xY7-qWz.", 16)) + "a").ShouldNotBeNull();
    }
}

public sealed class Argon2idTests
{
    [Fact]
    public void AHashVerifiesItsPasswordAndNoOther()
    {
        var hash = Argon2id.Hash("three quiet green boats");

        hash.ShouldStartWith("$argon2id$v=19$m=19456,t=2,p=1$");
        Argon2id.Verify(hash, "three quiet green boats").ShouldBeTrue();
        Argon2id.Verify(hash, "three quiet green boat").ShouldBeFalse();
        Argon2id.Hash("three quiet green boats").ShouldNotBe(hash);
        Argon2id.NeedsRehash(hash).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain text")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$short")]
    public void WhatIsNoHashVerifiesNothing(string hash) => Argon2id.Verify(hash, "anything").ShouldBeFalse();
}
