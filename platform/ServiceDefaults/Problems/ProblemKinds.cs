using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;

namespace Community.ServiceDefaults.Problems;

/// <summary>400: the request itself is wrong; <c>errors</c> says which field and why.</summary>
public sealed class BadRequestProblem : ProblemResult, IEndpointMetadataProvider
{
    internal BadRequestProblem(string? detail) : base(400, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 400);
}

/// <summary>401: no valid token or credential.</summary>
public sealed class UnauthorizedProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnauthorizedProblem(string? detail) : base(401, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 401);
}

/// <summary>402: an order is to be paid, or a higher plan is needed; made by <see cref="Problem.OrderRequired"/> and <see cref="Problem.PlanRequired"/> only, so that all are alike.</summary>
public sealed class PaymentRequiredProblem : ProblemResult, IEndpointMetadataProvider
{
    internal PaymentRequiredProblem(string? detail) : base(402, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 402);
}

/// <summary>403: the caller may not do this.</summary>
public sealed class ForbiddenProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ForbiddenProblem(string? detail) : base(403, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 403);
}

/// <summary>404: there is no such thing, or the caller may not know that it exists.</summary>
public sealed class NotFoundProblem : ProblemResult, IEndpointMetadataProvider
{
    internal NotFoundProblem(string? detail) : base(404, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 404);
}

/// <summary>409: the state does not allow it.</summary>
public sealed class ConflictProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ConflictProblem(string? detail) : base(409, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 409);
}

/// <summary>410: it was there, and will not be again.</summary>
public sealed class GoneProblem : ProblemResult, IEndpointMetadataProvider
{
    internal GoneProblem(string? detail) : base(410, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 410);
}

/// <summary>413: the body is longer than allowed.</summary>
public sealed class PayloadTooLargeProblem : ProblemResult, IEndpointMetadataProvider
{
    internal PayloadTooLargeProblem(string? detail) : base(413, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 413);
}

/// <summary>415: the content is of a type that is not taken here.</summary>
public sealed class UnsupportedMediaTypeProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnsupportedMediaTypeProblem(string? detail) : base(415, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 415);
}

/// <summary>422: well-formed, but contradicts what was said before.</summary>
public sealed class UnprocessableProblem : ProblemResult, IEndpointMetadataProvider
{
    internal UnprocessableProblem(string? detail) : base(422, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 422);
}

/// <summary>429: too often; Retry-After says when to come back.</summary>
public sealed class TooManyRequestsProblem : ProblemResult, IEndpointMetadataProvider
{
    internal TooManyRequestsProblem(string? detail) : base(429, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 429);
}

/// <summary>503: something behind us is away; Retry-After says when to come back.</summary>
public sealed class ServiceUnavailableProblem : ProblemResult, IEndpointMetadataProvider
{
    internal ServiceUnavailableProblem(string? detail) : base(503, detail)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => Declare(builder, 503);
}
