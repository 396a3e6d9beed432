using System.Buffers;
using System.Security.Cryptography;
using Community.Companion.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Courses;

/// <summary>Certificates can be checked by everyone with the code.</summary>
internal static class Certificates
{
    public static void MapCertificates(this IEndpointRouteBuilder api) =>
        api.MapGet("/certificates/{code}", CheckAsync).WithTags("Courses").AllowAnonymous();

    /// <summary>Shows a certificate.</summary>
    /// <remarks>
    /// Open to everyone with the code, which cannot be guessed. The name is the person's present one; an erased person has none any more.
    /// </remarks>
    /// <param name="code">The code, in any case, with or without its hyphens.</param>
    private static async Task<Results<Ok<CertificateView>, NotFoundProblem>> CheckAsync(
        string code,
        CompanionDb db,
        CancellationToken cancellationToken
    )
    {
        var parsed = CertificateCode.Parse(code);
        var found = parsed is null
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
        return found is null ? Problem.NotFound("There is no such certificate.", "no_such_certificate") : TypedResults.Ok(found);
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
