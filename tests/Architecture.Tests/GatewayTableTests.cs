using Community.Gateway;
using Community.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>The gateway's tables against the endpoints of the services: what a service promises, the gateway lets through.</summary>
public sealed class GatewayTableTests(Applications applications)
{
    private IEnumerable<(string Path, RouteEndpoint Endpoint)> Endpoints =>
        from pair in applications.Endpoints
        let path = "/" + pair.Endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal)
        where path.StartsWith(Routes.Api, StringComparison.Ordinal)
        select (path[Routes.Api.Length..], pair.Endpoint);

    [Fact]
    public void EveryEndpointThatTakesAFileSaysHowLarge() =>
        Endpoints.Where(endpoint => endpoint.Endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>()
                .Any(accepts => accepts.ContentTypes.Any(type => !type.Contains("json", StringComparison.Ordinal))))
            .Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<UploadLimit>() is null)
            .Select(endpoint => endpoint.Path).ShouldBeEmpty("TakesFile declares both");

    [Fact]
    public void TheGatewayLetsThroughTheFilesThatServicesTake()
    {
        var promised = Endpoints.Select(endpoint => (endpoint.Path, endpoint.Endpoint.Metadata.GetMetadata<UploadLimit>()?.MaxBytes)).Where(upload => upload.MaxBytes is not null)
            .Select(upload => $"{upload.Path} {upload.MaxBytes}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        promised.Count.ShouldBeGreaterThan(4);
        Routes.Uploads.Select(upload => $"{upload.Path} {upload.MaxBytes}").Order(StringComparer.Ordinal).ShouldBe(promised);
    }

    [Fact]
    public void NoEndpointTakesALongerBodyThanTheGateway()
    {
        foreach (var (path, endpoint) in Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize is { } taken)
            {
                taken.ShouldBeLessThanOrEqualTo(GatewayRouteOf(path).MaxBody, path);
            }
        }
    }

    [Fact]
    public void NoRouteOfTheGatewayTakesALongerBodyThanItsEndpoints()
    {
        var longest = Endpoints.Max(endpoint => endpoint.Endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize);
        Routes.For(_ => true).Max(route => route.MaxBody).ShouldBe(longest.ShouldNotBeNull());
    }

    [Fact]
    public void TheGatewayKnowsEveryRouteThatStreams()
    {
        var streams = Endpoints.Where(endpoint => endpoint.Endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
            .Any(answer => answer.ContentTypes.Contains("text/event-stream"))).Select(endpoint => endpoint.Path).ToList();
        streams.ShouldNotBeEmpty();
        streams.Where(path => !GatewayRouteOf(path).IsStream).ShouldBeEmpty();
        Routes.Streams.Where(prefix => !streams.Exists(path => Fits(prefix, path))).ShouldBeEmpty();
    }

    [Fact]
    public void WhatTheGatewayShowsIsAnsweredToHeadToo() =>
        applications.GatewayEndpoints.Select(endpoint => (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods))
            .Where(endpoint => endpoint.HttpMethods is { } methods && methods.Contains("GET") && !methods.Contains("HEAD")).ShouldBeEmpty();

    private static Gateway.Route GatewayRouteOf(string path) =>
        Routes.For(_ => true).Where(route => Fits(route.Prefix, path)).MaxBy(route => route.Prefix.Count(character => character == '/'))
            ?? throw new InvalidOperationException($"The gateway has no route for {path}.");

    private static bool Fits(string prefix, string path)
    {
        var (ours, given) = (prefix.Split('/'), path.Split('/'));
        return ours.Length <= given.Length
            && ours.Zip(given).All(pair => pair.First == pair.Second || (pair.First.StartsWith('{') && pair.Second.StartsWith('{')));
    }
}
