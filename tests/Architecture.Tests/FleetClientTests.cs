using Community.Platform.Hosting.Tls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Community.Architecture.Tests;

/// <summary>
/// Every HTTP client of every service: it calls the fleet, and then trusts the authority of <c>Fleet:Tls</c> only, or it calls a third
/// party, and is in the list here.
/// </summary>
public sealed class FleetClientTests(Applications applications)
{
    private static readonly string[] OfThirdParties = ["stripe", "web-push", "webhooks"];

    public static TheoryData<string> Services => [.. Repository.Services];

    [Theory, MemberData(nameof(Services))]
    public void EveryClientOfTheFleetTrustsItsAuthorityOnly(string project)
    {
        var services = applications[project].Services;
        var handlers = services.GetRequiredService<IHttpMessageHandlerFactory>();
        var names = services
            .GetServices<IConfigureOptions<HttpClientFactoryOptions>>()
            .OfType<ConfigureNamedOptions<HttpClientFactoryOptions>>()
            .Select(options => options.Name)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();

        var others = names.Where(name => !TrustsTheFleetOnly(handlers.CreateHandler(name))).ToList();
        others.ShouldBeSubsetOf(OfThirdParties);
        names.Count.ShouldBeGreaterThan(others.Count);
    }

    private static bool TrustsTheFleetOnly(HttpMessageHandler handler)
    {
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        return handler is SocketsHttpHandler { SslOptions.RemoteCertificateValidationCallback: { } check } && check.Target is Authority;
    }
}
