namespace Community.ServiceDefaults.Problems;

/// <summary>
/// Makes the error answers of handlers. <c>reason</c>, where given, is a snake_case word that programs may rely on;
/// <c>detail</c> is a sentence for people and may change.
/// </summary>
public static class Problem
{
    /// <summary>400 without a field to blame.</summary>
    public static BadRequestProblem BadRequest(string detail, string? reason = null) => Reasoned(new BadRequestProblem(detail), reason);

    /// <summary>400 for one field, by its snake_case JSON path; <paramref name="error"/> continues the field's name ("must be …").</summary>
    public static BadRequestProblem Invalid(string field, string error) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] });

    /// <summary>400 for several fields, by their snake_case JSON paths.</summary>
    public static BadRequestProblem Invalid(IReadOnlyDictionary<string, string[]> errors) =>
        new("The request has invalid fields; errors says which and why.") { Errors = errors };

    /// <summary>401. The authentication handler sets WWW-Authenticate where it challenges.</summary>
    public static UnauthorizedProblem Unauthorized(string detail, string? reason = null) => Reasoned(new UnauthorizedProblem(detail), reason);

    /// <summary>402; add what is to be paid, or the plan, by <c>With</c>.</summary>
    public static PaymentRequiredProblem PaymentRequired(string detail, string? reason = null) => Reasoned(new PaymentRequiredProblem(detail), reason);

    /// <summary>403.</summary>
    public static ForbiddenProblem Forbidden(string detail, string? reason = null) => Reasoned(new ForbiddenProblem(detail), reason);

    /// <summary>404; the same words whether it does not exist or the caller may not know.</summary>
    public static NotFoundProblem NotFound(string? detail = null, string? reason = null) => Reasoned(new NotFoundProblem(detail), reason);

    /// <summary>409.</summary>
    public static ConflictProblem Conflict(string detail, string? reason = null) => Reasoned(new ConflictProblem(detail), reason);

    /// <summary>410.</summary>
    public static GoneProblem Gone(string detail, string? reason = null) => Reasoned(new GoneProblem(detail), reason);

    /// <summary>413, naming the limit in bytes.</summary>
    public static PayloadTooLargeProblem PayloadTooLarge(long limit) => new($"The body may be at most {limit} bytes long.");

    /// <summary>415.</summary>
    public static UnsupportedMediaTypeProblem UnsupportedMediaType(string detail) => new(detail);

    /// <summary>422.</summary>
    public static UnprocessableProblem Unprocessable(string detail, string? reason = null) => Reasoned(new UnprocessableProblem(detail), reason);

    /// <summary>429 with Retry-After.</summary>
    public static TooManyRequestsProblem TooManyRequests(TimeSpan retryAfter, string detail, string? reason = null) =>
        Reasoned(new TooManyRequestsProblem(detail) { RetryAfter = retryAfter }, reason);

    /// <summary>503 with Retry-After.</summary>
    public static ServiceUnavailableProblem ServiceUnavailable(TimeSpan retryAfter, string detail, string? reason = null) =>
        Reasoned(new ServiceUnavailableProblem(detail) { RetryAfter = retryAfter }, reason);

    private static TProblem Reasoned<TProblem>(TProblem problem, string? reason)
        where TProblem : ProblemResult => reason is null ? problem : problem.With("reason", reason);
}
