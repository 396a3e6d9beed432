using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Community.Gateway;
using Community.Platform.Http.Uploads;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Community.Architecture.Tests;

/// <summary>The gateway's tables against the endpoints of the services: the gateway forwards every call that a service offers.</summary>
public sealed partial class GatewayTableTests(Applications applications)
{
    private IEnumerable<(string Path, RouteEndpoint Endpoint)> Endpoints =>
        from pair in applications.Endpoints
        let path = "/" + pair.Endpoint.RoutePattern.RawText!.Trim('/').Replace(":guid", "", StringComparison.Ordinal)
        where path.StartsWith(Routes.Api, StringComparison.Ordinal)
        select (path[Routes.Api.Length..], pair.Endpoint);

    [Fact]
    public void EveryEndpointThatTakesAFileSaysHowLarge() =>
        Endpoints
            .Where(endpoint =>
                endpoint
                    .Endpoint.Metadata.GetOrderedMetadata<IAcceptsMetadata>()
                    .Any(accepts => accepts.ContentTypes.Any(type => !type.Contains("json", StringComparison.Ordinal)))
            )
            .Where(endpoint => endpoint.Endpoint.Metadata.GetMetadata<UploadLimit>() is null)
            .Select(endpoint => endpoint.Path)
            .ShouldBeEmpty("TakesFile declares both");

    [Fact]
    public void TheGatewayLetsThroughTheFilesThatServicesTake()
    {
        var promised = Endpoints
            .Select(endpoint => (endpoint.Path, endpoint.Endpoint.Metadata.GetMetadata<UploadLimit>()?.MaxBytes))
            .Where(upload => upload.MaxBytes is not null)
            .Select(upload => $"{upload.Path} {upload.MaxBytes}")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
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

    [Theory, MemberData(nameof(ServiceTests.Services), MemberType = typeof(ServiceTests))]
    public async Task NoSecretIsCompressed(string service)
    {
        var document = JsonNode.Parse(await applications[Repository.InRoot(service)].OpenApiAsync())!.AsObject();
        var breaches =
            from path in document["paths"]!.AsObject()
            where
                path.Key.StartsWith(Routes.Api, StringComparison.Ordinal)
                && path.Value!["get"] is not null
                && GatewayRouteOf(path.Key[Routes.Api.Length..]).IsCompressed
            let seen = new HashSet<string>(StringComparer.Ordinal)
            from member in MembersOf(path.Value!["get"]!["responses"]?["200"], document, seen)
            where SecretNames().IsMatch(member) && !Harmless.Contains(member)
            select $"GET {path.Key} answers {member}";
        breaches.Distinct(StringComparer.Ordinal).ShouldBeEmpty("put the path into Routes.NeverCompressed");
    }

    // Names of members that look like secrets and are not.
    private static readonly HashSet<string> Harmless = new(StringComparer.Ordinal)
    {
        "certificate_code", // A public code: anybody can check it at /certificates/{code}.
    };

    [GeneratedRegex(
        "token|secret|password|credential|email|phone|(^|_)code$|(^|_)key$|checkout_url|invite_url",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex SecretNames();

    // All members of an answer, at any depth.
    private static IEnumerable<string> MembersOf(JsonNode? node, JsonObject document, HashSet<string> seen)
    {
        switch (node)
        {
            case JsonObject reference when reference["$ref"]?.GetValue<string>() is { } target:
                return seen.Add(target)
                    ? MembersOf(target.Split('/').Skip(1).Aggregate((JsonNode?)document, (at, name) => at?[name]), document, seen)
                    : [];
            case JsonObject schema:
                return (schema["properties"] as JsonObject ?? [])
                    .Select(property => property.Key)
                    .Concat(
                        schema
                            .Where(member => member.Key is not ("example" or "examples"))
                            .SelectMany(member => MembersOf(member.Value, document, seen))
                    );
            case JsonArray items:
                return items.SelectMany(item => MembersOf(item, document, seen));
            default:
                return [];
        }
    }

    [Fact]
    public void TheGatewayKnowsEveryRouteThatStreams()
    {
        var streams = Endpoints
            .Where(endpoint =>
                endpoint
                    .Endpoint.Metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>()
                    .Any(answer => answer.ContentTypes.Contains("text/event-stream"))
            )
            .Select(endpoint => endpoint.Path)
            .ToList();
        streams.ShouldNotBeEmpty();
        streams.Where(path => !GatewayRouteOf(path).IsStream).ShouldBeEmpty();
        Routes.Streams.Where(prefix => !streams.Exists(path => Fits(prefix, path))).ShouldBeEmpty();
    }

    [Fact]
    public void WhatTheGatewayShowsIsAnsweredToHeadToo() =>
        applications
            .GatewayEndpoints.Select(endpoint =>
                (endpoint.RoutePattern.RawText, endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods)
            )
            .Where(endpoint => endpoint.HttpMethods is { } methods && methods.Contains("GET") && !methods.Contains("HEAD"))
            .ShouldBeEmpty();

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
