using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

#pragma warning disable IDE0130 // in Community itself: see the summary
namespace Community;

/// <summary>
/// The framework's <c>MapGet</c> and so on, for all code in <c>Community.*</c>: C# prefers an extension method of an enclosing namespace to
/// an imported one. The difference: the framework compiles the code that binds each endpoint's arguments while a service starts, with the
/// contracts of its JSON and its plan of validation. Here that waits for the endpoint's first request. The declarations of a handler
/// are still read at the start, so a handler that cannot be bound still stops it.
/// </summary>
public static class LazyRoutes
{
    /// <summary>Adds an endpoint for GET requests.</summary>
    public static RouteHandlerBuilder MapGet(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => Map(endpoints, pattern, HttpMethods.Get, handler);

    /// <summary>Adds an endpoint for POST requests.</summary>
    public static RouteHandlerBuilder MapPost(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => Map(endpoints, pattern, HttpMethods.Post, handler);

    /// <summary>Adds an endpoint for PUT requests.</summary>
    public static RouteHandlerBuilder MapPut(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => Map(endpoints, pattern, HttpMethods.Put, handler);

    /// <summary>Adds an endpoint for PATCH requests.</summary>
    public static RouteHandlerBuilder MapPatch(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => Map(endpoints, pattern, HttpMethods.Patch, handler);

    /// <summary>Adds an endpoint for DELETE requests.</summary>
    public static RouteHandlerBuilder MapDelete(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        Delegate handler
    ) => Map(endpoints, pattern, HttpMethods.Delete, handler);

    /// <summary>Adds an endpoint for requests with these methods.</summary>
    public static RouteHandlerBuilder MapMethods(
        this IEndpointRouteBuilder endpoints,
        [StringSyntax("Route")] string pattern,
        IEnumerable<string> methods,
        Delegate handler
    ) => RouteHandlerServices.Map(endpoints, pattern, handler, methods, RequestDelegateFactory.InferMetadata, CreateLater);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder endpoints, string pattern, string method, Delegate handler) =>
        endpoints.MapMethods(pattern, [method], handler);

    private static RequestDelegateResult CreateLater(
        Delegate handler,
        RequestDelegateFactoryOptions options,
        RequestDelegateMetadataResult? metadata
    )
    {
        // Of requests that come first together, one compiles and the others wait for it.
        var made = new Lazy<RequestDelegate>(() => RequestDelegateFactory.Create(handler, options, metadata).RequestDelegate);
        return new RequestDelegateResult(http => made.Value(http), [.. options.EndpointBuilder!.Metadata]);
    }
}
