using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Deploy.Tests;

/// <summary>Every program is composed with exactly what its manifest sets: what it would refuse at the start is found here.</summary>
public sealed class StartTests
{
    private const string Key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    public static TheoryData<string, string> OverlaysAndPrograms =>
        [.. Rendering.Overlays.SelectMany(overlay => Rendering.Of(overlay).Ours.Select(workload => (overlay, workload.Name)))];

    [Theory, MemberData(nameof(OverlaysAndPrograms))]
    public async Task AProgramAcceptsItsConfigurationAsync(string overlay, string name)
    {
        await using var program = Compose(overlay, name, _ => { });
        program.Services.GetService<IStartupValidator>()?.Validate();
        var paths = ((IEndpointRouteBuilder)program).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/')).ToHashSet(StringComparer.Ordinal);
        paths.ShouldContain("/health/live");
        paths.ShouldContain("/health/ready");
    }

    [Theory]
    [InlineData("identity", "Storage:S3:Bucket")]
    [InlineData("identity", "Mail:Smtp:Host")]
    [InlineData("identity", "Sms:PickupFolder")]
    [InlineData("identity", "Fleet:Key")]
    [InlineData("events", "ConnectionStrings:rabbitmq")]
    [InlineData("social", "ConnectionStrings:social")]
    public void WhatIsMissingIsFound(string name, string key) => Should.Throw<Exception>(async () =>
    {
        await using var program = Compose("production", name, settings => settings.Remove(key).ShouldBeTrue());
        program.Services.GetService<IStartupValidator>()?.Validate();
    }).Message.ShouldContain(key.Split(':')[0]);

    private static WebApplication Compose(string overlay, string name, Action<Dictionary<string, string?>> change)
    {
        var rendering = Rendering.Of(overlay);
        var settings = rendering.Variables(rendering.Ours.Single(workload => workload.Name == name))
            .ToDictionary(variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), variable => (string?)(variable.Value ?? SecretFor(variable.Key)), StringComparer.Ordinal);
        change(settings);
        var assembly = AssemblyOf(name);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = assembly.GetName().Name });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        var build = assembly.GetTypes().Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Service", StringComparison.Ordinal))
            .Select(type => type.GetMethod("Build", [typeof(WebApplicationBuilder)])).Single(method => method is not null)!;
        return build.CreateDelegate<Func<WebApplicationBuilder, WebApplication>>()(builder);
    }

    private static Assembly AssemblyOf(string name) =>
        Assembly.Load("Community." + (name == "ai-companion" ? "Companion" : char.ToUpperInvariant(name[0]) + name[1..]));

    /// <summary>Something of the form that a secret has.</summary>
    private static string SecretFor(string variable) => variable switch
    {
        "ConnectionStrings__rabbitmq" => "amqp://name:word@broker:5672/community",
        _ when variable.StartsWith("ConnectionStrings__", StringComparison.Ordinal) => "Host=database-rw;Database=x;Username=x;Password=x",
        "Stripe__SecretKey" => "sk_test_0123456789abcdef01234567",
        _ when variable.StartsWith("Stripe__WebhookSecrets", StringComparison.Ordinal) => "whsec_0123456789abcdef01234567",
        _ => Key,
    };
}
