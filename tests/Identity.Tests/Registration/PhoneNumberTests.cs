using Community.Identity.Users;

namespace Community.Identity.Tests.Registration;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+971 50 123-4567", "+971501234567")]
    [InlineData("+971.50.123.4567", "+971501234567")]
    [InlineData("+49 (0)170 1234567", "+491701234567")] // The zero is dialled within the country only.
    [InlineData("+39 06 6982", "+39066982")] // In Italy, it is part of the number.
    [InlineData("+1 (202) 555-0123", "+12025550123")]
    [InlineData("＋971501234567", "+971501234567")]
    public void AnInternationalNumberIsKeptAsE164(string typed, string kept)
    {
        Identifiers.TryParsePhone(typed, out var phone).ShouldBeTrue();
        phone.ShouldBe(kept);
        Identifiers.TryParsePhone(phone, out var again).ShouldBeTrue();
        again.ShouldBe(kept);
    }

    [Theory]
    [InlineData("0501234567")]
    [InlineData("971501234567")]
    [InlineData("+999501234567")] // No such country.
    [InlineData("+4917")]
    [InlineData("+1202555012345")] // Too long there.
    [InlineData("+1 800 FLOWERS")]
    [InlineData("+12025550123 ext. 7")]
    [InlineData("+12025550123;ext=7")]
    [InlineData("tel:+12025550123")]
    [InlineData("+")]
    [InlineData("")]
    [InlineData(null)]
    public void AnotherTextIsNoNumber(string? typed) => Identifiers.TryParsePhone(typed, out _).ShouldBeFalse();
}
