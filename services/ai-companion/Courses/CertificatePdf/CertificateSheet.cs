using System.Globalization;
using QRCoder;
using SkiaSharp;

namespace Community.Companion.Courses.CertificatePdf;

/// <summary>
/// Draws a certificate on a sheet of A4, in English and Arabic, with the address at which it can be checked, as a link and as a QR code.
/// </summary>
internal static class CertificateSheet
{
    /// <summary>A4 across, in points.</summary>
    private const float Width = 842;
    private const float Height = 595;
    private const float Margin = 28;

    /// <summary>The side of the QR code in points: about 3 cm.</summary>
    private const float QrSide = 84;

    private static readonly SKColor Ink = new(0x1c, 0x24, 0x33);
    private static readonly SKColor Soft = new(0x56, 0x60, 0x70);
    private static readonly SKColor Accent = new(0x0f, 0x6f, 0x66);

    /// <summary>The PDF file of a certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="check">The address of the page that checks it.</param>
    public static byte[] Draw(CertificateView certificate, string check)
    {
        using var file = new MemoryStream();
        using (
            var document = SKDocument.CreatePdf(
                file,
                new SKDocumentPdfMetadata
                {
                    Title = $"{certificate.CourseTitle} – {certificate.DisplayName}",
                    Subject = certificate.Code,
                    Creation = certificate.CompletedAt.UtcDateTime,
                }
            )
        )
        {
            var canvas = document.BeginPage(Width, Height);
            DrawFrame(canvas);
            DrawTexts(canvas, certificate);
            DrawCheck(canvas, certificate.Code, check);
            document.EndPage();
            document.Close();
        }

        return file.ToArray();
    }

    private static void DrawFrame(SKCanvas canvas)
    {
        using var line = new SKPaint
        {
            Color = Accent,
            IsStroke = true,
            StrokeWidth = 3,
            IsAntialias = true,
        };
        canvas.DrawRect(SKRect.Create(Margin, Margin, Width - (2 * Margin), Height - (2 * Margin)), line);
        line.StrokeWidth = 1;
        canvas.DrawRect(SKRect.Create(Margin + 7, Margin + 7, Width - (2 * (Margin + 7)), Height - (2 * (Margin + 7))), line);
    }

    private static void DrawTexts(SKCanvas canvas, CertificateView certificate)
    {
        Centre("Certificate of completion", 30, 104, Accent);
        Centre("شهادة إتمام دورة", 30, 148, Accent);
        Centre("This certificate is awarded to · تُمنح هذه الشهادة إلى", 13, 198, Soft);
        Centre(certificate.DisplayName, 34, 248, Ink);
        Centre("for completing the course · لإتمام الدورة", 13, 292, Soft);
        Centre(certificate.CourseTitle, 26, 334, Ink);
        var day = certificate.CompletedAt.UtcDateTime;
        Centre(Day(day, "en-GB"), 13, 366, Ink);
        Centre(Day(day, "ar-EG"), 13, 386, Ink);

        void Centre(string text, float size, float y, SKColor color) =>
            ShapedText.Of(text, size, Width - (2 * Margin) - 60).Draw(canvas, Width / 2, y, color);

        static string Day(DateTime day, string culture) => day.ToString("d MMMM yyyy", CultureInfo.GetCultureInfo(culture));
    }

    private static void DrawCheck(SKCanvas canvas, string code, string check)
    {
        var at = SKRect.Create((Width - QrSide) / 2, 402, QrSide, QrSide);
        DrawQr(canvas, check, at);
        ShapedText.Of("Check it at · يمكن للجميع التحقق منها على", 10, Width - 200).Draw(canvas, Width / 2, 502, Soft);
        var address = ShapedText.Of(check, 10, Width - 120);
        address.Draw(canvas, Width / 2, 520, Accent);
        canvas.DrawUrlAnnotation(SKRect.Create((Width - address.Width) / 2, 508, address.Width, 16), check);
        canvas.DrawUrlAnnotation(at, check);
        ShapedText.Of(code, 11, Width - 200).Draw(canvas, Width / 2, 540, Ink);
    }

    /// <summary>Level M: it can be read with a seventh of it smudged.</summary>
    private static void DrawQr(SKCanvas canvas, string text, SKRect at)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var paint = new SKPaint { Color = SKColors.Black };
        var modules = code.ModuleMatrix;
        var side = at.Width / modules.Count;
        for (var row = 0; row < modules.Count; row++)
        {
            for (var column = 0; column < modules.Count; column++)
            {
                if (modules[row][column])
                {
                    canvas.DrawRect(SKRect.Create(at.Left + (column * side), at.Top + (row * side), side, side), paint);
                }
            }
        }
    }
}
