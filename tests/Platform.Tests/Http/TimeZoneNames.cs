using Community.Platform.Http.Validation;

namespace Community.Platform.Tests.Http;

public sealed class TimeZoneNames
{
    private static readonly TimeZoneNameAttribute Rule = new();

    [Theory]
    [InlineData("europe/berlin", "Europe/Berlin")]
    [InlineData("EUROPE/BERLIN", "Europe/Berlin")]
    [InlineData("Europe/Berlin", "Europe/Berlin")]
    [InlineData("utc", "UTC")]
    // Not in the list of zones, an older name of one.
    [InlineData("US/Pacific", "US/Pacific")]
    [InlineData("Asia/Calcutta", "Asia/Calcutta")]
    public void NamesAreTakenInAnyCaseAndKeptAsIanaWritesThem(string sent, string kept)
    {
        var name = Rule.Normal!(sent);
        name.ShouldBe(kept);
        Rule.IsValid(name).ShouldBeTrue();
        TimeZoneInfo.FindSystemTimeZoneById(name).Id.ShouldBe(kept);
    }

    [Theory]
    [InlineData("Berlin")]
    [InlineData("Europe")]
    [InlineData("../etc/passwd")]
    [InlineData("W. Europe Standard Time")]
    // Files of the system's folder that are no zones of IANA.
    [InlineData("right/Europe/Berlin")]
    [InlineData("posixrules")]
    public void OtherNamesAreRefused(string sent) => Rule.IsValid(Rule.Normal!(sent)).ShouldBeFalse();

    /// <summary>The framework finds a name in another case once the zone was asked for; the answer must not depend on that.</summary>
    [Fact]
    public void AnOlderNameInAnotherCaseIsRefusedBeforeAndAfterItsZoneWasUsed()
    {
        Rule.IsValid(Rule.Normal!("us/hawaii")).ShouldBeFalse();
        TimeZoneInfo.FindSystemTimeZoneById("US/Hawaii").Id.ShouldBe("US/Hawaii");
        Rule.IsValid(Rule.Normal!("us/hawaii")).ShouldBeFalse();
    }
}
