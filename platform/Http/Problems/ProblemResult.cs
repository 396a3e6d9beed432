using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Problems;

/// <summary>
/// An error answer, written as <c>application/problem+json</c> (RFC 9457) with any Accept header of the client. Made by
/// <see cref="Problem"/>; handlers name the concrete types in their signature, as in <c>Results&lt;Ok&lt;UserView&gt;,
/// NotFoundProblem&gt;</c>, so that OpenAPI and tests see every outcome.
/// </summary>
public abstract class ProblemResult : IResult, IStatusCodeHttpResult, IContentTypeHttpResult
{
    /// <summary>The media type of every problem.</summary>
    public const string ContentType = "application/problem+json";

    private Dictionary<string, object?>? _extensions;

    private protected ProblemResult(int status, string? detail) => (StatusCode, Detail) = (status, detail);

    /// <summary>The HTTP status, 400 to 599.</summary>
    public int StatusCode { get; }

    /// <summary>The details of this failure, for people; null gives the general sentence of the status.</summary>
    public string? Detail { get; }

    /// <summary>The faults of fields; only on 400 and 422.</summary>
    public IReadOnlyList<FieldFault> Faults { get; init; } = [];

    /// <summary>Sent as Retry-After, rounded up to whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members of the JSON object (RFC 9457 section 3.2).</summary>
    public IReadOnlyDictionary<string, object?> Extensions => _extensions ?? [];

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    string? IContentTypeHttpResult.ContentType => ContentType;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, this);

    /// <summary>The same answer as an exception, for nested rules: <c>throw Problem.Conflict("…").ToException()</c>.</summary>
    public ProblemException ToException() => new(this);

    internal void Extend(string name, object? value) => (_extensions ??= new(StringComparer.Ordinal))[name] = value;

    private protected static void Declare(EndpointBuilder builder, int status) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(status));
}

/// <summary>Extensions for every type of problem.</summary>
public static class ProblemResultExtensions
{
    /// <summary>Adds a member to the JSON object, such as a machine-readable <c>reason</c>. Names are snake_case.</summary>
    public static TProblem With<TProblem>(this TProblem problem, string name, object? value)
        where TProblem : ProblemResult
    {
        problem.Extend(name, value);
        return problem;
    }
}
