using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Testing;

namespace Community.Events.Tests.Publishing;

/// <summary>Times, zones, countries and currencies as people write them.</summary>
[Collection(nameof(EventsTests))]
public sealed class TimeAndPlaceTests(EventsApplication events)
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => events.Organizer(_me);

    [Fact]
    public async Task WithoutAZoneTheOrganizersIsTakenElseTheCountrysElseUtc()
    {
        (await ZoneAsync(NoZone())).ShouldBe(("UTC", "utc"));
        (await ZoneAsync(NoZone(("location_country", "US")))).ShouldBe(("UTC", "utc"));
        (await ZoneAsync(NoZone(("location_country", "AE")))).ShouldBe(("Asia/Dubai", "country"));
        (await ZoneAsync(NoZone(("location_country", "DE")))).ShouldBe(("Europe/Berlin", "country"));
        (await ZoneAsync(Calls.Draft(("time_zone", "Asia/Amman")))).ShouldBe(("Asia/Amman", "given"));
        (await ZoneAsync(NoZone(("location_country", "AE")))).ShouldBe(("Asia/Amman", "organizer"));
    }

    [Theory]
    [InlineData("Asia/Dubai", "2027-03-01T18:30:00", "2027-03-01T14:30:00Z")]
    [InlineData("Asia/Dubai", "2027-03-01T18:30", "2027-03-01T14:30:00Z")]
    [InlineData("Asia/Dubai", "2027-03-01 18:30", "2027-03-01T14:30:00Z")]
    [InlineData("Asia/Dubai", "2027-03-01T18:30:00+01:00", "2027-03-01T17:30:00Z")]
    [InlineData("Europe/Berlin", "2027-03-28T01:30:00", "2027-03-28T00:30:00Z")]
    // 2:30 does not exist in that night: like a calendar, the service counts the hour from before the gap (RFC 5545, 3.3.5).
    [InlineData("Europe/Berlin", "2027-03-28T02:30:00", "2027-03-28T01:30:00Z")]
    // 2:30 occurs twice in that night: the first is meant.
    [InlineData("Europe/Berlin", "2027-10-31T02:30:00", "2027-10-31T00:30:00Z")]
    [InlineData("Australia/Lord_Howe", "2027-10-03T02:10:00", "2027-10-02T15:40:00Z")]
    public async Task ATimeWithoutAnOffsetIsTheZones(string zone, string written, string utc)
    {
        var start = DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture);
        var created = await Me.CreateAsync(("time_zone", zone), ("start_datetime", written), ("end_datetime", $"{start.AddHours(2):O}"));
        created.GetProperty("start_datetime").GetDateTimeOffset().ShouldBe(start);

        var other = await Me.CreateAsync(
            ("time_zone", zone),
            ("start_datetime", $"{start.AddHours(-30):O}"),
            ("end_datetime", $"{start.AddHours(2):O}")
        );
        var changed = await (await Me.ChangeAsync(other.Id(), new JsonObject { ["start_datetime"] = written })).ShouldBeAsync(
            HttpStatusCode.OK
        );
        changed.GetProperty("start_datetime").GetDateTimeOffset().ShouldBe(start);
    }

    [Fact]
    public async Task AChangedZoneReadsTheTimesOfTheSameCall()
    {
        var created = await Me.CreateAsync(("start_datetime", "2027-03-01T18:30"), ("end_datetime", "2027-03-01T20:30"));
        var changed = await (
            await Me.ChangeAsync(
                created.Id(),
                new JsonObject
                {
                    ["time_zone"] = "Asia/Tokyo",
                    ["start_datetime"] = "2027-03-01T18:30",
                    ["end_datetime"] = "2027-03-01T20:30",
                }
            )
        ).ShouldBeAsync(HttpStatusCode.OK);
        (
            changed.GetProperty("start_datetime").GetDateTimeOffset().UtcDateTime.Hour,
            changed.Text("time_zone"),
            changed.Text("time_zone_source")
        ).ShouldBe((9, "Asia/Tokyo", "given"));
    }

    [Theory]
    [InlineData("USA", "US")]
    [InlineData("usa", "US")]
    [InlineData("us", "US")]
    [InlineData("United States", "US")]
    [InlineData("Germany", "DE")]
    [InlineData("Deutschland", "DE")]
    [InlineData("United Arab Emirates", "AE")]
    [InlineData("UAE", "AE")]
    [InlineData("الإمارات العربية المتحدة", "AE")]
    [InlineData("UK", "GB")]
    [InlineData("Côte d’Ivoire", "CI")]
    public async Task ACountryIsTakenByItsNamesAndCodes(string written, string code)
    {
        (await Me.CreateAsync(("location_country", written))).Text("location_country").ShouldBe(code);
        var other = await Me.CreateAsync();
        (await (await Me.ChangeAsync(other.Id(), new JsonObject { ["location_country"] = written })).ShouldBeAsync(HttpStatusCode.OK))
            .Text("location_country")
            .ShouldBe(code);
    }

    [Fact]
    public async Task ACountryIsFoundByItsNamesAndCodes()
    {
        var id = (await Me.PublishedAsync(("location_country", "JO"))).Id();
        foreach (var written in (string[])["JO", "jo", "JOR", "Jordan"])
        {
            var found = await events.Http().GetJsonAsync($"/events?organizer={_me}&country={Uri.EscapeDataString(written)}");
            found.GetProperty("items").EnumerateArray().Select(item => item.Id()).ShouldBe([id]);
        }
    }

    [Fact]
    public async Task AZoneIsTakenInAnyCase() =>
        (await Me.CreateAsync(("time_zone", "europe/berlin"))).GetProperty("time_zone").GetString().ShouldBe("Europe/Berlin");

    [Theory]
    [InlineData("usd", "USD")]
    [InlineData("Aed", "AED")]
    public async Task ACurrencyIsTakenInAnyCase(string written, string code)
    {
        var created = await Me.CreateAsync(("price_cents", 2500), ("currency", written));
        created.Text("currency").ShouldBe(code);
        (await (await Me.ChangeAsync(created.Id(), new JsonObject { ["currency"] = "eur" })).ShouldBeAsync(HttpStatusCode.OK))
            .Text("currency")
            .ShouldBe("EUR");
    }

    [Theory]
    [InlineData("start_datetime", "\"2027-13-01T10:00:00\"")]
    [InlineData("start_datetime", "\"tomorrow\"")]
    [InlineData("start_datetime", "\"2027-01-01\"")]
    [InlineData("start_datetime", "\"9999-12-31T23:59:59\"")]
    [InlineData("start_datetime", "\"0001-01-01T00:00:00\"")]
    [InlineData("end_datetime", "17")]
    [InlineData("location_country", "\"Atlantis\"")]
    [InlineData("currency", "\"dollars\"")]
    [InlineData("time_zone", "\"\"")]
    [InlineData("time_zone", "\"posixrules\"")]
    public async Task WhatIsNoTimeOrPlaceIsStillRefused(string member, string value) =>
        await (await Me.PostAsJsonAsync("/api/v1/events", Calls.Draft((member, JsonNode.Parse(value))))).ShouldRefuseAsync(member);

    private static JsonObject NoZone(params (string, JsonNode?)[] members)
    {
        var draft = Calls.Draft(members);
        draft.Remove("time_zone");
        return draft;
    }

    private async Task<(string?, string?)> ZoneAsync(JsonObject draft)
    {
        var created = await (await Me.PostAsJsonAsync("/api/v1/events", draft)).ShouldBeAsync(HttpStatusCode.Created);
        return (created.Text("time_zone"), created.GetProperty("time_zone_source").GetString());
    }
}
