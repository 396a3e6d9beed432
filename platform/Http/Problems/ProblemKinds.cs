using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Community.Platform.Http.Problems;

/// <summary>400: the request itself is wrong; <c>errors</c> says which field and why.</summary>
public sealed class BadRequestProblem : ProblemResult, IEndpointMetadataProvider
{
    internal BadRequestProblem(string? detail)
        : base(400, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 400);
}

/// <summary>401: no valid token or credential.</summary>
public sealed class UnauthorizedProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnauthorizedProblem(string? detail)
        : base(401, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 401);
}

/// <summary>
/// 402: an order must be paid, or a higher plan is needed. Made only by <see cref="Problem.OrderRequired"/> and
/// <see cref="Problem.PlanRequired"/> so that all have the same form.
/// </summary>
public sealed class PaymentRequiredProblem : ProblemResult, IEndpointMetadataProvider
{
    internal PaymentRequiredProblem(string? detail)
        : base(402, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 402);
}

/// <summary>403: the caller may not do this.</summary>
public sealed class ForbiddenProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ForbiddenProblem(string? detail)
        : base(403, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 403);
}

/// <summary>404: the resource does not exist, or the caller must not know that it does.</summary>
public sealed class NotFoundProblem : ProblemResult, IEndpointMetadataProvider
{
    internal NotFoundProblem(string? detail)
        : base(404, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 404);
}

/// <summary>409: the state does not allow it.</summary>
public sealed class ConflictProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ConflictProblem(string? detail)
        : base(409, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 409);
}

/// <summary>410: the resource existed and will not come back.</summary>
public sealed class GoneProblem : ProblemResult, IEndpointMetadataProvider
{
    internal GoneProblem(string? detail)
        : base(410, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 410);
}

/// <summary>412: a header of the request does not hold here.</summary>
public sealed class PreconditionFailedProblem : ProblemResult, IEndpointMetadataProvider
{
    internal PreconditionFailedProblem(string? detail)
        : base(412, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 412);
}

/// <summary>413: the body is longer than allowed.</summary>
public sealed class PayloadTooLargeProblem : ProblemResult, IEndpointMetadataProvider
{
    internal PayloadTooLargeProblem(string? detail)
        : base(413, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 413);
}

/// <summary>415: the endpoint does not accept the content's type.</summary>
public sealed class UnsupportedMediaTypeProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnsupportedMediaTypeProblem(string? detail)
        : base(415, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 415);
}

/// <summary>422: the request is well-formed, but contradicts an earlier one.</summary>
public sealed class UnprocessableProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnprocessableProblem(string? detail)
        : base(422, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 422);
}

/// <summary>429: too often; Retry-After says when to try again.</summary>
public sealed class TooManyRequestsProblem : ProblemResult, IEndpointMetadataProvider
{
    internal TooManyRequestsProblem(string? detail)
        : base(429, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 429);
}

/// <summary>503: a dependency is away; Retry-After says when to try again.</summary>
public sealed class ServiceUnavailableProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ServiceUnavailableProblem(string? detail)
        : base(503, detail) { }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 503);
}
