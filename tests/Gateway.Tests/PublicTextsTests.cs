using System.Globalization;
using System.Text.Json.Nodes;
using Community.Gateway.Pages;

namespace Community.Gateway.Tests;

/// <summary>Texts that the client writes, too. Its test public-texts.test.ts reads the same file.</summary>
public sealed class PublicTextsTests
{
    private static readonly JsonNode Known = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "public-texts.json")))!;

    [Fact]
    public void BeginAndEndOfAnEventReadAsInTheClient()
    {
        foreach (var one in Known["spans"]!.AsArray())
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(Text(one, "zone"));
            var (start, end) = (Time(one, "start"), Time(one, "end"));
            Texts(one).Span(TimeZoneInfo.ConvertTime(start, zone), TimeZoneInfo.ConvertTime(end, zone)).ShouldBe(Text(one, "text"));
        }
    }

    [Fact]
    public void TheMonthOfAnAccountReadsAsInTheClient()
    {
        foreach (var one in Known["months"]!.AsArray())
        {
            Texts(one).MonthAndYear(Time(one, "time")).ShouldBe(Text(one, "text"));
        }
    }

    [Fact]
    public void ATitleBreaksAsInTheClient()
    {
        foreach (var one in Known["titles"]!.AsArray())
        {
            PublicTexts.Unbroken(Text(one, "name")).ShouldBe(Text(one, "text"));
        }
    }

    private static PublicTexts Texts(JsonNode? one) => PublicTexts.Of(Text(one, "language"));

    private static DateTimeOffset Time(JsonNode? one, string name) => DateTimeOffset.Parse(Text(one, name), CultureInfo.InvariantCulture);

    private static string Text(JsonNode? one, string name) => one![name]!.GetValue<string>();
}
