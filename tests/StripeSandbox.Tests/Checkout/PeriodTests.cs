using Community.StripeSandbox.Catalog;

namespace Community.StripeSandbox.Tests.Checkout;

public sealed class PeriodTests
{
    [Theory]
    [InlineData("month", 1, "2030-01-15T10:00:00Z", "2030-02-15T10:00:00Z")]
    [InlineData("month", 1, "2030-01-31T10:00:00Z", "2030-02-28T10:00:00Z")]
    [InlineData("month", 3, "2030-11-30T10:00:00Z", "2031-02-28T10:00:00Z")]
    [InlineData("year", 1, "2032-02-29T00:00:00Z", "2033-02-28T00:00:00Z")]
    [InlineData("week", 2, "2030-01-01T00:00:00Z", "2030-01-15T00:00:00Z")]
    [InlineData("day", 1, "2030-12-31T23:59:59Z", "2031-01-01T23:59:59Z")]
    public void PeriodsAreTheCalendars(string interval, int count, string start, string end) =>
        DateTimeOffset.FromUnixTimeSeconds(new Recurring(interval, count).EndOf(At(start))).ToUnixTimeSeconds().ShouldBe(At(end));

    private static long At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
