using System.Buffers;
using System.Security.Cryptography;
using Community.Companion.Courses.CertificatePdf;
using Community.Companion.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Certificates, which all people with the code can check.</summary>
internal static class Certificates
{
    public static void MapCertificates(this IEndpointRouteBuilder api)
    {
        var certificates = api.MapGroup("/certificates/{code}").WithTags("Courses").AllowAnonymous();
        certificates.MapGet("", CheckAsync);
        certificates.MapGet("/certificate.pdf", DrawAsync).NotStored("has a person's name, which may be erased");
    }

    /// <summary>Shows a certificate.</summary>
    /// <remarks>
    /// Needs no token, only the code, which cannot be guessed. The name is the person's present one; an erased person has no name.
    /// </remarks>
    /// <param name="code">The code, in any case, with or without its hyphens.</param>
    private static async Task<Results<Ok<CertificateView>, NotFoundProblem>> CheckAsync(
        string code,
        CompanionDb db,
        CancellationToken cancellationToken
    )
    {
        var found = await db.FindCertificateAsync(code, cancellationToken);
        return found is null ? NoSuchCertificate() : TypedResults.Ok(found);
    }

    /// <summary>Draws a certificate as a PDF file.</summary>
    /// <remarks>
    /// A sheet of A4 in English and Arabic, with the address of the page that checks the certificate, as a link and as a QR code. It needs
    /// only the code, as the certificate does. Letters of other scripts than Latin, Greek, Cyrillic, Arabic, Hebrew, Armenian and Georgian
    /// are shown as boxes.
    /// </remarks>
    /// <param name="code">The code, in any case, with or without its hyphens.</param>
    private static async Task<Results<FileContentHttpResult, NotFoundProblem>> DrawAsync(
        string code,
        CompanionDb db,
        AccessTokenSettings tokens,
        CancellationToken cancellationToken
    )
    {
        if (await db.FindCertificateAsync(code, cancellationToken) is not { } found)
        {
            return NoSuchCertificate();
        }

        var check = $"{tokens.Issuer.TrimEnd('/')}/certificate?code={found.Code}";
        return TypedResults.File(CertificateSheet.Draw(found, check), "application/pdf", $"{found.Code}.pdf");
    }

    private static NotFoundProblem NoSuchCertificate() => Problem.NotFound("There is no such certificate.", "no_such_certificate");

    private static async Task<CertificateView?> FindCertificateAsync(this CompanionDb db, string code, CancellationToken cancellationToken)
    {
        var parsed = CertificateCode.Parse(code);
        return parsed is null
            ? null
            : await db
                .Enrolments.AsNoTracking()
                .Where(enrolment => enrolment.CertificateCode == parsed)
                .Join(
                    db.People,
                    enrolment => enrolment.UserId,
                    person => person.Id,
                    (enrolment, person) =>
                        new CertificateView(
                            enrolment.CertificateCode!,
                            enrolment.CompletedTitle!,
                            person.FullName ?? person.Username ?? "",
                            enrolment.CompletedAt!.Value
                        )
                )
                .SingleOrDefaultAsync(cancellationToken);
    }
}

/// <summary>A certificate that a person completed a course.</summary>
/// <param name="Code">The certificate's code.</param>
/// <param name="CourseTitle">The title of the course when it was completed.</param>
/// <param name="DisplayName">The person's name.</param>
/// <param name="CompletedAt">When.</param>
internal sealed record CertificateView(string Code, string CourseTitle, string DisplayName, DateTimeOffset CompletedAt)
    : IHasExample<CertificateView>
{
    public static CertificateView Example =>
        new(
            "CERT-7Q4M-K2XN-8RTC-5WHD",
            "The art of conversation",
            "Maya Haddad",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}

/// <summary>
/// Codes of certificates: <c>CERT-</c> and four groups of four, 79 bits that cannot be guessed, without characters that look alike.
/// </summary>
internal static class CertificateCode
{
    private const string Prefix = "CERT";
    private const int Group = 4;
    private const int Length = 16;
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    public static string New() => Written(RandomNumberGenerator.GetString(Alphabet, Length));

    /// <summary>The code in a typed text; null: none.</summary>
    public static string? Parse(string typed)
    {
        if (typed.Length > 64)
        {
            return null;
        }

        var text = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        text = text.Length == Prefix.Length + Length && text.StartsWith(Prefix, StringComparison.Ordinal) ? text[Prefix.Length..] : text;
        return text.Length == Length && !text.AsSpan().ContainsAnyExcept(Characters) ? Written(text) : null;
    }

    private static string Written(string characters) =>
        string.Join('-', [Prefix, .. characters.Chunk(Group).Select(group => new string(group))]);
}
