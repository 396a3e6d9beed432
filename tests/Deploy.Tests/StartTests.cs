using System.Reflection;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Deploy.Tests;

/// <summary>
/// Every program is built with exactly the settings of its manifest, so that a setting that it would refuse at the start is found here.
/// </summary>
public sealed class StartTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public static TheoryData<string, string> OverlaysAndPrograms =>
        [.. Rendering.Overlays.SelectMany(overlay => Rendering.Of(overlay).OfOurPrograms.Select(workload => (overlay, workload.Name)))];

    public void Dispose() => _authority.Dispose();

    [Theory, MemberData(nameof(OverlaysAndPrograms))]
    public async Task AProgramAcceptsItsConfigurationAsync(string overlay, string name)
    {
        await using var program = Compose(overlay, name, _ => { });
        program.Services.GetService<IStartupValidator>()?.Validate();
        var paths = ((IEndpointRouteBuilder)program)
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText?.TrimStart('/'))
            .ToHashSet(StringComparer.Ordinal);
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
    public void WhatIsMissingIsFound(string name, string key) =>
        Should
            .Throw<Exception>(async () =>
            {
                await using var program = Compose("production", name, settings => settings.Remove(key).ShouldBeTrue());
                program.Services.GetService<IStartupValidator>()?.Validate();
            })
            .Message.ShouldContain(key.Split(':')[0]);

    private WebApplication Compose(string overlay, string name, Action<Dictionary<string, string?>> change)
    {
        var rendering = Rendering.Of(overlay);
        var workload = rendering.OfOurPrograms.Single(workload => workload.Name == name);
        var settings = rendering
            .Variables(workload)
            .ToDictionary(
                variable => variable.Key.Replace("__", ":", StringComparison.Ordinal),
                variable => (string?)(variable.Value ?? Secret.For(variable.Key)),
                StringComparer.Ordinal
            );
        UseFilesOfTheTest(settings);
        change(settings);
        var assembly = AssemblyOf(workload.Program);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = assembly.GetName().Name });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        var build = assembly
            .GetTypes()
            .Where(type => type.IsAbstract && type.IsSealed && type.Name.EndsWith("Service", StringComparison.Ordinal))
            .Select(type => type.GetMethod("Build", [typeof(WebApplicationBuilder)]))
            .Single(method => method is not null)!;
        return build.CreateDelegate<Func<WebApplicationBuilder, WebApplication>>()(builder);
    }

    /// <summary>Certificates are mounted in a cluster only.</summary>
    private void UseFilesOfTheTest(Dictionary<string, string?> settings)
    {
        var (certificate, key, _) = _authority.Sign("tls", "localhost");
        foreach (var (name, value) in settings.ToList())
        {
            settings[name] = value switch
            {
                "/etc/fleet/ca.crt" => _authority.AuthorityPath,
                "/etc/fleet/tls.crt" => certificate,
                "/etc/fleet/tls.key" => key,
                _ => value,
            };
        }
    }

    private static Assembly AssemblyOf(string name) =>
        Assembly.Load("Community." + (name == "ai-companion" ? "Companion" : char.ToUpperInvariant(name[0]) + name[1..]));
}
