using System.Net;
using System.Text;
using Community.Companion.Courses;
using Community.Companion.Courses.CertificatePdf;

namespace Community.Companion.Tests.Courses;

[Collection(nameof(CompanionTests))]
public sealed class CertificatePdfTests(CompanionApplication app)
{
    [Fact]
    public async Task TheFileHasTheAddressThatChecksItAndEndsWithThePerson()
    {
        var (course, modules) = await app.CourseAsync(title: "خبز للجميع");
        var user = await app.PersonAsync();
        await app.BuyAsync(user, course);
        await Task.WhenAll(modules.Select(module => app.CompleteAsync(user, course, module)));
        var code = (await app.GetAsync(user, $"courses/{course}"))
            .GetProperty("user_progress")
            .GetProperty("certificate_code")
            .GetString()!;

        using var answer = await app.Http().GetAsync($"/api/v1/certificates/{code.ToLowerInvariant()}/certificate.pdf");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
        answer.Content.Headers.ContentDisposition!.FileName.ShouldBe($"{code}.pdf");
        var file = Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync());
        file.ShouldStartWith("%PDF-");
        file.ShouldContain($"/certificate?code={code}");

        await app.EraseAsync(user);
        (await app.Http().AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"certificates/{code}/certificate.pdf"))
            .Reason()
            .ShouldBe("no_such_certificate");
    }

    [Theory]
    [InlineData("CERT-7Q4M-K2XN-8RTC-5WHD")]
    [InlineData("x")]
    public async Task AnUnknownCodeHasNoFile(string code) =>
        (await app.Http().AskAsync(HttpStatusCode.NotFound, HttpMethod.Get, $"certificates/{code}/certificate.pdf"))
            .Reason()
            .ShouldBe("no_such_certificate");

    [Fact]
    public void ArabicLettersAreJoined()
    {
        var word = ShapedText.Of("بيت", 20, 500);
        var apart = "بيت".Select(letter => ShapedText.Of(letter.ToString(), 20, 500).Glyphs.Single()).ToList();

        word.Glyphs.Count.ShouldBe(3);
        word.Glyphs.ShouldNotContain(apart[0]);
        word.Glyphs.ShouldNotContain(apart[1]);
    }

    [Fact]
    public void PartsFromRightToLeftAreInTheirOrder()
    {
        ShapedText.Parts("Maya مايا 7").ShouldBe([("Maya ", false), ("مايا", true), (" 7", false)]);
        ShapedText.Parts("كتاب C# ممتاز").ShouldBe([("# ممتاز", true), ("C", false), ("كتاب ", true)]);
    }

    [Fact]
    public void ALineIsNotWiderThanTheSheet()
    {
        ShapedText.Of(new string('W', 200), 30, 700).Width.ShouldBeInRange(690, 700.5f);
        ShapedText.Of("W", 30, 700).Width.ShouldBeLessThan(40);
    }

    [Theory]
    [InlineData("")]
    [InlineData("नमस्ते 🎉")]
    public void AnyNameGivesAFile(string name) =>
        CertificateSheet
            .Draw(CertificateView.Example with { DisplayName = name }, "https://app.example/certificate?code=CERT")
            .Length.ShouldBeGreaterThan(1_000);
}
